"""What officers write down, as the documents in which rows keep it."""

import json
from datetime import datetime

from interop.cases.types import (
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
)

NOTHING = ""
"""Nobody has written anything down: the empty case of R36."""


def dump_encounter(record: EncounterRecord) -> str:
    """Write an encounter."""
    if record == EncounterRecord():
        return NOTHING
    return json.dumps(
        {
            "officer": record.officer,
            "encounter_time": _time(record.encounter_time),
            "manner": record.manner,
            "place": record.place,
        }
    )


def load_encounter(text: str) -> EncounterRecord:
    """Read an encounter."""
    if text == NOTHING:
        return EncounterRecord()
    data = json.loads(text)
    return EncounterRecord(
        officer=data["officer"],
        encounter_time=_to_time(data["encounter_time"]),
        manner=None if data["manner"] is None else EncounterManner(data["manner"]),
        place=data["place"],
    )


def dump_disposition(disposition: Disposition) -> str:
    """Write a disposition."""
    if disposition == Disposition():
        return NOTHING
    return json.dumps(
        {
            "officer": disposition.officer,
            "action": disposition.action,
            "reason": disposition.reason,
            "remark": disposition.remark,
            "decision_time": _time(disposition.decision_time),
        }
    )


def load_disposition(text: str) -> Disposition:
    """Read a disposition."""
    if text == NOTHING:
        return Disposition()
    data = json.loads(text)
    return Disposition(
        officer=data["officer"],
        action=None if data["action"] is None else DispositionAction(data["action"]),
        reason=None if data["reason"] is None else DispositionReason(data["reason"]),
        remark=data["remark"],
        decision_time=_to_time(data["decision_time"]),
    )


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _to_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
