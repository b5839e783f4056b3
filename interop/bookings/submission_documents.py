"""What a submission says beside its prints, as a versioned JSON document."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from interop.bookings.types import Charge, Subject, Submission
from interop.purposes import TransactionType
from matcher.errors import CorruptRecordError

DOCUMENT_VERSION = 1

Json = dict[str, Any]


@dataclass(frozen=True)
class Details:
    """The part of a submission that is kept as one document."""

    type_of_transaction: TransactionType = TransactionType.CAR
    retain: bool = True
    subject: Subject = field(default_factory=Subject)
    charges: tuple[Charge, ...] = ()
    in_custody: bool = True
    priority: int = 9


def details_of(submission: Submission) -> Details:
    """Pick what is kept as one document."""
    return Details(
        type_of_transaction=submission.type_of_transaction,
        retain=submission.retain,
        subject=submission.subject,
        charges=submission.charges,
        in_custody=submission.in_custody,
        priority=submission.priority,
    )


def dump(details: Details) -> str:
    """Write the details of a submission."""
    data = {"version": DOCUMENT_VERSION, **asdict(details)}
    return json.dumps(data, separators=(",", ":"), default=date.isoformat)


def load(text: str | None) -> Details:
    """Read the details of a submission; None is one of before they were asked for."""
    if text is None:
        return Details()
    data: Json = json.loads(text)
    if data.pop("version", None) != DOCUMENT_VERSION:
        raise CorruptRecordError(
            "the details of a submission have a version that this program does not read: use the "
            "program that wrote it"
        )
    return Details(
        **{
            **data,
            "type_of_transaction": TransactionType(data["type_of_transaction"]),
            "subject": _subject(data["subject"]),
            "charges": tuple(_charge(one) for one in data["charges"]),
        }
    )


def _subject(data: Json) -> Subject:
    born = tuple(date.fromisoformat(one) for one in data["dates_of_birth"])
    return Subject(**{**data, "dates_of_birth": born})


def _charge(data: Json) -> Charge:
    stated = data["offense_date"]
    return Charge(**{**data, "offense_date": date.fromisoformat(stated) if stated else None})
