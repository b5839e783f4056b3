"""Every JSON document that a column or a file holds, as today's and earlier programs wrote it.

`documents/<kind>-<n>.json` is a document as it is written now: the first has every field, the
others leave out what can be left out. `documents/<kind>-early-<n>.json` is a document of an
earlier program. `….expected.json` says field by field what a document is read as. Files are added
for ever, never changed.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from inspect import signature
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from gallery.duplicates import report as deduplication_report
from gallery.store import MISSING_FINGERS
from interop.bookings import documents
from interop.bookings.types import Details
from interop.cases import research as case_research
from interop.cases import rows as case_rows
from interop.cases.tables import LookUpRow
from interop.lesc import documents as lesc_documents
from interop.lesc.messages import LescSender
from interop.lesc.research import Finding
from lesc_stub import script as lesc_script
from lesc_stub import source_store as lesc_source_store
from lesc_stub.tables import LescBase, ScriptRow, SourceStateRow
from lesc_stub.types import Outage, SourceState
from matcher.errors import CorruptRecordError

GOLDEN = Path(__file__).with_name("documents")
TIME = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)


@contextmanager
def lesc_session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    LescBase.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def load_script(text: str) -> object:
    with lesc_session() as session:
        session.add(ScriptRow(number=1, document=text))
        return lesc_script.read_script(session)


def dump_script(script: lesc_script.Script) -> str:
    with lesc_session() as session:
        lesc_script.write_script(session, script)
        return session.get_one(ScriptRow, 1).document


def load_outages(text: str) -> object:
    with lesc_session() as session:
        session.add(SourceStateRow(source="wants", latency_s=0.0, outages=text))
        return lesc_source_store.source_states(session)["wants"].outages


def dump_outages(outages: tuple[Outage, ...]) -> str:
    with lesc_session() as session:
        lesc_source_store.set_source(session, "wants", SourceState(0.0, outages))
        return session.get_one(SourceStateRow, "wants").outages


def load_look_up(text: str) -> Finding:
    """Read a look-up; the columns beside the document say what the expected finding says."""
    row = LookUpRow(
        source="criminal_history", outcome=1, look_up_time=TIME, officer="LESC-7", finding=text
    )
    return case_research._load(row)


def load_duplicates(path: Path) -> object:
    report = deduplication_report.load(path)
    return None if report is None else report.as_json()


def arguments_of(method: Callable[..., object]) -> Callable[[str], object]:
    """Make a loader of messages whose content is what a method of the LESC is called with."""

    def load(text: str) -> object:
        arguments = lesc_documents.ARGUMENTS.load(text)
        signature(method).bind(None, **arguments)
        return arguments

    return load


LOADERS: dict[str, Callable[[str], object]] = {
    "answer": lesc_documents.ANSWER.load,
    "citizenship_review": arguments_of(LescSender.review_citizenship),
    "citizenship_upheld": arguments_of(LescSender.establish_citizenship),
    "decision": case_rows.BASIS.load,
    "disposition": case_rows.DISPOSITION.load,
    "encounter": case_rows.ENCOUNTER.load,
    "facts": lesc_documents.FACTS.load,
    "first_response": documents.FIRST_RESPONSE.load,
    "identification": documents.IDENTIFICATION.load,
    "look_up": load_look_up,
    "missing_fingers": MISSING_FINGERS.load,
    "outages": load_outages,
    "query": lesc_documents.QUERY.load,
    "reinstatement": arguments_of(LescSender.reinstate_query),
    "retention": documents.RETENTION.load,
    "script": load_script,
    "second_response": documents.SECOND_RESPONSE.load,
    "submission_details": documents.load_details,
    "withdrawal": arguments_of(LescSender.withdraw_query),
}
DUMPERS: dict[str, Callable[..., str]] = {
    "answer": lesc_documents.ANSWER.dump,
    "citizenship_review": lesc_documents.ARGUMENTS.dump,
    "citizenship_upheld": lesc_documents.ARGUMENTS.dump,
    "decision": case_rows.BASIS.dump,
    "disposition": case_rows.DISPOSITION.dump,
    "encounter": case_rows.ENCOUNTER.dump,
    "facts": lesc_documents.FACTS.dump,
    "first_response": documents.FIRST_RESPONSE.dump,
    "identification": documents.IDENTIFICATION.dump,
    "look_up": case_research._dump,
    "missing_fingers": MISSING_FINGERS.dump,
    "outages": dump_outages,
    "query": lesc_documents.QUERY.dump,
    "reinstatement": lesc_documents.ARGUMENTS.dump,
    "retention": documents.RETENTION.dump,
    "script": dump_script,
    "second_response": documents.SECOND_RESPONSE.dump,
    "submission_details": documents.DETAILS.dump,
    "withdrawal": lesc_documents.ARGUMENTS.dump,
}
REFUSING = {
    "first_response",
    "identification",
    "query",
    "retention",
    "script",
    "second_response",
    "submission_details",
}
IGNORING = {"answer", "decision", "disposition", "encounter", "look_up"}
LATER = {
    "partitions",
    "contradicted_positions",
    "claim_id",
    "claim_evidence",
    "sequence",
    "slaps",
    "booked",
    "identity",
    "sex",
    "place_of_birth",
    "alien_number",
    "fbi_number",
}
"""Fields that have come since version 0.1. They are empty in documents that lack them."""
NAMES = sorted(path.stem for path in GOLDEN.glob("*[0-9].json"))


def kind_of(name: str) -> str:
    return name.split("-", maxsplit=1)[0]


def plain(value: object) -> object:
    """Lay a value out for JSON so that a text is neither an enum, nor a time, nor a date."""
    if is_dataclass(value):
        values = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        return _without_later(values)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return f"{value.name} = {value.value}"
    if isinstance(value, date):
        return f"{type(value).__name__} {value.isoformat()}"
    assert isinstance(value, str | int | float | dict | None), value
    return value


def _without_later(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: _without_later(one)
            for key, one in value.items()
            if key not in LATER or not _is_empty(one)
        }
    return [_without_later(one) for one in value] if isinstance(value, list) else value


def _is_empty(value: object) -> bool:
    return not any(value.values()) if isinstance(value, dict) else not value


def expected(name: str) -> object:
    return json.loads((GOLDEN / f"{name}.expected.json").read_text())


@pytest.mark.parametrize("name", [name for name in NAMES if kind_of(name) in LOADERS])
def test_a_document_is_read_as_before_and_written_as_now(name: str) -> None:
    text, kind = (GOLDEN / f"{name}.json").read_text(), kind_of(name)
    value = LOADERS[kind](text)
    assert plain(value) == _without_later(expected(name))
    written = DUMPERS[kind](value)
    assert LOADERS[kind](written) == value
    if "-early-" not in name:
        told, kept = (one and _without_later(json.loads(one)) for one in (written, text))
        assert told == kept


@pytest.mark.parametrize("name", [name for name in NAMES if kind_of(name) == "duplicates"])
def test_a_report_of_duplicates_is_read_and_written_as_before(name: str, tmp_path: Path) -> None:
    golden = GOLDEN / f"{name}.json"
    before = expected(name)
    assert isinstance(before, dict)
    assert load_duplicates(golden) == {**before, "since_sequence": 0, "until_sequence": 0}
    report = deduplication_report.load(golden)
    assert report is not None
    deduplication_report.save(tmp_path / "report", report)
    assert deduplication_report.load(tmp_path / "report") == report


@pytest.mark.parametrize("kind", sorted({*REFUSING, *IGNORING}))
def test_an_unknown_key_is_refused_or_ignored(kind: str) -> None:
    text = (GOLDEN / f"{kind}-1.json").read_text()
    unknown = json.dumps({**json.loads(text), "unknown": 1})
    if kind in IGNORING:
        assert LOADERS[kind](unknown) == LOADERS[kind](text)
    else:
        with pytest.raises(CorruptRecordError, match="unknown"):
            LOADERS[kind](unknown)


def test_a_booking_of_before_details_were_asked_for_has_the_defaults() -> None:
    assert documents.load_details(None) == Details()


def test_every_kind_has_documents() -> None:
    assert {kind_of(name) for name in NAMES} == {*LOADERS, "duplicates"}
    assert LOADERS.keys() == DUMPERS.keys()
