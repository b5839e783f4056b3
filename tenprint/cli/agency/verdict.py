"""What a booking's answers come to, in a line: whoever stands at the desk reads that first."""

from collections.abc import Sequence

from tenprint.cli.shared import output
from tenprint.enums import enum_name
from tenprint.samples import none_is_usable
from tenprint.v1.booking_service_pb2 import (
    Booking,
    FirstResponse,
    SecondResponse,
    SecondResponseKind,
)
from tenprint.v1.identification_service_pb2 import IdentifyResponse
from tenprint.v1.sample_pb2 import SampleReport

_UNKNOWN = "does not know this person"
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
        doubt = _doubt(booking.samples) if any(_UNKNOWN in one for one in parts) else ""
        words = f"In short: {'; '.join(parts)}. {doubt}".strip()
        output.console.print(words, style="bold", markup=False)


def print_doubt(found: IdentifyResponse) -> None:
    """Print why a search that found nobody may have missed a person; nothing if it did not."""
    doubt = _doubt(found.samples)
    if doubt and not any(one.above_threshold for one in found.candidates):
        output.console.print(f"Nobody was found. {doubt}", style="bold", markup=False)


def _doubt(samples: Sequence[SampleReport]) -> str:
    """Say that a person may be missed, if no print is good enough to find anybody by."""
    if not none_is_usable(samples):
        return ""
    # The same advice for each finger comes from one fault, such as a wrong resolution.
    advice = sorted({one.recapture_advice for one in samples} - {""})
    why = f": {advice[0]}" if len(advice) == 1 else ", as the table of samples says"
    return f"BUT NO FINGER IS GOOD ENOUGH TO BE FOUND BY{why}"


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
        return _UNKNOWN
    best = found[0]
    return f"knows this person as {best.identity_id}, {best.score_db:.1f} dB"


def print_booking(booking: Booking) -> None:
    """Print a booking with every version of its responses, and what they come to."""
    output.print_booking(booking)
    print_verdict(booking)
