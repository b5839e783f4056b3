"""A match is withdrawn, everybody acknowledges, and the audit log has it all."""

import uuid
from collections.abc import Callable, Iterator

import grpc
import pytest

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import correction_service_pb2 as pb2
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer

TWO_FINGERS = (2, 7)
SEED = 141
DIFFERENT = pb2.CORRECTION_REASON_DIFFERENT_PERSON


@pytest.fixture(scope="module")
def open_as(server: RunningServer) -> Iterator[Callable[..., Client]]:
    clients = []

    def open_client(*roles: str) -> Client:
        clients.append(Client(server.target, ori=ORI, roles=roles))
        return clients[-1]

    yield open_client
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def matched(open_as: Callable[..., Client]) -> str:
    """A booking that was matched in IDENT and answered; its TCN."""
    agency, tcn = open_as(), f"TEST-CORRECTION-{uuid.uuid4().hex[:12]}"
    open_as("operator").enrol("ident", [finger(SEED, position) for position in TWO_FINGERS])
    agency.submit_booking(tcn, [finger(SEED, position, 1) for position in TWO_FINGERS])
    booking = agency.wait_for_booking(tcn, timeout_s=60)
    assert booking.second_response.kind == booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
    return tcn


def _reason(call: Callable[[], object]) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(RpcError) as caught:
        call()
    return caught.value.code, caught.value.reason


def test_a_match_is_withdrawn_acknowledged_and_logged(
    open_as: Callable[..., Client], matched: str
) -> None:
    examiner, agency = open_as("examiner"), open_as()
    correction_id = f"correction-{uuid.uuid4().hex[:12]}"
    denied = _reason(lambda: agency.corrections.correct(matched, DIFFERENT))
    assert denied == (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
    done = examiner.corrections.correct(
        matched, DIFFERENT, explanation="compared again", correction_id=correction_id
    )
    assert (done.tcn, done.reason, done.explanation) == (matched, DIFFERENT, "compared again")
    again = examiner.corrections.correct(
        matched, DIFFERENT, explanation="compared again", correction_id=correction_id
    )
    assert again.correction_id == correction_id
    response = agency.get_booking(matched).second_response
    assert response.kind == booking_pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
    assert "withdrawn" in response.error_message
    [own] = agency.corrections.notices(tcn=matched, open_only=True)
    assert own.recipient == pb2.NOTICE_RECIPIENT_BOOKING_AGENCY
    known = agency.corrections.acknowledge(own.notice_id)
    assert known.acknowledged_by == ORI
    assert list(agency.corrections.notices(tcn=matched, open_only=True)) == []
    assert [one.correction_id for one in examiner.corrections.list(tcn=matched)] == [correction_id]
    assert _reason(
        lambda: examiner.corrections.correct(matched, DIFFERENT, correction_id=correction_id)
    ) == (grpc.StatusCode.ALREADY_EXISTS, "CORRECTION_CONFLICT")
    assert _reason(lambda: examiner.corrections.correct(matched, DIFFERENT)) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "NO_MATCH_TO_CORRECT",
    )
    _is_logged(open_as("auditor"), matched)


def test_a_match_is_compared_again_and_a_correction_taken_back(
    open_as: Callable[..., Client],
) -> None:
    agency, supervisor = open_as(), open_as("supervisor")
    tcn = f"TEST-COMPARED-{uuid.uuid4().hex[:12]}"
    open_as("operator").enrol("ident", [finger(SEED + 1, position) for position in TWO_FINGERS])
    agency.submit_booking(tcn, [finger(SEED + 1, position, 1) for position in TWO_FINGERS])
    agency.wait_for_booking(tcn, timeout_s=60)
    jail = open_as("law_enforcement").corrections
    asked = jail.compare(tcn, "another face", officer="JAILER-1", comparison_id=f"k:{tcn}")
    assert (asked.requested_by, asked.officer, asked.verdict) == (ORI, "JAILER-1", 0)
    assert asked.cause == pb2.COMPARISON_CAUSE_REQUESTED
    assert jail.compare(tcn, "another face", comparison_id=f"k:{tcn}") == asked
    assert list(supervisor.corrections.comparisons(tcn=tcn)) == [asked]
    refused = grpc.StatusCode.FAILED_PRECONDITION
    assert _reason(lambda: jail.compare(tcn, "again")) == (refused, "COMPARISON_REFUSED")
    conflict = grpc.StatusCode.ALREADY_EXISTS, "COMPARISON_CONFLICT"
    assert _reason(lambda: jail.compare(tcn, "other", comparison_id=f"k:{tcn}")) == conflict
    done = supervisor.corrections.correct(tcn, DIFFERENT)
    back = supervisor.corrections.reinstate(done.correction_id, "wrong prints")
    assert (back.reinstated_by, back.reinstate_reason) == (ORI, "wrong prints")
    assert "the match stands" in agency.get_booking(tcn).second_response.note
    again = _reason(lambda: supervisor.corrections.reinstate(done.correction_id, "wrong prints"))
    assert again == (refused, "CORRECTION_STATE")


def test_an_expunged_record_takes_its_match_with_it(open_as: Callable[..., Client]) -> None:
    agency, operator = open_as(), open_as("operator")
    tcn = f"TEST-EXPUNGED-{uuid.uuid4().hex[:12]}"
    operator.enrol("ident", [finger(SEED + 2, position) for position in TWO_FINGERS])
    agency.submit_booking(tcn, [finger(SEED + 2, position, 1) for position in TWO_FINGERS])
    agency.wait_for_booking(tcn, timeout_s=60)
    operator.delete_encounter("iafis", f"tcn:{tcn}", expunge=True)
    [done] = operator.corrections.list(tcn=tcn)
    assert done.reason == pb2.CORRECTION_REASON_EXPUNGED
    assert "expunged" in agency.get_booking(tcn).second_response.error_message


def _is_logged(auditor: Client, tcn: str) -> None:
    head = auditor.audit.head()
    found = auditor.audit.entries(action="match_corrected", object_id=tcn, page_size=1)
    assert [(one.actor_ori, one.reason) for one in found] == [(ORI, "different_person")]
    assert auditor.audit.verify([head]).intact


def test_what_is_not_there_is_named(open_as: Callable[..., Client]) -> None:
    examiner, not_found = open_as("examiner"), grpc.StatusCode.NOT_FOUND
    corrections = examiner.corrections
    assert _reason(lambda: corrections.get("nothing")) == (not_found, "CORRECTION_NOT_FOUND")
    agency = open_as("law_enforcement").corrections
    assert _reason(lambda: agency.acknowledge("n")) == (not_found, "NOTICE_NOT_FOUND")
    unknown = _reason(lambda: corrections.correct("TEST-NO-BOOKING", DIFFERENT))
    assert unknown == (not_found, "BOOKING_NOT_FOUND")


def test_a_reason_is_mandatory(open_as: Callable[..., Client], matched: str) -> None:
    corrections = open_as("examiner").corrections
    for call in (
        lambda: corrections.correct(matched, pb2.CORRECTION_REASON_UNSPECIFIED),
        lambda: corrections.correct(matched, DIFFERENT, explanation="x" * 1001),
        lambda: corrections.correct(matched, DIFFERENT, explanation="a\x00b"),
        lambda: corrections.correct(matched, DIFFERENT, correction_id="two words"),
    ):
        assert _reason(call) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
