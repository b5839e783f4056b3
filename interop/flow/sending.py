"""How each kind of message in the outbox is handed to the LESC."""

from collections.abc import Callable, Mapping

from interop.bookings import MessageKind
from interop.lesc import LescReceipt, LescSender, documents

Deliver = Callable[[str], LescReceipt]
"""Hands a payload over and returns the receipt; the same again is harmless."""


def deliveries(lesc: LescSender) -> Mapping[MessageKind, Deliver]:
    """Tell for every kind what to do with its payload."""
    arguments = documents.ARGUMENTS.load
    return {
        MessageKind.IAQ: lambda text: lesc.submit_query(documents.QUERY.load(text)),
        MessageKind.WITHDRAWAL: lambda text: lesc.withdraw_query(**arguments(text)),
        MessageKind.CITIZENSHIP_REVIEW: lambda text: lesc.review_citizenship(**arguments(text)),
    }
