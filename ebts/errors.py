"""The errors of transactions.

TenprintError
└── EbtsError
    ├── FaultyTransactionError     TRANSACTION_FAULTY: carries every fault
    ├── TransactionTooLargeError   TRANSACTION_TOO_LARGE
    └── UnsupportedFileError       TRANSACTION_FILE_NOT_SUPPORTED: another encoding
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from ebts.faults import Fault
from matcher.errors import TenprintError

_MESSAGE_LENGTH = 1_900
"""As a trailer of gRPC has it: the service cuts messages of more than 2,000 bytes there."""


class EbtsError(TenprintError):
    """A transaction cannot be taken."""

    details: Mapping[str, str] = {}
    """For programs, beside the reason."""


class FaultyTransactionError(EbtsError, reason="TRANSACTION_FAULTY"):
    """The transaction breaks rules. The message lists every fault, as far as there is room."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_listed(faults))
        self.faults = tuple(faults)
        self.details = {"fault_count": str(len(faults))}


class TransactionTooLargeError(EbtsError, reason="TRANSACTION_TOO_LARGE"):
    """The file is larger than any transaction. Nothing of the file was read."""


class UnsupportedFileError(EbtsError, reason="TRANSACTION_FILE_NOT_SUPPORTED"):
    """The file is not in the traditional encoding of ANSI/NIST-ITL."""


def _listed(faults: Sequence[Fault]) -> str:
    count = len(faults)
    text = f"the transaction has {count} fault{'s' if count > 1 else ''}"
    for number, fault in enumerate(faults, 1):
        line = f"\n{number}. {fault}"
        if len(quote(text + line)) > _MESSAGE_LENGTH:
            return f"{text}\nand {count - number + 1} more: CheckTransaction lists all of them"
        text += line
    return text
