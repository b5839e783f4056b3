"""What must be true of the service whenever it has come to rest.

A fault begins with one of the words below, by which faults are counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tenprint.client import Client
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1.audit_service_pb2 import AuditEntry
from tenprint.v1.booking_service_pb2 import Booking
from tests.kill.people import Subject

LOST, DOUBLED, WRONG = "lost", "doubled", "wrong"


@dataclass
class Ledger:
    """What the client side knows to be true."""

    booked: dict[str, Subject] = field(default_factory=dict)
    """By TCN, every booking that must be there."""
    enrolled_identity: dict[int, str] = field(default_factory=dict)
    """By seed, in IAFIS."""


def false_positive_count(ledger: Ledger, bookings: dict[str, Booking]) -> int:
    """Count bookings of people not in IDENT that matched there."""
    return sum(
        _is_match(booking) and not ledger.booked[tcn].in_ident for tcn, booking in bookings.items()
    )


def audit_bookings(ledger: Ledger, bookings: dict[str, Booking]) -> list[str]:
    """Every booking is complete, went forward only and found whom it had to find."""
    return [fault for tcn in bookings for fault in _audit_booking(ledger, tcn, bookings[tcn])]


def _audit_booking(ledger: Ledger, tcn: str, booking: Booking) -> Iterator[str]:
    subject = ledger.booked[tcn]
    if booking.state != booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY:
        yield f"{LOST}: {tcn} ended as {booking_pb2.BookingState.Name(booking.state)}"
    if subject.in_ident and not _is_match(booking):
        yield f"{WRONG}: {tcn}: person {subject.seed} was not found in IDENT"
    states = [change.state for change in booking.history]
    if states != sorted(set(states)):
        yield f"{WRONG}: {tcn} went through {states}"
    causes = Counter(response.cause for response in booking.second_responses)
    for cause, count in causes.items():
        # A match is told at once, and again with the LESC's answer.
        if count > 1:
            name = booking_pb2.ResponseCause.Name(cause)
            yield f"{DOUBLED}: {tcn} has {count} second responses because of {name}"


def audit_people(ledger: Ledger, bookings: dict[str, Booking]) -> list[str]:
    """A person has one identity, whatever was killed while it was made."""
    identities: dict[int, set[str]] = {
        seed: {identity} for seed, identity in ledger.enrolled_identity.items()
    }
    for tcn, booking in bookings.items():
        seed = ledger.booked[tcn].seed
        identities.setdefault(seed, set()).add(booking.first_response.identity_id)
    return [
        f"{DOUBLED}: person {seed} has the identities {sorted(found)}"
        for seed, found in identities.items()
        if len(found) != 1
    ]


def audit_encounters(ledger: Ledger, bookings: dict[str, Booking], client: Client) -> list[str]:
    """Every booking left one encounter, and nothing else is there."""
    expected: dict[str, Counter[str]] = {}
    for seed, identity in ledger.enrolled_identity.items():
        expected.setdefault(identity, Counter())[f"enrolled-{seed}"] += 1
    for booking in bookings.values():
        response = booking.first_response
        expected.setdefault(response.identity_id, Counter())[response.encounter_id] += 1
    faults = []
    for identity, encounters in expected.items():
        stored = Counter(
            encounter.encounter_id
            for encounter in client.list_encounters("iafis", identity, page_size=1000)
        )
        for encounter_id in encounters.keys() | stored.keys():
            if stored[encounter_id] != 1 or encounters[encounter_id] != 1:
                faults.append(
                    f"{LOST if stored[encounter_id] < encounters[encounter_id] else DOUBLED}: "
                    f"{identity} has {encounter_id} {stored[encounter_id]} times, "
                    f"told {encounters[encounter_id]} times"
                )
    return faults


def audit_queries(bookings: dict[str, Booking], queries: list[lesc_pb2.Query]) -> list[str]:
    """Every IDENT match has exactly one query with one answer, and no other booking has one."""
    counts = Counter(query.tcn for query in queries)
    by_tcn = {query.tcn: query for query in queries}
    faults = [f"{WRONG}: {tcn} has a query and no booking" for tcn in counts if tcn not in bookings]
    for tcn, booking in bookings.items():
        expected = int(_is_match(booking))
        if counts[tcn] != expected:
            kind = LOST if counts[tcn] < expected else DOUBLED
            faults.append(f"{kind}: {tcn} has {counts[tcn]} queries on record, not {expected}")
        query = by_tcn.get(tcn, lesc_pb2.Query())
        if booking.lesc_receipt.query_id != query.query_id:
            faults.append(f"{LOST}: {tcn} has a receipt for {booking.lesc_receipt.query_id!r}")
        faults += _audit_answer(tcn, booking, query)
    return faults


def _audit_answer(tcn: str, booking: Booking, query: lesc_pb2.Query) -> Iterator[str]:
    if query.answer_count > 1:
        yield f"{DOUBLED}: {tcn} was answered {query.answer_count} times"
    told = booking.second_response.determination
    if _is_match(booking) and told != query.determination:
        yield f"{WRONG}: {tcn} says {told!r}, and the LESC has {query.determination!r} on record"


def audit_log(bookings: dict[str, Booking], entries: Iterable[AuditEntry]) -> list[str]:
    """What was done stands in the log of the service, once."""
    logged = Counter((entry.action, entry.object_id) for entry in entries)
    expected = Counter(("booking_submitted", tcn) for tcn in bookings)
    for tcn, booking in bookings.items():
        if _is_match(booking):
            expected["query_sent", booking.lesc_receipt.query_id] += 1
            expected["case_opened", f"case:{tcn}"] += 1
    return [
        f"{LOST if logged[one] < expected[one] else DOUBLED}: {one[0]} of {one[1]} is logged "
        f"{logged[one]} times, not {expected[one]}"
        for one in sorted(logged.keys() | expected.keys())
        if logged[one] != expected[one]
    ]


def _is_match(booking: Booking) -> bool:
    kind = booking.second_response.kind
    return kind == booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
