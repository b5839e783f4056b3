"""Checks of the fields of requests."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Protocol, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from database.paging import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Page
from interop import fields
from interop.fields import Rule
from interop.names import BOOKING_PREFIX
from services.errors import (
    DuplicatePositionError,
    InvalidFieldError,
    NoSamplesError,
    TooManySamplesError,
)
from tenprint.v1 import sample_pb2

T = TypeVar("T")
M = TypeVar("M", bound=Message)
E = TypeVar("E", bound=Enum)

MAX_TEXT_LENGTH = 1_000
MAX_SAMPLE_COUNT = 14
MAX_CANDIDATES = 100
DEFAULT_MAX_CANDIDATES = 10
MAX_ENCOUNTER_COUNT = 1000
DEFAULT_TARGET_FPIR = 1e-3
DEFAULT_TARGET_FMR = 1e-4
MIN_TARGET_RATE = 1e-12
"""Far below the reach of any calibration. A much lower rate would give an infinite threshold."""
MAX_TARGET_RATE = 0.5

FIRST_YEAR, LAST_YEAR = 1850, 2199
"""The years of dates and times: clocks of other zones and sums of days stay within what a date can
be. `times` says how far each field of a request may lie from now."""

_PAGE_TOKEN = re.compile(r"[A-Za-z0-9._:=-]{0,256}")


class Paged(Protocol):
    """A request for one page of a list."""

    page_size: int
    page_token: str


@contextmanager
def inside(place: str) -> Iterator[None]:
    """Name the place in a request to which the fields belong that are read in the block."""
    try:
        yield
    except InvalidFieldError as error:
        raise InvalidFieldError(f"{place}.{error.field}", error.fault) from error


def each(place: str, read: Callable[[M], T], messages: Iterable[M]) -> tuple[T, ...]:
    """Read the messages of a list; an error names the index."""
    found = []
    for index, message in enumerate(messages):
        with inside(f"{place}[{index}]"):
            found.append(read(message))
    return tuple(found)


def check(field: str, value: str, rule: Rule, *, optional: bool = False) -> str:
    """Pass on a value that keeps a rule. An optional value may be empty."""
    if not (rule.allows(value) or (optional and not value)):
        raise InvalidFieldError(field, rule.fault(value))
    return value


def check_tcn(tcn: str) -> str:
    """Pass a transaction control number on."""
    return check("tcn", tcn, fields.TCN)


def check_ori(ori: str) -> str:
    """Pass a controlling agency identifier on."""
    return check("ori", ori, fields.ORI)


def check_id(field: str, value: str) -> str:
    """Pass an identity or encounter id on."""
    return check(field, value, fields.ID)


def check_encounter_ids(values: Sequence[str]) -> list[str]:
    """Pass on a list of encounters, each named once."""
    if not 1 <= len(values) <= MAX_ENCOUNTER_COUNT:
        raise InvalidFieldError(
            "encounter_ids", f"{len(values)} ids: name 1 to {MAX_ENCOUNTER_COUNT} encounters"
        )
    if len(set(values)) < len(values):
        raise InvalidFieldError("encounter_ids", "name each encounter once")
    return [check_id(f"encounter_ids[{i}]", value) for i, value in enumerate(values)]


def check_number(field: str, value: int, things: str) -> int:
    """Pass on the number of a thing. Numbers begin at 1."""
    if value < 1:
        raise InvalidFieldError(field, f"{things} are numbered from 1")
    return value


def check_new_encounter_id(value: str) -> str:
    """Pass on the id of a new encounter. Ids of bookings are reserved."""
    if value.startswith(BOOKING_PREFIX):
        raise InvalidFieldError(
            "encounter_id", f"ids that begin with {BOOKING_PREFIX!r} belong to bookings"
        )
    return check_id("encounter_id", value)


def check_samples(samples: Sequence[sample_pb2.Sample]) -> None:
    """Refuse a wrong number of samples, or two samples of one position."""
    if not samples:
        raise NoSamplesError("the request has no samples: send 1 to 14")
    if len(samples) > MAX_SAMPLE_COUNT:
        raise TooManySamplesError(
            f"the request has {len(samples)} samples: send at most {MAX_SAMPLE_COUNT}"
        )
    repeated = _repeated(int(sample.position) for sample in samples)
    if repeated:
        raise DuplicatePositionError(
            f"position {repeated[0]} occurs more than once: send each position once"
        )


def _repeated(positions: Iterable[int]) -> list[int]:
    """List known positions that occur more than once. Another check refuses unknown positions."""
    counts = Counter(positions)
    return [position for position, count in counts.items() if count > 1 and 1 <= position <= 15]


def rate(field: str, value: float, default: float) -> float:
    """Read a target error rate. 0 means the default."""
    if value == 0:
        return default
    # A NaN fails this comparison too.
    if not MIN_TARGET_RATE <= value <= MAX_TARGET_RATE:
        raise InvalidFieldError(field, f"a rate is {MIN_TARGET_RATE} to {MAX_TARGET_RATE}")
    return value


def target_fpir(value: float) -> float:
    """Read the target FPIR of a search. Raises InvalidFieldError."""
    return rate("target_fpir", value, DEFAULT_TARGET_FPIR)


def target_fmr(value: float) -> float:
    """Read the target FMR of a verification. Raises InvalidFieldError."""
    return rate("target_fmr", value, DEFAULT_TARGET_FMR)


def count(field: str, value: int, default: int, maximum: int) -> int:
    """Read a count with a bound. 0 means the default."""
    if not 0 <= value <= maximum:
        raise InvalidFieldError(field, f"{value} is outside 0 to {maximum}")
    return value or default


def page(request: Paged) -> Page:
    """Read which page of a list the request asks for. Raises InvalidFieldError."""
    size = count("page_size", request.page_size, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
    # The store decides whether the token means something.
    if not _PAGE_TOKEN.fullmatch(request.page_token):
        raise InvalidFieldError("page_token", "pass the `next_page_token` of the page before")
    return Page(size, request.page_token)


def calendar_date(field: str, value: date_pb2.Date) -> date:
    """Read a whole calendar date of the years that a record may have."""
    try:
        found = date(value.year, value.month, value.day)
    except ValueError as error:
        raise InvalidFieldError(field, f"not a calendar date: {error}") from error
    _check_year(field, found.year)
    return found


def read_time(field: str, value: Timestamp) -> datetime:
    """Read a time to the microsecond, of the years that a record may have.

    Raises InvalidFieldError.
    """
    try:
        found = value.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidFieldError(field, f"not a time: {error}") from error
    _check_year(field, found.year)
    return found


def _check_year(field: str, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidFieldError(
            field, f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}: check the date"
        )


def check_length(field: str, value: str, maximum: int) -> str:
    """Pass on a text that is not too long. Raises InvalidFieldError."""
    if len(value) > maximum:
        raise InvalidFieldError(field, f"at most {maximum} characters")
    return value


def read_text(field: str, value: str) -> str:
    """Read a text that people will see. Raises InvalidFieldError."""
    check_length(field, value, MAX_TEXT_LENGTH)
    # PostgreSQL takes no NUL, and a text must not drive the terminal of an officer.
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise InvalidFieldError(field, "control characters are not allowed")
    return value


def said(field: str, value: str) -> str:
    """Pass on a text that must not be blank. Raises InvalidFieldError."""
    if not value.strip():
        raise InvalidFieldError(field, "state a text that is not blank")
    return read_text(field, value)


def member(field: str, kind: type[E], value: object, words: str) -> E:
    """Read a member of an enum. words: what the error says of an unknown value."""
    try:
        return kind(value)
    except ValueError:
        shown = repr(value[:32]) if isinstance(value, str) else value
        raise InvalidFieldError(field, f"{shown} {words}") from None


def read_enum(field: str, kind: type[E], value: int, words: str = "") -> E | None:
    """Read a member of an enum. 0 means that the field is not set. Raises InvalidFieldError."""
    return member(field, kind, value, words or f"is no {kind.__name__}") if value else None


def optional(read: Callable[[str, Any], T], field: str, message: Message) -> T | None:
    """Read a field that the message may leave out. field: a path that ends with its name."""
    name = field.rpartition(".")[2]
    return read(field, getattr(message, name)) if message.HasField(name) else None
