"""No answer tells an agency the ids of another agency's bookings and encounters."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from google.protobuf.message import Message

from interop.roles import ALLOWED
from services.access.table import TABLE as ACCESS
from services.wire.foreign_ids import AGENCIES, TABLE, Shown, id_fields
from tenprint.client import Client
from tenprint.v1 import records_service_pb2 as records
from tests.images import finger
from tests.servers import RunningServer
from tests.services.access.rpcs import RPCS

OURS, THEIRS = "WVOURS000", "WVTHEIRS0"
SEED = 4_711
PRINTS = [finger(SEED, position) for position in (2, 3, 7)]
THEIR_TCN, OUR_TCN = "THEIRS-BOOKING-1", "OURS-BOOKING-1"
THEIR_VISIT = "THEIR-VISIT-17"
THEIR_EVENT = "THEIR-EVENT-17"
SECRETS = (THEIR_TCN, THEIR_VISIT, THEIR_EVENT)
OPEN_TO_AGENCIES = [
    rpc
    for rpc in RPCS
    if any(not ALLOWED[one].isdisjoint(AGENCIES) for one in ACCESS[rpc.method].operations)
]


def test_every_id_in_an_answer_to_an_agency_has_a_rule() -> None:
    found = {name for rpc in OPEN_TO_AGENCIES for name in id_fields(rpc.descriptor.output_type)}
    assert found == set(TABLE)
    assert len(OPEN_TO_AGENCIES) > 20


@dataclass(frozen=True)
class Told:
    """What agencies were told of a person whom both booked."""

    answers: dict[str, list[Message]]
    federal: list[Message]
    person: str


@pytest.fixture(scope="module")
def told(server: RunningServer) -> Iterator[Told]:
    with ExitStack() as stack:

        def client(ori: str, *roles: str, purpose: str = "") -> Client:
            opened = Client(server.target, ori=ori, roles=roles, purpose=purpose)
            return stack.enter_context(opened)

        operator = client("OPERATOR0", "operator", purpose="upkeep")
        operator.enrol("ident", PRINTS, encounter_id=THEIR_VISIT)
        theirs = client(THEIRS, "booking", purpose="arrest")
        theirs.submit_booking(THEIR_TCN, PRINTS)
        first = list(theirs.watch_booking(THEIR_TCN))[-1].first_response
        operator.records.put_event(
            first.identity_id,
            records.CriminalEvent(
                event_id=THEIR_EVENT,
                kind=records.CRIMINAL_EVENT_KIND_ARREST,
                date={"year": 2011, "month": 1, "day": 2},
                ori=THEIRS,
                literal="THEFT",
                encounter_id=f"tcn:{THEIR_TCN}",
            ),
        )
        ours = client(OURS, "law_enforcement", purpose="arrest")
        person = first.identity_id
        submitted = ours.submit_booking(OUR_TCN, PRINTS)
        answers: dict[str, list[Message]] = {
            "SubmitBooking": [submitted],
            "WatchBooking": list(ours.watch_booking(OUR_TCN)),
            "GetBooking": [ours.get_booking(OUR_TCN)],
            "ListBookings": list(ours.list_bookings()),
            "Identify": [ours.identify("iafis", PRINTS)],
            "Verify": [ours.verify("iafis", person, PRINTS)],
            "ListCriminalEvents": list(ours.records.events(person)),
            "GetRapSheet": [ours.records.rap_sheet(identity_id=person)],
            "ListWants": list(ours.records.wants(person)),
        }
        dhs = client("DCDHS0001", "dhs", purpose="arrest")
        federal: list[Message] = [
            dhs.identify("iafis", PRINTS),
            *dhs.records.events(person),
        ]
        yield Told(answers, federal, person)


def test_no_answer_names_what_is_of_another_agency(told: Told) -> None:
    for rpc, answers in told.answers.items():
        for answer in answers:
            for secret in SECRETS:
                assert secret not in str(answer), rpc


def test_the_agency_still_learns_who_it_is(told: Told) -> None:
    [found] = told.answers["Identify"]
    assert found.candidates[0].identity_id == told.person  # type: ignore[attr-defined]
    [rap_sheet] = told.answers["GetRapSheet"]
    assert "THEFT" in str(rap_sheet)
    [booking] = told.answers["GetBooking"]
    assert booking.first_response.encounter_id == f"tcn:{OUR_TCN}"  # type: ignore[attr-defined]
    assert booking.first_response.identity_id == told.person  # type: ignore[attr-defined]


def test_federal_requesters_see_encounters(told: Told) -> None:
    assert all(secret in str(told.federal) for secret in (f"tcn:{THEIR_TCN}", THEIR_EVENT))


def test_what_the_table_hides_is_hidden_everywhere_else() -> None:
    assert {name for name, shown in TABLE.items() if shown is not Shown.ALL} == {
        "Candidate.encounter_id",
        "Case.encounter_id",
        "CriminalEvent.encounter_id",
        "CriminalEvent.event_id",
        "IdentityChange.encounter_ids",
    }
