"""Determinations by people: a person concludes, and the sources set the limits (R9, R12).

Nobody says that somebody is no citizen whom a source shows to be a citizen, or while a source that
could show it has not spoken. Nobody decides about a person whose identity is in doubt.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from interop.errors import ResearchTaskStateError
from interop.lesc import (
    CITIZENSHIP_SOURCES,
    Determination,
    LescAnswer,
    LescQuery,
    Research,
    Status,
    documents,
    evidence_against_citizenship,
)
from lesc_stub import answers, people
from lesc_stub.sources import conclude, open_sources
from lesc_stub.tables import TaskRow
from lesc_stub.types import DeskSettings, PersonsDetermination, TaskFile, TaskState

_SAFE = (Status.US_CITIZEN, Status.UNRESOLVED)
"""What nobody is held by."""


@dataclass(frozen=True)
class Bench:
    """Where people decide about researches, as a LESC of these settings."""

    settings: DeskSettings

    def file(self, session: Session, task_id: int, person: str, now: datetime) -> TaskFile:
        """Read a research with what the sources hold and the rules conclude now."""
        row = people.row_of(session, task_id)
        query = people.query_of(session, row)
        research = self._research(session, query, person, now)
        conclusion = conclude(query, research, now)
        return TaskFile(people.find(session, task_id), query, research, conclusion)

    def decide(
        self,
        session: Session,
        task_id: int,
        person: str,
        decided: PersonsDetermination,
        now: datetime,
    ) -> None:
        """End a research with the determination of the person who holds it.

        The same determination again changes nothing. Raises ResearchTaskNotFoundError,
        ResearchTaskStateError, TaskNotHeldError.
        """
        if _is_decided(people.row_of(session, task_id), person, decided):
            return
        row = people.held_row(session, task_id, person, now)
        is_confirmed = people.confirms_identity(row)
        query = people.query_of(session, row)
        research = self._research(session, query, person, now)
        conclusion = conclude(query, research, now)
        _check(row, decided, conclusion, is_confirmed=is_confirmed)
        found = replace(
            conclusion,
            status=decided.status,
            grounds=decided.grounds,
            unresolved_because=decided.unresolved_because,
            identity_confirmed=is_confirmed,
            specialist=person,
        )
        against = evidence_against_citizenship(research, now) if row.claim_id else ()
        answer = LescAnswer(row.query_id, row.version, found, research, now, row.claim_id, against)
        people.end(session, row, now, f"{decided.status.name}: {decided.remark}".removesuffix(": "))
        answers.conclude(session, row, answer, self.settings.mode)

    def _research(self, session: Session, query: LescQuery, person: str, now: datetime) -> Research:
        reading = open_sources(session, query, self.settings.look_up_timeout_s)
        return reading.research(now, person)


def _check(
    row: TaskRow, decided: PersonsDetermination, conclusion: Determination, *, is_confirmed: bool
) -> None:
    """Refuse what the identity check or the sources do not allow. Raises ResearchTaskStateError."""
    said = f"research {row.sequence}: {decided.status.name} is not allowed"
    if not is_confirmed and decided.status is not Status.UNRESOLVED:
        raise ResearchTaskStateError(f"{said}, because the identity is not confirmed")
    if decided.status not in _SAFE:
        if conclusion.status is Status.US_CITIZEN:
            raise ResearchTaskStateError(f"{said}, because a source shows a U.S. citizen")
        silent = [one for one in CITIZENSHIP_SOURCES if one in conclusion.not_consulted]
        if silent:
            names = ", ".join(silent)
            raise ResearchTaskStateError(
                f"{said}, because citizenship cannot be excluded without {names}"
            )
    differs = (decided.status, set(decided.grounds)) != (conclusion.status, set(conclusion.grounds))
    if differs and not (decided.remark or decided.unresolved_because):
        raise ResearchTaskStateError(
            f"research {row.sequence}: by the rules the person is {conclusion.status.name}: say in "
            "the remark why not"
        )


def _is_decided(row: TaskRow, person: str, decided: PersonsDetermination) -> bool:
    """Tell whether the same person has ended the research in the same way before."""
    if row.state != int(TaskState.DONE) or row.person != person or row.answer is None:
        return False
    found = documents.ANSWER.load(row.answer).determination
    return (found.status, found.grounds, found.unresolved_because) == (
        decided.status,
        decided.grounds,
        decided.unresolved_because,
    )
