"""How the relay hands each kind of message to the LESC."""

from collections.abc import Callable, Mapping

from interop.bookings import MessageKind
from interop.lesc import LescReceipt, LescSender, documents

Deliver = Callable[[str], LescReceipt]
"""Hands a payload to the LESC and returns the receipt; a repetition is harmless."""


def deliveries(lesc: LescSender) -> Mapping[MessageKind, Deliver]:
    """Map each kind of message to the function that sends its payload."""
    arguments = documents.ARGUMENTS.load
    return {
        MessageKind.IAQ: lambda text: lesc.submit_query(documents.QUERY.load(text)),
        MessageKind.WITHDRAWAL: lambda text: lesc.withdraw_query(**arguments(text)),
        MessageKind.CITIZENSHIP_REVIEW: lambda text: lesc.review_citizenship(**arguments(text)),
    }
