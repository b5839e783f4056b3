"""Prints and files of bookings, for the agency that booked and for nobody else."""

from dataclasses import replace

import pytest

from database.caller import Caller
from interop.audit import Action
from interop.bookings.types import BookingState, Submission, TransactionFile
from interop.errors import BookingNotFoundError, BookingPrintNotFoundError, PermissionDeniedError
from interop.flow.exports import FileKind
from interop.purposes import TransactionType
from matcher.decoding import decode_image
from matcher.types import FingerPosition
from tests.gallery.prints import HAND, enrol_people
from tests.interop.logged import entries
from tests.interop.world import CALLER, ORI, World, submission

TCN, EARLIER, THEIRS = "TCN-0000000001", "TCN-0000000002", "TCN-0000000003"
OTHER = Caller("NV0020300", frozenset({"booking"}), "arrest")
DHS = Caller("DCDHS0001", frozenset({"dhs"}), "border")
OPERATOR = Caller(ORI, frozenset({"operator"}), "upkeep")
AUDITOR = Caller(ORI, frozenset({"auditor"}), "inspection")
FINGER = FingerPosition.RIGHT_INDEX
FILE = TransactionFile(b"all the records, \x1c\x00 as they came", b"Type-1 and Type-2")
PNG = b"\x89PNG"


def booked(world: World, tcn: str, seed: int, impression: int = 2, caller: Caller = CALLER) -> None:
    """Submit a booking and see it through."""
    submitted = submission(tcn, seed, impression, caller=caller)
    world.flow.submit(replace(submitted, ori=caller.ori))
    world.complete(tcn)


def picture(world: World, tcn: str, viewer: Caller, identity_id: str = "") -> bytes:
    return world.flow.exports.picture(tcn, FINGER, identity_id, viewer, decode_image)


def file_of(submitted: Submission) -> Submission:
    return replace(submitted, file=FILE)


def test_the_file_comes_back_byte_by_byte_until_the_booking_is_complete(world: World) -> None:
    world.flow.submit(file_of(submission(TCN, 1)))
    [whole] = world.flow.exports.files(TCN, CALLER)
    assert (whole.kind, whole.content) == (FileKind.TRANSACTION, FILE.whole)
    assert (whole.name, whole.size_bytes) == (f"{TCN}.eft", len(FILE.whole))
    world.complete(TCN)
    text, *images = world.flow.exports.files(TCN, CALLER)
    assert (text.kind, text.content) == (FileKind.TRANSACTION_TEXT, FILE.text)
    assert [one.position for one in images] == list(HAND)
    assert {one.kind for one in images} == {FileKind.IMAGE}
    assert [one.content for one in images] == [one.image for one in submission(TCN, 1).samples]


def test_a_booking_without_a_file_has_its_images_before_and_after(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    before = world.flow.exports.files(TCN, CALLER)
    world.complete(TCN)
    after = world.flow.exports.files(TCN, CALLER)
    assert [(one.name, one.content) for one in before] == [(one.name, one.content) for one in after]
    assert len({one.name for one in after}) == len(HAND)


def test_what_is_not_retained_is_gone_with_the_answer(world: World) -> None:
    world.flow.submit(submission(TCN, 1, retain=False))
    world.complete(TCN)
    with pytest.raises(BookingPrintNotFoundError):
        world.flow.exports.files(TCN, CALLER)
    with pytest.raises(BookingPrintNotFoundError):
        picture(world, TCN, CALLER)


@pytest.mark.parametrize("viewer", [OTHER, DHS])
def test_another_agency_gets_nothing_and_learns_nothing(world: World, viewer: Caller) -> None:
    world.flow.submit(submission(TCN, 1))
    for tcn in (TCN, "TCN-NEVER-WAS"):
        with pytest.raises(BookingNotFoundError, match="no booking with TCN"):
            picture(world, tcn, viewer)
        with pytest.raises(BookingNotFoundError, match="no booking with TCN"):
            world.flow.exports.files(tcn, viewer)


@pytest.mark.parametrize("viewer", [OPERATOR, AUDITOR])
def test_who_reads_every_booking_sees_no_print(world: World, viewer: Caller) -> None:
    """Not even of the own agency: operators and auditors see no images."""
    world.flow.submit(submission(TCN, 1))
    with pytest.raises(PermissionDeniedError):
        picture(world, TCN, viewer)
    with pytest.raises(PermissionDeniedError):
        world.flow.exports.files(TCN, viewer)


def test_each_view_stands_in_the_log_with_its_purpose_and_each_refusal_does_not(
    world: World,
) -> None:
    world.flow.submit(submission(TCN, 1))
    world.run()
    assert picture(world, TCN, CALLER).startswith(PNG)
    world.flow.exports.files(TCN, replace(CALLER, purpose="discovery"))
    with pytest.raises(BookingNotFoundError):
        picture(world, TCN, OTHER)
    with world.database.read() as session:
        [seen] = entries(session, action=Action.BOOKING_PRINT_VIEWED)
        [taken] = entries(session, action=Action.BOOKING_EXPORTED)
    assert (seen.entry.object_id, seen.entry.purpose) == (TCN, "arrest")
    assert (taken.entry.object_id, taken.entry.purpose) == (TCN, "discovery")


def test_of_a_candidate_an_agency_sees_its_own_print_alone(world: World) -> None:
    """The person was booked before by both agencies; each sees what it took itself."""
    booked(world, THEIRS, 5, 1, OTHER)
    booked(world, EARLIER, 5, 2)
    booked(world, TCN, 5, 3)
    first = world.flow.booking(TCN).first_response
    assert first is not None and first.candidates
    person = first.candidates[0].identity_id
    assert picture(world, TCN, CALLER, person) == picture(world, EARLIER, CALLER)
    assert picture(world, THEIRS, OTHER) != picture(world, EARLIER, CALLER)
    assert picture(world, TCN, CALLER) != picture(world, EARLIER, CALLER)


def test_a_candidate_whom_others_booked_alone_is_not_shown(world: World) -> None:
    booked(world, THEIRS, 5, 1, OTHER)
    booked(world, TCN, 5, 3)
    first = world.flow.booking(TCN).first_response
    assert first is not None
    person = first.candidates[0].identity_id
    with pytest.raises(BookingPrintNotFoundError):
        picture(world, TCN, CALLER, person)


def test_whoever_is_no_candidate_is_not_shown(world: World) -> None:
    booked(world, EARLIER, 6)
    booked(world, TCN, 5)
    other = world.flow.booking(EARLIER).first_response
    assert other is not None and other.identity_id
    for one in (other.identity_id, "nobody"):
        with pytest.raises(BookingPrintNotFoundError):
            picture(world, TCN, CALLER, one)


def test_federal_requesters_see_the_candidate_whom_their_search_found(world: World) -> None:
    _, identity_id = enrol_people(world.iafis, [1, 2])
    asked = submission(TCN, 2, caller=DHS, type_of_transaction=TransactionType.TPIS)
    world.flow.submit(replace(asked, ori=DHS.ori))
    assert world.complete(TCN).state is BookingState.COMPLETE
    assert picture(world, TCN, DHS, identity_id).startswith(PNG)
    with pytest.raises(BookingNotFoundError):
        picture(world, TCN, CALLER, identity_id)
