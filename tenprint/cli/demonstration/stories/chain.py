"""The steps of every case: booked, matched, researched, alerted, documented, closed."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from interop.local_time import local
from matcher.types import FINGERS
from synthesis.images import PrintCache
from synthesis.lives import Status
from tenprint.calls import to_date
from tenprint.cli.demonstration.cast import Character
from tenprint.cli.demonstration.stories import truth, wording
from tenprint.cli.demonstration.stories.agencies import (
    ACTIVATION_DATE,
    COUNTY,
    COUNTY_ORI,
    US_STATE,
    Agencies,
)
from tenprint.cli.demonstration.stories.teller import Teller
from tenprint.cli.lives import load_life
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import lesc_service_pb2

OFFICER = "OFFICER-7"
OFFICE = "houston"
JAIL, IAFIS, IDENT, LESC = "county jail", "IAFIS", "IDENT", "LESC"
FIELD_OFFICE, AUDITOR = "field office", "auditor"
_WATCH_TIMEOUT_S = 120.0


def day_of_arrest(now: datetime) -> date:
    """Tell the day where the people of the stories are arrested: a date is the agency's day."""
    return local(now, US_STATE).date()


class Chain:
    """The case of a person; each method tells and checks a step."""

    def __init__(
        self, agencies: Agencies, teller: Teller, character: Character, prints: PrintCache
    ) -> None:
        self.agencies = agencies
        self.teller = teller
        self.character = character
        self.case_id = f"case:{character.tcn}"
        self._prints = prints
        self._day = day_of_arrest(datetime.now(UTC))
        self._life = character.life(self._day)
        self._head = agencies.auditor.audit.head()

    def again(self) -> "Chain":
        """Begin the case of the person's next arrest."""
        return Chain(self.agencies, self.teller, self.character.arrested_again, self._prints)

    def prepare(self) -> None:
        """Put on file what agencies recorded before today; the prints are already enrolled."""
        load_life(
            self.agencies.operator,
            self.agencies.lesc,
            self._life,
            lambda session, positions: self.character.samples(self._prints, session, positions),
        )
        self.teller.note(wording.introduction(self._life))

    def book(self) -> None:
        """Submit the booking and wait for its end; tell what each system answered."""
        character, client, life = self.character, self.agencies.jail, self._life
        client.submit_booking(
            character.tcn,
            character.samples(self._prints, character.booked_recipe.encounter, FINGERS),
            arrest_date=self._day,
            subject=booking_pb2.Subject(
                name=life.name,
                dates_of_birth=[to_date(life.date_of_birth)],
                sex=life.sex,
                place_of_birth=life.place_of_birth,
            ),
            charges=[
                booking_pb2.Charge(literal=character.charge, offense_code=character.offense_code)
            ],
        )
        client.wait_for_booking(character.tcn, timeout_s=_WATCH_TIMEOUT_S)
        # An agency does not get the ids of encounters that are not its own.
        booking = self.agencies.operator.get_booking(character.tcn)
        self.teller.start_at(booking.receive_time)
        self._tell_first_response(booking)
        self._tell_match(booking)

    def research(self, shown: Status | None = None, since: Sequence[tuple[str, str]] = ()) -> None:
        """Tell what the LESC found in its sources, and which office was alerted.

        shown: the status that the sources show; None: the true one. since: source and kind of what
        the sources hold beside the life.
        """
        file = self.agencies.office.cases.get(self.case_id)
        findings = file.research.findings
        self.teller.tell(
            LESC,
            wording.research(file.research),
            truth.research_faults(self._life, file.research, since),
            max((one.look_up_time for one in findings), key=_seconds, default=None),
            (wording.finding(one) for one in findings if one.facts),
        )
        self.teller.tell(
            LESC,
            f"{file.determination.specialist} concludes from these sources alone, as of today: "
            f"{wording.determination(file.determination)}.",
            truth.determination_faults(self._life, file.determination, self._day, shown),
            file.determination.determine_time,
        )
        self.teller.tell(
            FIELD_OFFICE,
            wording.alert(file.case, len(findings)),
            truth.alert_faults(file.case, OFFICE, US_STATE),
            file.case.alert_time,
        )

    def assess(self) -> None:
        """Let the service compute advice for the officer."""
        found = self.agencies.office.cases.assess(self.case_id)
        self.teller.tell(
            FIELD_OFFICE,
            f"{OFFICER} reads the research, and has advice computed: {wording.advice(found)}. "
            "Advice acts on nothing; a person decides.",
            truth.advice_faults(self.character, found),
        )

    def try_to_close(self, missing: Sequence[str]) -> None:
        """Try to close too early; the refusal must name what is missing."""
        cases = self.agencies.office.cases
        said, faults = refusal(lambda: cases.close(self.case_id, 1, OFFICER), truth.CASE_INCOMPLETE)
        self.teller.tell(
            FIELD_OFFICE,
            f"{OFFICER} tries to close the case, and may not yet:",
            [*faults, *truth.missing_faults(said, missing)],
            details=[said],
        )

    def document(
        self,
        encounter: pb2.EncounterRecord,
        disposition: pb2.Disposition,
        said: str,
        alarms: Sequence[str] = (),
    ) -> None:
        """Record the encounter and the decision, then close the case. alarms: that were raised."""
        cases = self.agencies.office.cases
        encounter.encounter_time.GetCurrentTime()
        cases.record_encounter(self.case_id, encounter, OFFICER)
        disposition.decision_time.GetCurrentTime()
        cases.record_disposition(self.case_id, disposition, OFFICER)
        self.teller.tell(FIELD_OFFICE, f"{OFFICER} writes down {said}.")
        case = cases.close(self.case_id, 1, OFFICER)
        self.teller.tell(
            FIELD_OFFICE,
            "The case is complete and closed: who, when, what and why are on record. A later "
            "change would be a new version beside this one.",
            truth.closed_faults(case, disposition.action, disposition.reason, alarms),
            case.current.close_time,
        )

    def audit(self, detainer_id: str, detainer_actions: tuple[str, ...]) -> None:
        """Let an auditor read the log."""
        log = self.agencies.auditor.audit
        logged = list(log.entries(object_kind="case", object_id=self.case_id))
        held = list(log.entries(object_kind="detainer", object_id=detainer_id))
        verified = log.verify([self._head])
        self.teller.tell(
            AUDITOR,
            wording.audit(logged, held, self._head.sequence, verified),
            truth.audit_faults(logged, held, detainer_actions, verified),
        )

    def _tell_first_response(self, booking: booking_pb2.Booking) -> None:
        first = booking.first_response
        self.teller.tell(
            JAIL,
            f"{COUNTY}, Texas ({COUNTY_ORI}) books {self._life.name} for {self.character.charge} "
            f"and sends ten prints as {booking.tcn}.",
            at=booking.receive_time,
        )
        self.teller.tell(
            IAFIS,
            wording.first_response(first),
            truth.first_response_faults(self.character, self._life, first, self._day),
            first.response_time,
            map(wording.entry, first.rap_sheet.entries),
        )

    def _tell_match(self, booking: booking_pb2.Booking) -> None:
        second, receipt = booking.second_response, booking.lesc_receipt
        self.teller.tell(
            IDENT,
            wording.match(second, COUNTY, ACTIVATION_DATE),
            truth.second_response_faults(self._life, second),
            _reached(booking, booking_pb2.BOOKING_STATE_SEARCHED_IN_IDENT),
        )
        request = lesc_service_pb2.ListQueriesRequest(tcn=booking.tcn)
        queries = self.agencies.lesc.ListQueries(request).queries
        self.teller.tell(
            LESC,
            f"takes the query at once and gives the receipt {receipt.receipt_id}; people in "
            "custody come first.",
            truth.query_faults(queries, receipt.receipt_id),
            receipt.acknowledge_time,
        )


def refusal(call: Callable[[], object], reason: str) -> tuple[str, list[str]]:
    """Make a call that the service must refuse; return the refusal, and what is wrong about it."""
    try:
        call()
    except RpcError as error:
        faults = [] if error.reason == reason else [f"refused for {error.reason}, not {reason}"]
        return error.message, faults
    return "", ["the call was not refused"]


def _reached(booking: booking_pb2.Booking, state: booking_pb2.BookingState) -> Timestamp | None:
    return next((one.change_time for one in booking.history if one.state == state), None)


def _seconds(time: Timestamp) -> float:
    return time.seconds + time.nanos / 1e9
