"""Records: proto → domain types, refused by the name of the field."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from interop.offenses import OffenseCategory
from interop.records.criminal_types import CriminalEvent, EventKind, Want
from interop.records.desk import Person
from interop.records.ident_types import (
    BiographicData,
    EncounterKind,
    IdentEncounter,
    WatchListReason,
)
from services.wire import validation
from services.wire.errors import InvalidFieldError
from services.wire.validation import check_id, check_ori
from tenprint.v1 import records_service_pb2 as pb2

KindT = TypeVar("KindT", bound=IntEnum)


@dataclass(frozen=True)
class AskedChecks:
    """Which checks of somebody are asked for."""

    watch_list: bool
    everybody: bool
    document_number: str
    """Empty: none."""
    target_fpir: float
    target_fmr: float


MAX_MONTHS = 12_000
_OFFENSE_CODE = re.compile(r"([0-9]{4})?")
_DOCUMENT = re.compile(r"[A-Z0-9]{0,32}")
_ALIEN_NUMBER = re.compile(r"(A[0-9]{7,8})?")
_SEX = re.compile(r"[MFX]?")
_PLACE = re.compile(r"([A-Z]{2})?")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{0,60}")
_TEXT = re.compile(r"[^\x00-\x1f\x7f]{0,300}")
_LINE = re.compile(r"[^\x00-\x1f\x7f]{0,100}")


def criminal_event(message: pb2.CriminalEvent) -> CriminalEvent:
    """Read an entry of a criminal history."""
    return CriminalEvent(
        event_id=check_id("event.event_id", message.event_id),
        kind=_kind("event.kind", EventKind, message.kind),
        date=calendar_date("event.date", message.date),
        ori=check_ori(message.ori),
        literal=_match("event.literal", message.literal, _TEXT, "at most 300 characters"),
        category=_category(message.category),
        offense_code=_offense_code("event.offense_code", message.offense_code),
        statute=_match("event.statute", message.statute, _LINE, "at most 100 characters"),
        maximum_sentence_months=_months(message, "maximum_sentence_months"),
        imposed_sentence_months=_months(message, "imposed_sentence_months"),
        aggravated_felony=(
            message.aggravated_felony if message.HasField("aggravated_felony") else None
        ),
        disposition=_match(
            "event.disposition", message.disposition, _LINE, "at most 100 characters"
        ),
        encounter_id=_optional_id("event.encounter_id", message.encounter_id),
    )


def want(message: pb2.Want) -> Want:
    """Read a want."""
    cleared = message.HasField("clear_date")
    return Want(
        want_id=check_id("want.want_id", message.want_id),
        ori=check_ori(message.ori),
        literal=_match("want.literal", message.literal, _TEXT, "at most 300 characters"),
        issue_date=calendar_date("want.issue_date", message.issue_date),
        offense_code=_offense_code("want.offense_code", message.offense_code),
        extradition=message.extradition,
        clear_date=calendar_date("want.clear_date", message.clear_date) if cleared else None,
    )


def ident_encounter(message: pb2.IdentEncounter) -> IdentEncounter:
    """Read what an encounter was about."""
    return IdentEncounter(
        encounter_id=check_id("encounter.encounter_id", message.encounter_id),
        kind=_kind("encounter.kind", EncounterKind, message.kind),
        time=_moment("encounter.encounter_time", message.encounter_time),
        biographic=_biographic(message.biographic),
        document_number=document_number("encounter.document_number", message.document_number),
        alien_number=_match(
            "encounter.alien_number", message.alien_number, _ALIEN_NUMBER, "A and 7 or 8 digits"
        ),
        site=_match("encounter.site", message.site, _NAME, "at most 60 characters"),
    )


def checks(message: pb2.CheckIdentRequest) -> AskedChecks:
    """Read which checks are asked for; at least one."""
    fpir, fmr = message.target_fpir, message.target_fmr
    asked = AskedChecks(
        watch_list=message.watch_list,
        everybody=message.everybody,
        document_number=document_number("document_number", message.document_number),
        target_fpir=validation.rate("target_fpir", fpir, validation.DEFAULT_TARGET_FPIR),
        target_fmr=validation.rate("target_fmr", fmr, validation.DEFAULT_TARGET_FMR),
    )
    if not (asked.watch_list or asked.everybody or asked.document_number):
        raise InvalidFieldError("watch_list", "ask for at least one of the three checks")
    return asked


def watch_list_reason(value: int) -> WatchListReason:
    """Read why somebody is put on the watch list."""
    return _kind("entry.reason", WatchListReason, value)


def note(value: str) -> str:
    """Read the note of a watch list entry."""
    return _match("entry.note", value, _TEXT, "at most 300 characters")


def document_number(field: str, value: str) -> str:
    """Read the number of a document; it may be empty."""
    return _match(field, value, _DOCUMENT, "at most 32 characters of [A-Z0-9]")


def person(message: pb2.GetRapSheetRequest | pb2.GetIdentRecordRequest, number: str) -> Person:
    """Read who is meant: by identity, or by the number in the field named."""
    if message.WhichOneof("person") == "identity_id":
        return Person(identity_id=check_id("identity_id", message.identity_id))
    return Person(number=check_id(number, getattr(message, number)))


def optional_kind(field: str, kinds: type[KindT], value: int) -> KindT | None:
    """Read the kind that a list is filtered by; unspecified is none."""
    return _kind(field, kinds, value) if value else None


def optional_identity(value: str) -> str:
    """Read the person that a list is filtered by; empty is none."""
    return _optional_id("identity_id", value)


def calendar_date(field: str, value: date_pb2.Date) -> date:
    """Read a whole calendar date."""
    try:
        return date(value.year, value.month, value.day)
    except ValueError as error:
        raise InvalidFieldError(field, f"not a calendar date: {error}") from error


def _biographic(message: pb2.BiographicData) -> BiographicData:
    field = "encounter.biographic"
    born = message.HasField("date_of_birth")
    return BiographicData(
        name=_match(f"{field}.name", message.name, _NAME, "at most 60 characters"),
        date_of_birth=(
            calendar_date(f"{field}.date_of_birth", message.date_of_birth) if born else None
        ),
        sex=_match(f"{field}.sex", message.sex, _SEX, "M, F, X or empty"),
        place_of_birth=_match(
            f"{field}.place_of_birth", message.place_of_birth, _PLACE, "two letters or empty"
        ),
    )


def _kind(field: str, kinds: type[KindT], value: int) -> KindT:
    try:
        return kinds(value)
    except ValueError:
        raise InvalidFieldError(field, f"{value} is none of 1 to {len(kinds)}") from None


def _category(value: str) -> OffenseCategory:
    try:
        return OffenseCategory(value or OffenseCategory.OTHER)
    except ValueError:
        known = ", ".join(OffenseCategory)
        raise InvalidFieldError("event.category", f"use one of {known}") from None


def _offense_code(field: str, value: str) -> str:
    return _match(field, value, _OFFENSE_CODE, "four digits or empty")


def _months(message: Message, field: str) -> int | None:
    if not message.HasField(field):
        return None
    value: int = getattr(message, field)
    if not 0 <= value <= MAX_MONTHS:
        raise InvalidFieldError(f"event.{field}", f"{value} is outside 0 to {MAX_MONTHS}")
    return value


def _moment(field: str, value: Timestamp) -> datetime:
    try:
        moment = value.ToDatetime(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidFieldError(field, f"not a time: {error}") from error
    if moment.timestamp() == 0:
        raise InvalidFieldError(field, "the time of the encounter is needed")
    return moment


def _optional_id(field: str, value: str) -> str:
    return check_id(field, value) if value else ""


def _match(field: str, value: str, pattern: re.Pattern[str], expected: str) -> str:
    if not pattern.fullmatch(value):
        raise InvalidFieldError(field, expected)
    return value
