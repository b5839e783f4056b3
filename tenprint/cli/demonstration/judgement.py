"""Compare the answers to a booking with the truth: pure functions over responses."""

from collections.abc import Iterator, Sequence

from tenprint.cli.demonstration.plan import IAFIS, IDENT, SyntheticPerson
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2 import Booking, FirstResponse, SecondResponse
from tenprint.v1.candidate_pb2 import Candidate
from tenprint.v1.lesc_service_pb2 import Query


def faults(person: SyntheticPerson, booking: Booking, queries: Sequence[Query]) -> list[str]:
    """Name everything that is wrong about the answers to a booking.

    queries: the LESC's record of queries about the booking.
    """
    if booking.state != pb2.BOOKING_STATE_SECOND_RESPONSE_READY:
        return [f"the booking ended in {pb2.BookingState.Name(booking.state)}"]
    return [
        *_first_response_faults(person, booking.first_response),
        *_second_response_faults(person, booking.second_response),
        *_lesc_faults(person, booking, queries),
    ]


def matches(candidates: Sequence[Candidate]) -> list[str]:
    """Return the encounters at or above the threshold, best first."""
    return [candidate.encounter_id for candidate in candidates if candidate.above_threshold]


def match_faults(
    gallery: str, expected: Sequence[str], candidates: Sequence[Candidate]
) -> Iterator[str]:
    """Compare the encounters that a gallery matched with the expected encounters."""
    found = matches(candidates)
    if found != expected:
        wanted, got = (", ".join(names) or "nobody" for names in (expected, found))
        yield f"{gallery} matched {got} instead of {wanted}"


def _first_response_faults(person: SyntheticPerson, response: FirstResponse) -> Iterator[str]:
    yield from match_faults("IAFIS", person.encounters_in(IAFIS), response.candidates)
    known = [candidate.identity_id for candidate in response.candidates]
    if person.is_in(IAFIS):
        if response.finding != pb2.SEARCH_RESULT_FINDING_IDENT:
            yield "the first response is not `ident`"
        if [response.identity_id] != known[:1]:
            yield "the booking was not retained under the identity that was found"
    else:
        if response.finding != pb2.SEARCH_RESULT_FINDING_NON_IDENT:
            yield "the first response is not `non-ident`"
        if not response.identity_id or response.identity_id in known:
            yield "the booking was not retained under a new identity"


def _second_response_faults(person: SyntheticPerson, response: SecondResponse) -> Iterator[str]:
    yield from match_faults("IDENT", person.encounters_in(IDENT), response.candidates)
    expected = (
        pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
        if person.is_in(IDENT)
        else pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
    )
    if response.kind != expected:
        yield f"the second response is {pb2.SecondResponseKind.Name(response.kind)}"
    if person.is_in(IDENT) and not response.determination:
        yield "the second response has no determination of the LESC"


def _lesc_faults(
    person: SyntheticPerson, booking: Booking, queries: Sequence[Query]
) -> Iterator[str]:
    expected = 1 if person.is_in(IDENT) else 0
    if len(queries) != expected:
        yield f"the LESC has {len(queries)} queries on record, not {expected}"
    receipts = [booking.lesc_receipt.receipt_id] if booking.HasField("lesc_receipt") else []
    if len(receipts) != expected or not {query.receipt_id for query in queries}.issuperset(
        receipts
    ):
        yield "the booking's LESC receipt is not the LESC's"
