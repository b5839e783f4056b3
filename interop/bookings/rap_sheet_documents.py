"""Rap sheets as JSON, for the responses that carried them."""

from dataclasses import asdict
from datetime import date
from typing import Any

from interop.offenses import OffenseCategory
from interop.records.criminal_types import CriminalEvent, EventKind, RapSheet, Want

Json = dict[str, Any]


def to_json(sheet: RapSheet) -> Json:
    """Write a rap sheet."""
    return {
        **asdict(sheet),
        "events": [_event(one) for one in sheet.events],
        "wants": [_want(one) for one in sheet.wants],
    }


def from_json(data: Json) -> RapSheet:
    """Read a rap sheet."""
    return RapSheet(
        identity_id=data["identity_id"],
        fbi_number=data["fbi_number"],
        other_fbi_numbers=tuple(data["other_fbi_numbers"]),
        events=tuple(_to_event(one) for one in data["events"]),
        wants=tuple(_to_want(one) for one in data["wants"]),
    )


def _event(event: CriminalEvent) -> Json:
    return {
        **asdict(event),
        "kind": int(event.kind),
        "category": event.category.value,
        "date": event.date.isoformat(),
    }


def _to_event(data: Json) -> CriminalEvent:
    return CriminalEvent(
        **{
            **data,
            "kind": EventKind(data["kind"]),
            "category": OffenseCategory(data["category"]),
            "date": date.fromisoformat(data["date"]),
        }
    )


def _want(want: Want) -> Json:
    cleared = want.clear_date.isoformat() if want.clear_date else None
    return {**asdict(want), "issue_date": want.issue_date.isoformat(), "clear_date": cleared}


def _to_want(data: Json) -> Want:
    cleared = data["clear_date"]
    return Want(
        **{
            **data,
            "issue_date": date.fromisoformat(data["issue_date"]),
            "clear_date": date.fromisoformat(cleared) if cleared else None,
        }
    )
