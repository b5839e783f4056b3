"""Templates of other systems are enrolled and searched like images, and say so."""

import time
import uuid

import grpc
import pytest

from matcher import template
from matcher.interchange import TemplateFormat, export_template
from matcher.types import FingerPosition
from tenprint.samples import sample_from_bytes
from tenprint.v1 import booking_service_pb2, sample_pb2
from tenprint.v1 import identification_service_pb2 as pb2
from tests.contract.rpc import ORI, Stubs, call, refused
from tests.images import finger
from tests.matcher.interchange.records import ansi, iso, m1, standard, type9, view

POSITIONS = (2, 3, 7)
ISO, ANSI = TemplateFormat.ISO_19794_2_2005, TemplateFormat.ANSI_378_2004
WIRE = {
    ISO: sample_pb2.TEMPLATE_FORMAT_ISO_19794_2_2005,
    ANSI: sample_pb2.TEMPLATE_FORMAT_ANSI_378_2004,
}


def exported(stubs: Stubs, seed: int, position: int, form: TemplateFormat) -> sample_pb2.Sample:
    """Have a print extracted, and write its template for another system."""
    request = pb2.ExtractTemplateRequest(sample=finger(seed, position))
    found = call(stubs.identification.ExtractTemplate, request)
    assert isinstance(found, pb2.ExtractTemplateResponse)
    data = export_template(template.decode(found.template), form, FingerPosition(position))
    made = sample_from_bytes(data, position, 0)
    assert made.template_format == WIRE[form]
    return made


def enrol(stubs: Stubs, samples: list[sample_pb2.Sample]) -> pb2.EnrolResponse:
    request = pb2.EnrolRequest(
        gallery="ident", encounter_id=f"TEMPLATES-{uuid.uuid4()}", samples=samples
    )
    response = call(stubs.identification.Enrol, request)
    assert isinstance(response, pb2.EnrolResponse)
    return response


def identify(stubs: Stubs, samples: list[sample_pb2.Sample]) -> pb2.IdentifyResponse:
    response = call(
        stubs.identification.Identify, pb2.IdentifyRequest(gallery="ident", samples=samples)
    )
    assert isinstance(response, pb2.IdentifyResponse)
    return response


@pytest.mark.parametrize(("form", "seed"), [(ISO, 8101), (ANSI, 8102)])
def test_enrolled_from_a_template_found_by_image(
    form: TemplateFormat, seed: int, stubs: Stubs
) -> None:
    enrolled = enrol(stubs, [exported(stubs, seed, one, form) for one in POSITIONS])
    assert {one.template_format for one in enrolled.encounter.samples} == {WIRE[form]}
    assert all(one.minutia_count > 20 for one in enrolled.encounter.samples)
    answer = identify(stubs, [finger(seed, one, encounter=1) for one in POSITIONS])
    assert answer.candidates[0].identity_id == enrolled.identity.identity_id
    assert answer.candidates[0].above_threshold
    assert {one.template_format for one in answer.samples} == {0}


@pytest.mark.parametrize(("form", "seed"), [(ISO, 8103), (ANSI, 8104)])
def test_enrolled_from_an_image_found_by_template(
    form: TemplateFormat, seed: int, stubs: Stubs
) -> None:
    enrolled = enrol(stubs, [finger(seed, one, encounter=1) for one in POSITIONS])
    assert {one.template_format for one in enrolled.encounter.samples} == {0}
    answer = identify(stubs, [exported(stubs, seed, one, form) for one in POSITIONS])
    assert answer.candidates[0].identity_id == enrolled.identity.identity_id
    assert answer.candidates[0].above_threshold
    assert {one.template_format for one in answer.samples} == {WIRE[form]}


def test_images_and_templates_in_one_request(stubs: Stubs) -> None:
    enrolled = enrol(stubs, [finger(8105, 2), exported(stubs, 8105, 3, ISO)])
    assert [one.template_format for one in enrolled.encounter.samples] == [0, WIRE[ISO]]


def test_type_9_records_are_read(stubs: Stubs) -> None:
    for fields in (m1(), standard()):
        message = sample_from_bytes(type9(fields), 2, 0)
        request = pb2.ExtractTemplateRequest(sample=message)
        response = call(stubs.identification.ExtractTemplate, request)
        assert isinstance(response, pb2.ExtractTemplateResponse)
        assert response.report.template_format == sample_pb2.TEMPLATE_FORMAT_TYPE_9
        assert response.report.minutia_count == 10


def test_a_booking_of_templates_is_searched(stubs: Stubs) -> None:
    tcn = f"TPL-{uuid.uuid4().hex}"
    samples = [exported(stubs, 8106, one, ISO) for one in POSITIONS]
    request = booking_service_pb2.SubmitBookingRequest(
        tcn=tcn, ori=ORI, booking=booking_service_pb2.BookingSubmission(samples=samples)
    )
    call(stubs.bookings.SubmitBooking, request)
    end_s, shown = time.monotonic() + 60, None
    while time.monotonic() < end_s and not (shown and shown.samples):
        asked = booking_service_pb2.GetBookingRequest(tcn=tcn)
        response = call(stubs.bookings.GetBooking, asked)
        assert isinstance(response, booking_service_pb2.GetBookingResponse)
        shown = response.booking
        time.sleep(0.1)
    assert shown is not None
    assert {one.template_format for one in shown.samples} == {WIRE[ISO]}
    assert all(one.minutia_count > 20 for one in shown.samples)


def _sample(data: bytes, image: bytes = b"") -> sample_pb2.Sample:
    made = sample_from_bytes(data, 2, 0)
    made.image = image
    return made


@pytest.mark.parametrize(
    ("message", "reason", "words"),
    [
        (_sample(iso(view()), image=b"x"), "INVALID_TEMPLATE", "send one of the two"),
        (_sample(iso(view())[:-1]), "INVALID_TEMPLATE", "record length"),
        (_sample(ansi(view(position=3))), "INVALID_TEMPLATE", "finger position 3, not of 2"),
        (_sample(iso(view([(1, 9, 9, 9, 9)] * 3))), "QUALITY_TOO_LOW", "3 minutiae"),
        (
            sample_pb2.Sample(template=b"x", position="FINGER_POSITION_RIGHT_INDEX"),
            "INVALID_TEMPLATE",
            "format of the template is not stated",
        ),
    ],
)
def test_templates_that_are_refused(
    message: sample_pb2.Sample, reason: str, words: str, stubs: Stubs
) -> None:
    request = pb2.IdentifyRequest(gallery="ident", samples=[message])
    code = grpc.StatusCode.INVALID_ARGUMENT
    assert words in refused(stubs.identification.Identify, request, code, reason).message
