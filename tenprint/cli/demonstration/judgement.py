"""Compare what was answered with the truth: pure functions over responses."""

from collections.abc import Sequence

from tenprint.cli.demonstration.plan import IAFIS, IDENT, SyntheticPerson
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2 import Booking, FirstResponse, SecondResponse
from tenprint.v1.candidate_pb2 import Candidate
from tenprint.v1.lesc_service_pb2 import Query


def faults(person: SyntheticPerson, booking: Booking, queries: Sequence[Query]) -> list[str]:
    """Name everything that is wrong about the answers to a booking.

    queries: what the LESC has on record about it.
    """
    if booking.state != pb2.BOOKING_STATE_SECOND_RESPONSE_READY:
        return [f"it ended in {pb2.BookingState.Name(booking.state)}"]
    return [
        *_first_response_faults(person, booking.first_response),
        *_second_response_faults(person, booking.second_response),
        *_lesc_faults(person, booking, queries),
    ]


def matches(candidates: Sequence[Candidate]) -> list[str]:
    """Return the encounters at or above the threshold, best first."""
    return [candidate.encounter_id for candidate in candidates if candidate.above_threshold]


def _first_response_faults(person: SyntheticPerson, response: FirstResponse) -> list[str]:
    found = _match_faults("IAFIS", person, person.is_in(IAFIS), response.candidates)
    known = {candidate.identity_id for candidate in response.candidates}
    if person.is_in(IAFIS):
        if response.finding != pb2.SEARCH_RESULT_FINDING_IDENT:
            found.append("the first response is not `ident`")
        if not response.candidates or response.identity_id != response.candidates[0].identity_id:
            found.append("the booking was not retained under the identity that was found")
    else:
        if response.finding != pb2.SEARCH_RESULT_FINDING_NON_IDENT:
            found.append("the first response is not `non-ident`")
        if not response.identity_id or response.identity_id in known:
            found.append("the booking was not retained under a new identity")
    return found


def _second_response_faults(person: SyntheticPerson, response: SecondResponse) -> list[str]:
    found = _match_faults("IDENT", person, person.is_in(IDENT), response.candidates)
    expected = (
        pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
        if person.is_in(IDENT)
        else pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
    )
    if response.kind != expected:
        found.append(f"the second response is {pb2.SecondResponseKind.Name(response.kind)}")
    if person.is_in(IDENT) and not response.determination:
        found.append("the second response has no determination of the LESC")
    return found


def _match_faults(
    gallery: str, person: SyntheticPerson, is_known: bool, candidates: Sequence[Candidate]
) -> list[str]:
    expected = [person.name] if is_known else []
    found = matches(candidates)
    if found == expected:
        return []
    wanted, got = (", ".join(names) or "nobody" for names in (expected, found))
    return [f"{gallery} matched {got} instead of {wanted}"]


def _lesc_faults(person: SyntheticPerson, booking: Booking, queries: Sequence[Query]) -> list[str]:
    expected = 1 if person.is_in(IDENT) else 0
    found = []
    if len(queries) != expected:
        found.append(f"the LESC has {len(queries)} queries on record, not {expected}")
    receipts = [query.receipt_id for query in queries]
    if booking.HasField("lesc_receipt") != bool(expected) or (
        expected and booking.lesc_receipt.receipt_id not in receipts
    ):
        found.append("the booking's LESC receipt is not the LESC's")
    return found
