"""What happened to a booking: one line for each step, and the answers as the page shows them."""

from collections.abc import Sequence

from console.web import Cell, Column, enum, finger
from tenprint.samples import none_is_usable
from tenprint.v1 import booking_service_pb2 as pb2

Step = tuple[object, str, str, str]
"""When, what, more words, and a tone."""

TONES = {
    pb2.BOOKING_STATE_FAILED: "bad",
    pb2.BOOKING_STATE_IN_REVIEW: "warn",
    pb2.BOOKING_STATE_SECOND_RESPONSE_READY: "good",
    pb2.BOOKING_STATE_COMPLETE: "good",
}


KINDS = {
    pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR: "IDENT knows the prints; the LESC has answered",
    pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH: "IDENT does not know the prints",
    pb2.SECOND_RESPONSE_KIND_ERROR: "the prints could not be searched",
    pb2.SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE: "another version follows",
}
"""What a version of the second response says."""


UNFINDABLE = (
    "Nobody could be found by these prints: no finger is good enough. This does not say that the "
    "person is unknown. Capture the fingers again, as the table of prints advises."
)


def state(one: pb2.Booking | pb2.BookingEntry) -> Cell:
    """Name a booking's state."""
    return Cell(enum(one, "state"), tone=TONES.get(one.state, ""))


def steps(booking: pb2.Booking) -> list[Step]:
    """List what happened, the oldest first."""
    found: list[Step] = [
        (one.change_time, enum(one, "state"), "", "bad" if _is_failure(one) else "")
        for one in booking.history
    ]
    if booking.HasField("first_response"):
        first = booking.first_response
        found.append((first.response_time, "first response", finding(first), ""))
    if booking.HasField("lesc_receipt"):
        receipt = booking.lesc_receipt
        found.append((receipt.acknowledge_time, "the LESC has the query", receipt.receipt_id, ""))
    for one in booking.second_responses:
        words = f"second response, version {one.ordinal}: {KINDS.get(one.kind, '')}"
        found.append((one.response_time, words, f"because of {enum(one, 'cause')}", _tone(one)))
        if one.HasField("acknowledge_time"):
            said = f"version {one.ordinal} acknowledged by the agency"
            found.append((one.acknowledge_time, said, "", "good"))
    return sorted(found, key=lambda step: step[0].ToNanoseconds())  # type: ignore[attr-defined]


def finding(first: pb2.FirstResponse) -> str:
    """Say what the criminal file knows."""
    if first.finding == pb2.SEARCH_RESULT_FINDING_IDENT:
        return f"the criminal file knows the person as {first.identity_id}"
    kept = f"; kept there as {first.identity_id}" if first.identity_id else ""
    return f"the criminal file does not know the person{kept}"


def reserve(booking: pb2.Booking) -> str:
    """Say that nobody could be found, if no print is good enough to find anybody by."""
    first, newest = booking.first_response, booking.second_responses[-1:]
    unknown = first.finding == pb2.SEARCH_RESULT_FINDING_NON_IDENT or any(
        one.kind == pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH for one in newest
    )
    return UNFINDABLE if unknown and none_is_usable(booking.samples) else ""


def search(title: str, answer: pb2.FirstResponse | pb2.SecondResponse) -> dict[str, object] | None:
    """Show the search behind an answer, as the page draws searches; None: there was none."""
    if not answer.HasField("report"):
        return None
    return {
        "title": title,
        "candidates": answer.candidates,
        "threshold_db": answer.report.threshold_db,
        "report": answer.report,
        "words": "" if answer.candidates else "The search found nobody.",
        "truth": None,
    }


def names(files: Sequence[pb2.ResponseFile]) -> list[tuple[int, str, int]]:
    """Name the files of responses: place, words, and bytes."""
    return [
        (
            place,
            f"{one.type_of_transaction}, "
            + (f"second response, version {one.ordinal}" if one.ordinal else "first response"),
            len(one.file),
        )
        for place, one in enumerate(files)
    ]


def _is_failure(one: pb2.StateChange) -> bool:
    return one.state == pb2.BOOKING_STATE_FAILED


def _tone(one: pb2.SecondResponse) -> str:
    if one.cause == pb2.RESPONSE_CAUSE_CORRECTION or one.error_reason:
        return "bad"
    return "warn" if one.kind == pb2.SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE else ""


def _used(one: object) -> Cell:
    report = one  # a SampleReport
    failure = getattr(report, "failure_reason", "")
    if not failure:
        return Cell("used", tone="good", note=getattr(report, "recapture_advice", ""))
    words = getattr(report, "failure_message", "") or failure
    return Cell("not used", tone="bad", note=words)


SAMPLES = (
    Column("Finger", lambda one: Cell(finger(one.position), order=one.position), "finger"),
    Column(
        "Quality, 0 to 100",
        lambda one: Cell(str(one.quality), order=one.quality, kind="number"),
        "quality",
    ),
    Column(
        "Minutiae",
        lambda one: Cell(str(one.minutia_count), order=one.minutia_count, kind="number"),
        "minutiae",
    ),
    Column("In the search", _used, "used"),
)
