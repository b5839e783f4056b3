"""How each kind of message in the outbox is handed to the LESC."""

import json
from collections.abc import Callable, Mapping

from interop import documents
from interop.lesc import LescSender
from interop.types import LescReceipt, MessageKind


def deliveries(lesc: LescSender) -> Mapping[MessageKind, Callable[[str], LescReceipt]]:
    """Tell for every kind what to do with its payload."""
    return {
        MessageKind.IAQ: lambda text: lesc.submit_query(documents.load_query(text)),
        MessageKind.WITHDRAWAL: lambda text: lesc.withdraw_query(**json.loads(text)),
        MessageKind.CITIZENSHIP_REVIEW: lambda text: lesc.review_citizenship(**json.loads(text)),
    }
