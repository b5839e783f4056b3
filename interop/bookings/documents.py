"""How rows store searches, responses and details of bookings: as documents."""

from dataclasses import dataclass, field, fields

from database.documents import Codec
from gallery.types import Identification, Retention, Stage
from interop.bookings.types import Charge, FirstResponse, SecondResponse, Subject, Submission
from interop.purposes import TransactionType
from matcher.fusion import FingerComparison


@dataclass(frozen=True)
class Details:
    """What a submission says beside its prints; a row stores these fields as one document."""

    type_of_transaction: TransactionType = TransactionType.CAR
    retain: bool = True
    subject: Subject = field(default_factory=Subject)
    charges: tuple[Charge, ...] = ()
    in_custody: bool = True
    priority: int = 9


_VERSION = {"version": 1}
_ARRAYS = {"fingers": FingerComparison, "stages": Stage}

FIRST_RESPONSE = Codec(
    FirstResponse, version=_VERSION, arrays=_ARRAYS, earlier={"retained_in": "iafis"}
)
SECOND_RESPONSE = Codec(SecondResponse, version=_VERSION, arrays=_ARRAYS)
IDENTIFICATION = Codec(Identification, version=_VERSION, arrays=_ARRAYS)
RETENTION = Codec(Retention, version=_VERSION, unstored=frozenset({"amended"}))
DETAILS = Codec(Details, version=_VERSION)


def details_of(submission: Submission) -> Details:
    """Pick the fields that are stored as one document."""
    return Details(**{one.name: getattr(submission, one.name) for one in fields(Details)})


def load_details(text: str | None) -> Details:
    """Read the details of a submission; None: the submission is older than the details."""
    return Details() if text is None else DETAILS.load(text)
