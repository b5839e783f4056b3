"""Answers of the LESC and what they rest on, as versioned JSON documents."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import (
    Conviction,
    Determination,
    Fact,
    FactKind,
    Finding,
    Ground,
    Outcome,
    Research,
    Status,
)
from matcher.errors import CorruptRecordError

DOCUMENT_VERSION = 1

Json = dict[str, Any]


def dump_answer(answer: LescAnswer) -> str:
    """Write an answer."""
    return json.dumps(
        {
            "document_version": DOCUMENT_VERSION,
            "query_id": answer.query_id,
            "version": answer.version,
            "determination": _determination(answer.determination),
            "research": None if answer.research is None else _research(answer.research),
            "answer_time": answer.answer_time.isoformat(),
        },
        separators=(",", ":"),
    )


def load_answer(text: str) -> LescAnswer:
    """Read an answer."""
    data: Json = json.loads(text)
    if data.get("document_version") != DOCUMENT_VERSION:
        raise CorruptRecordError(
            f"a stored answer has version {data.get('document_version')!r}, this program reads "
            f"{DOCUMENT_VERSION}: use the program that wrote it"
        )
    return LescAnswer(
        query_id=data["query_id"],
        version=data["version"],
        determination=_to_determination(data["determination"]),
        research=None if data["research"] is None else _to_research(data["research"]),
        answer_time=datetime.fromisoformat(data["answer_time"]),
    )


def dump_facts(facts: tuple[Fact, ...]) -> str:
    """Write facts as a source holds them."""
    return json.dumps([_fact(fact) for fact in facts], separators=(",", ":"))


def load_facts(text: str) -> tuple[Fact, ...]:
    """Read facts as a source holds them."""
    return tuple(_to_fact(data) for data in json.loads(text))


def _determination(determination: Determination) -> Json:
    return {
        "status": int(determination.status),
        "identity_confirmed": determination.identity_confirmed,
        "grounds": [int(ground) for ground in determination.grounds],
        "convictions": [_conviction(conviction) for conviction in determination.convictions],
        "unresolved_because": determination.unresolved_because,
        "not_consulted": list(determination.not_consulted),
        "determine_time": determination.determine_time.isoformat(),
        "specialist": determination.specialist,
    }


def _to_determination(data: Json) -> Determination:
    return Determination(
        status=Status(data["status"]),
        identity_confirmed=data["identity_confirmed"],
        grounds=tuple(Ground(ground) for ground in data["grounds"]),
        convictions=tuple(_to_conviction(conviction) for conviction in data["convictions"]),
        unresolved_because=data["unresolved_because"],
        not_consulted=tuple(data["not_consulted"]),
        determine_time=datetime.fromisoformat(data["determine_time"]),
        specialist=data["specialist"],
    )


def _research(research: Research) -> list[Json]:
    return [
        {
            "source": finding.source,
            "outcome": int(finding.outcome),
            "look_up_time": finding.look_up_time.isoformat(),
            "specialist": finding.specialist,
            "facts": [_fact(fact) for fact in finding.facts],
            "found_by_number": finding.found_by_number,
            "name": finding.name,
            "date_of_birth": finding.date_of_birth,
        }
        for finding in research.findings
    ]


def _to_research(data: list[Json]) -> Research:
    return Research(
        tuple(
            Finding(
                source=entry["source"],
                outcome=Outcome(entry["outcome"]),
                look_up_time=datetime.fromisoformat(entry["look_up_time"]),
                specialist=entry["specialist"],
                facts=tuple(_to_fact(fact) for fact in entry["facts"]),
                found_by_number=entry["found_by_number"],
                name=entry["name"],
                date_of_birth=entry["date_of_birth"],
            )
            for entry in data
        )
    )


def _fact(fact: Fact) -> Json:
    return {
        "kind": fact.kind.value,
        "from_date": fact.from_date.isoformat(),
        "until_date": None if fact.until_date is None else fact.until_date.isoformat(),
        "details": fact.details,
        "conviction": None if fact.conviction is None else _conviction(fact.conviction),
    }


def _to_fact(data: Json) -> Fact:
    until, conviction = data["until_date"], data["conviction"]
    return Fact(
        kind=FactKind(data["kind"]),
        from_date=date.fromisoformat(data["from_date"]),
        until_date=None if until is None else date.fromisoformat(until),
        details=data["details"],
        conviction=None if conviction is None else _to_conviction(conviction),
    )


def _conviction(conviction: Conviction) -> Json:
    return {
        "date": conviction.date.isoformat(),
        "category": conviction.category,
        "maximum_sentence_months": conviction.maximum_sentence_months,
        "imposed_sentence_months": conviction.imposed_sentence_months,
        "aggravated_felony": conviction.aggravated_felony,
        "literal": conviction.literal,
        "statute": conviction.statute,
    }


def _to_conviction(data: Json) -> Conviction:
    return Conviction(**{**data, "date": date.fromisoformat(data["date"])})


def dump_query(query: LescQuery) -> str:
    """Write a query to the LESC."""
    data = {"version": DOCUMENT_VERSION, **asdict(query)}
    data["match_time"] = query.match_time.isoformat()
    return json.dumps(data, separators=(",", ":"))


def load_query(text: str) -> LescQuery:
    """Read a query to the LESC; one that was written before it had more fields has defaults."""
    data = json.loads(text)
    version = data.pop("version")
    if version != DOCUMENT_VERSION:
        raise CorruptRecordError(
            f"a stored query has version {version!r}, this program reads {DOCUMENT_VERSION}"
        )
    return LescQuery(**{**data, "match_time": datetime.fromisoformat(data["match_time"])})
