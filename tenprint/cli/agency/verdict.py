"""What a booking's answers come to, in a line: whoever stands at the desk reads that first."""

from tenprint.cli.shared import output
from tenprint.enums import enum_name
from tenprint.v1.booking_service_pb2 import (
    Booking,
    FirstResponse,
    SecondResponse,
    SecondResponseKind,
)

_FOUND = (
    SecondResponseKind.SECOND_RESPONSE_KIND_IDR_WITH_IAR,
    SecondResponseKind.SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE,
)


def print_verdict(booking: Booking) -> None:
    """Print who was found in each gallery. Nothing, as long as there is no response."""
    parts = []
    if booking.HasField("first_response"):
        parts.append(f"IAFIS {_known(booking.first_response)}")
    if booking.second_responses:
        parts.append(f"IDENT {_of_ident(booking.second_responses[-1])}")
    if parts:
        output.console.print(f"In short: {'; '.join(parts)}.", style="bold", markup=False)


def _of_ident(response: SecondResponse) -> str:
    if response.error_reason:
        return f"has no answer ({response.error_reason})"
    if response.report.reference_count == 0 and response.note:
        return f"says: {response.note}"
    if response.kind not in _FOUND:
        return _known(response)
    kind = enum_name(SecondResponseKind, response.kind).replace("_", " ")
    said = f"the LESC says: {response.determination}" if response.determination else kind
    return f"{_known(response)}; {said}"


def _known(response: FirstResponse | SecondResponse) -> str:
    found = [one for one in response.candidates if one.above_threshold]
    if not found:
        return "does not know this person"
    best = found[0]
    return f"knows this person as {best.identity_id}, {best.score_db:.1f} dB"


def print_booking(booking: Booking) -> None:
    """Print a booking with every version of its responses, and what they come to."""
    output.print_booking(booking)
    print_verdict(booking)
