"""The audit's sample of 766 cases as golden records, read as the service keeps cases.

The counts of the rows are the audit's. The audit names no days, crimes or officers, so they are
invented.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.types import (
    Case,
    CaseState,
    CaseVersion,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
    VersionCause,
)
from interop.lesc.research import Conviction, Determination, Ground, Status
from tests.paths import ROOT

Record = dict[str, Any]

GOLDEN = ROOT / "tests" / "golden" / "audit-766.jsonl"
ORI = "TX1010000"


def records() -> list[Record]:
    """Read the golden records anew, so that a test may change its copy."""
    return [json.loads(line) for line in _lines()]


def determination_of(record: Record) -> Determination:
    """Read what the LESC determined."""
    crimes = record["convictions"]
    return Determination(
        status=Status[record["status"]],
        identity_confirmed=record.get("identity_confirmed", True),
        grounds=tuple(Ground[one] for one in record["grounds"]),
        convictions=tuple(
            Conviction(**one | {"date": date.fromisoformat(one["date"])}) for one in crimes
        ),
        unresolved_because="",
        not_consulted=(),
        determine_time=match_time(record),
        specialist="LESC-7",
    )


def case_of(record: Record) -> Case:
    """Read a case with what its officer documented."""
    opened = match_time(record)
    return Case(
        case_id=f"case:{record['case']}",
        tcn=record["case"],
        query_id=f"iaq:{record['case']}",
        ori=ORI,
        identity_id=f"IDENT-{record['case']}",
        encounter_id="",
        current_identity_id=f"IDENT-{record['case']}",
        us_state="TX",
        office="houston",
        open_time=opened,
        alerted_to="houston",
        alert_time=opened,
        withdrawn_time=None,
        withdrawn_reason="",
        current=_version(record),
        detainers=tuple(
            Detainer(
                detainer_id=f"D-{record['case']}-{n}",
                case_id=f"case:{record['case']}",
                ori=ORI,
                state=DetainerState[one["state"]],
                officer="OFFICER-7",
                request_time=datetime.fromisoformat(one["request_time"]),
            )
            for n, one in enumerate(record["detainers"])
        ),
    )


def match_time(record: Record) -> datetime:
    """Read when the prints matched."""
    return datetime.fromisoformat(record["match_time"])


def _version(record: Record) -> CaseVersion:
    opened = match_time(record)
    return CaseVersion(
        version=1,
        state=CaseState.ALERTED,
        cause=VersionCause.OPENED,
        officer="",
        answer_version=record.get("answer_version", 1),
        create_time=opened,
        close_time=None,
        encounter=_encounter(record["encounter"]),
        disposition=_disposition(record["disposition"]),
    )


def _encounter(kept: Mapping[str, Any] | None) -> EncounterRecord:
    if kept is None:
        return EncounterRecord()
    return EncounterRecord(
        officer=kept["officer"],
        encounter_time=_time(kept["encounter_time"]),
        manner=EncounterManner[kept["manner"]] if kept["manner"] else None,
        place=kept["place"],
    )


def _disposition(kept: Mapping[str, Any] | None) -> Disposition:
    if kept is None:
        return Disposition()
    return Disposition(
        officer=kept["officer"],
        action=DispositionAction[kept["action"]] if kept["action"] else None,
        reason=DispositionReason[kept["reason"]] if kept["reason"] else None,
        remark=kept["remark"],
        decision_time=_time(kept["decision_time"]),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@cache
def _lines() -> tuple[str, ...]:
    return tuple(GOLDEN.read_text().splitlines())
