"""A LESC between an asker and sources that are ours, over each kind of database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from database.connection import Database
from interop.errors import AnswerConflictError, QueryNotFoundError
from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import Fact, FactKind
from lesc_stub.desk import LescDesk
from lesc_stub.types import DeskSettings, SourceRecord
from tests.interop.world import ORI, RESEARCH_S, Clock

TODAY = date(2026, 3, 4)
"""The clock's first day."""
QUERY = LescQuery(
    query_id="iaq:1",
    tcn="TCN-0000000001",
    ori=ORI,
    identity_id="IDENT-1",
    encounter_id="person-1",
    score_db=81.25,
    match_time=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    name="ALDER,BOX",
    date_of_birth="19700102",
    fin="1000000008",
)


class Asker:
    """The system that asked; it may not know, for a while, what it asked."""

    def __init__(self) -> None:
        self.knows = True
        self.conflicting: set[tuple[str, int]] = set()
        """Answers, by query and version, that the system has with other content."""
        self.unknown: set[str] = set()
        """Queries that the system does not know for now."""
        self.attempt_count = 0
        self.meanwhile: Callable[[], object] = lambda: None
        self.taken: list[LescAnswer] = []

    def deliver_answer(self, answer: LescAnswer) -> bool:
        self.attempt_count += 1
        self.meanwhile()
        unknown = {"iaq:nobody-asked", *self.unknown}
        if not self.knows or answer.query_id in unknown:
            raise QueryNotFoundError(answer.query_id)
        if (answer.query_id, answer.version) in self.conflicting:
            raise AnswerConflictError(f"version {answer.version} was taken with other content")
        self.taken.append(answer)
        return self.taken.count(answer) > 1


class LescWorld:
    """A desk and what is around it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.asker = Asker()
        self.restart()

    def restart(self, **settings: Any) -> None:  # noqa: ANN401 - fields of the settings
        """Be a new process, with other settings if any are given."""
        self.settings = DeskSettings(**{"research_s": RESEARCH_S, **settings})
        self.desk = LescDesk(self.database, self.asker, self.settings, clock=self.clock)

    def run(self, seconds: float = 0.0) -> None:
        """Let time pass, at once, and do everything that is due then."""
        self.clock.forward(seconds)
        while self.desk.run_due():
            pass

    def submit(self, number: int, **changes: Any) -> LescQuery:  # noqa: ANN401 - its fields
        """Submit one of several queries; each is of its own person unless told otherwise."""
        query = replace(
            QUERY,
            **{
                "query_id": f"iaq:{number}",
                "tcn": f"TCN-{number:010d}",
                "identity_id": f"IDENT-{number}",
                "fin": "",
                **changes,
            },
        )
        self.desk.submit(query)
        return query

    def put(self, source: str, *facts: Fact, **keys: str) -> None:
        """Have a source hold something about the person of QUERY."""
        numbers = keys or {"fin": QUERY.fin, "date_of_birth": QUERY.date_of_birth}
        self.desk.put_records([SourceRecord(source, f"{source}-1", facts, **numbers)])

    def answer(self, query: LescQuery = QUERY) -> LescAnswer:
        """Submit a query and return its first answer as it is delivered."""
        self.desk.submit(query)
        self.run()
        self.run(3_600)
        return next(a for a in self.asker.taken if a.query_id == query.query_id)


def fact(kind: FactKind, day: date, until: date | None = None) -> Fact:
    """Make a fact."""
    return Fact(kind, day, until)
