"""Responses and searches as versioned JSON documents, the form in which rows keep them."""

import json
from datetime import datetime
from typing import Any

from gallery.types import Candidate, Identification, Retention, SearchReport, Stage
from interop.bookings import rap_sheet_documents
from interop.bookings.types import Finding, FirstResponse, SecondResponse, SecondResponseKind
from matcher.errors import CorruptRecordError
from matcher.fusion import FingerComparison
from matcher.types import FingerPosition

DOCUMENT_VERSION = 1

_RETAINED_BEFORE = "iafis"
"""Where prints went before a first response said so."""

Json = dict[str, Any]


def dump_first_response(response: FirstResponse) -> str:
    """Write a first response."""
    return _dump(
        {
            "tcr": response.tcr,
            "finding": int(response.finding),
            "identity_id": response.identity_id,
            "encounter_id": response.encounter_id,
            "candidates": [_candidate(c) for c in response.candidates],
            "report": _report(response.report),
            "response_time": response.response_time.isoformat(),
            "retained_in": response.retained_in,
            "rap_sheet": response.rap_sheet and rap_sheet_documents.to_json(response.rap_sheet),
        }
    )


def load_first_response(text: str) -> FirstResponse:
    """Read a first response."""
    data = _load(text)
    return FirstResponse(
        tcr=data["tcr"],
        finding=Finding(data["finding"]),
        identity_id=data["identity_id"],
        encounter_id=data["encounter_id"],
        candidates=tuple(_to_candidate(c) for c in data["candidates"]),
        report=_to_report(data["report"]),
        response_time=datetime.fromisoformat(data["response_time"]),
        retained_in=data.get("retained_in", _RETAINED_BEFORE),
        rap_sheet=rap_sheet_documents.from_json(data["rap_sheet"])
        if data.get("rap_sheet")
        else None,
    )


def dump_second_response(response: SecondResponse) -> str:
    """Write a second response."""
    return _dump(
        {
            "tcr": response.tcr,
            "kind": int(response.kind),
            "candidates": [_candidate(c) for c in response.candidates],
            "report": None if response.report is None else _report(response.report),
            "determination": response.determination,
            "error_reason": response.error_reason,
            "error_message": response.error_message,
            "note": response.note,
            "response_time": response.response_time.isoformat(),
        }
    )


def load_second_response(text: str) -> SecondResponse:
    """Read a second response."""
    data = _load(text)
    return SecondResponse(
        tcr=data["tcr"],
        kind=SecondResponseKind(data["kind"]),
        candidates=tuple(_to_candidate(c) for c in data["candidates"]),
        report=None if data["report"] is None else _to_report(data["report"]),
        determination=data["determination"],
        error_reason=data["error_reason"],
        error_message=data["error_message"],
        response_time=datetime.fromisoformat(data["response_time"]),
        note=data.get("note", ""),
    )


def dump_identification(identification: Identification) -> str:
    """Write a search."""
    return _dump(
        {
            "candidates": [_candidate(c) for c in identification.candidates],
            "report": _report(identification.report),
            "watermark": int(identification.watermark),
        }
    )


def load_identification(text: str) -> Identification:
    """Read a search."""
    data = _load(text)
    return Identification(
        candidates=tuple(_to_candidate(c) for c in data["candidates"]),
        report=_to_report(data["report"]),
        watermark=data["watermark"],
    )


def dump_retention(retention: Retention) -> str:
    """Write where prints went."""
    return _dump(
        {
            "identity_id": retention.identity_id,
            "encounter_id": retention.encounter_id,
            "new_identity": bool(retention.new_identity),
        }
    )


def load_retention(text: str) -> Retention:
    """Read where prints went."""
    data = _load(text)
    return Retention(data["identity_id"], data["encounter_id"], data["new_identity"])


def _dump(data: Json) -> str:
    return json.dumps({"version": DOCUMENT_VERSION, **data}, separators=(",", ":"))


def _load(text: str) -> Json:
    data: Json = json.loads(text)
    if data.get("version") != DOCUMENT_VERSION:
        raise CorruptRecordError(
            f"a stored document has version {data.get('version')!r}, this program reads "
            f"{DOCUMENT_VERSION}: use the program that wrote it"
        )
    return data


def _candidate(candidate: Candidate) -> Json:
    return {
        "rank": int(candidate.rank),
        "identity_id": candidate.identity_id,
        "encounter_id": candidate.encounter_id,
        "score_db": float(candidate.score_db),
        "above_threshold": bool(candidate.above_threshold),
        "extrapolated": bool(candidate.extrapolated),
        "fingers": [
            [int(f.position), float(f.score), float(f.llr), int(f.paired_minutia_count)]
            for f in candidate.fingers
        ],
        "reference_set": candidate.reference_set,
    }


def _to_candidate(data: Json) -> Candidate:
    fingers = tuple(
        FingerComparison(FingerPosition(position), score, llr, count)
        for position, score, llr, count in data["fingers"]
    )
    return Candidate(**{**data, "fingers": fingers})


def _report(report: SearchReport) -> Json:
    return {
        "gallery": report.gallery,
        "reference_count": int(report.reference_count),
        "target_fpir": float(report.target_fpir),
        "threshold_db": float(report.threshold_db),
        "matcher_version": report.matcher_version,
        "index_version": report.index_version,
        "calibration_version": report.calibration_version,
        "stages": [[s.name, float(s.duration_ms), int(s.kept_count)] for s in report.stages],
    }


def _to_report(data: Json) -> SearchReport:
    stages = tuple(Stage(name, duration_ms, kept) for name, duration_ms, kept in data["stages"])
    return SearchReport(**{**data, "stages": stages})
