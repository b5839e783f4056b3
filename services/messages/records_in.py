"""Records: proto → domain types. An error names the field."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from interop import fields, records
from interop.offenses import OffenseCategory
from services import wire
from services.errors import InvalidFieldError
from tenprint.v1 import records_service_pb2 as pb2

KindT = TypeVar("KindT", bound=IntEnum)


@dataclass(frozen=True)
class AskedChecks:
    """The checks that a request asks for."""

    watch_list: bool
    everybody: bool
    document_number: str
    """Empty means that no document is checked."""
    target_fpir: float
    target_fmr: float


MAX_MONTHS = 12_000


def criminal_event(message: pb2.CriminalEvent) -> records.CriminalEvent:
    """Read an entry of a criminal history."""
    return records.CriminalEvent(
        event_id=wire.check_id("event.event_id", message.event_id),
        kind=_kind("event.kind", records.EventKind, message.kind),
        date=wire.calendar_date("event.date", message.date),
        ori=wire.check_ori(message.ori),
        literal=wire.check("event.literal", message.literal, fields.TEXT),
        category=_category(wire.read_word(message, "category", "event.category")),
        offense_code=wire.check(
            "event.offense_code", message.offense_code, fields.OFFENSE_CODE, optional=True
        ),
        statute=wire.check("event.statute", message.statute, fields.LINE),
        maximum_sentence_months=wire.optional(_months, "event.maximum_sentence_months", message),
        imposed_sentence_months=wire.optional(_months, "event.imposed_sentence_months", message),
        aggravated_felony=wire.optional(lambda _, stated: stated, "aggravated_felony", message),
        disposition=wire.check("event.disposition", message.disposition, fields.LINE),
        encounter_id=wire.check(
            "event.encounter_id", message.encounter_id, fields.ID, optional=True
        ),
    )


def want(message: pb2.Want) -> records.Want:
    """Read a want."""
    return records.Want(
        want_id=wire.check_id("want.want_id", message.want_id),
        ori=wire.check_ori(message.ori),
        literal=wire.check("want.literal", message.literal, fields.TEXT),
        issue_date=wire.calendar_date("want.issue_date", message.issue_date),
        offense_code=wire.check(
            "want.offense_code", message.offense_code, fields.OFFENSE_CODE, optional=True
        ),
        extradition=message.extradition,
        clear_date=wire.optional(wire.calendar_date, "want.clear_date", message),
    )


def ident_encounter(message: pb2.IdentEncounter) -> records.IdentEncounter:
    """Read what an encounter was about."""
    return records.IdentEncounter(
        encounter_id=wire.check_id("encounter.encounter_id", message.encounter_id),
        kind=_kind("encounter.kind", records.EncounterKind, message.kind),
        time=_moment("encounter.encounter_time", message.encounter_time),
        biographic=_biographic(message.biographic),
        document_number=document_number("encounter.document_number", message.document_number),
        alien_number=wire.check(
            "encounter.alien_number",
            message.alien_number,
            fields.ALIEN_NUMBER_ON_FILE,
            optional=True,
        ),
        site=wire.check("encounter.site", message.site, fields.SITE),
    )


def checks(message: pb2.CheckIdentRequest) -> AskedChecks:
    """Read which checks the request asks for. At least one is required."""
    asked = AskedChecks(
        watch_list=message.watch_list,
        everybody=message.everybody,
        document_number=document_number("document_number", message.document_number),
        target_fpir=wire.validation.target_fpir(message.target_fpir),
        target_fmr=wire.validation.target_fmr(message.target_fmr),
    )
    if not (asked.watch_list or asked.everybody or asked.document_number):
        raise InvalidFieldError("watch_list", "ask for at least one of the three checks")
    return asked


def watch_list_entry(message: pb2.WatchListEntry) -> tuple[str, str, records.WatchListReason, str]:
    """Read a new entry of the watch list: its id, the identity, the reason and the note."""
    return (
        wire.check_id("entry.entry_id", message.entry_id),
        wire.check_id("entry.identity_id", message.identity_id),
        _kind("entry.reason", records.WatchListReason, message.reason),
        wire.check("entry.note", message.note, fields.TEXT),
    )


def document_number(field: str, value: str) -> str:
    """Read the number of a document, which may be empty."""
    return wire.check(field, value, fields.DOCUMENT_NUMBER, optional=True)


def person(
    message: pb2.GetRapSheetRequest | pb2.GetIdentRecordRequest, number: str
) -> records.Person:
    """Read which person is meant. number: the field that may name the person."""
    if message.WhichOneof("person") == "identity_id":
        return records.Person(identity_id=wire.check_id("identity_id", message.identity_id))
    return records.Person(number=wire.check_id(number, getattr(message, number)))


def optional_kind(field: str, kinds: type[KindT], value: int) -> KindT | None:
    """Read the kind that a list is filtered by. 0 means every kind."""
    return _kind(field, kinds, value) if value else None


def optional_identity(value: str) -> str:
    """Read the person that a list is filtered by. Empty means everybody."""
    return wire.check("identity_id", value, fields.ID, optional=True)


def _biographic(message: pb2.BiographicData) -> records.BiographicData:
    field = "encounter.biographic"
    return records.BiographicData(
        name=_name_on_file(f"{field}.name", message.name),
        date_of_birth=wire.optional(wire.calendar_date, f"{field}.date_of_birth", message),
        sex=wire.check(f"{field}.sex", message.sex, fields.SEX, optional=True),
        place_of_birth=wire.check(
            f"{field}.place_of_birth", message.place_of_birth, fields.PLACE, optional=True
        ),
    )


def _name_on_file(field: str, value: str) -> str:
    """Pass on a name that is stored as stated and can be rewritten for a query."""
    if value and not fields.NAME.mended(value):
        raise InvalidFieldError(field, fields.NAME_ON_FILE.fault(value))
    return wire.check(field, value, fields.NAME_ON_FILE)


def _kind(field: str, kinds: type[KindT], value: int) -> KindT:
    return wire.member(field, kinds, value, f"is none of 1 to {len(kinds)}")


def _category(value: str) -> OffenseCategory:
    try:
        return OffenseCategory(value or OffenseCategory.OTHER)
    except ValueError:
        known = ", ".join(OffenseCategory)
        raise InvalidFieldError("event.category", f"use one of {known}") from None


def _months(field: str, value: int) -> int:
    if not 0 <= value <= MAX_MONTHS:
        raise InvalidFieldError(field, f"{value} is outside 0 to {MAX_MONTHS}")
    return value


def _moment(field: str, value: Timestamp) -> datetime:
    moment = wire.read_time(field, value)
    if moment.timestamp() == 0:
        raise InvalidFieldError(field, "state the time of the encounter")
    return moment
