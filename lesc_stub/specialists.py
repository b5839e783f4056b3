"""Research by the specialists: they take tasks in turn, and every task ends with an answer."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from database.connection import Database
from interop.clock import Clock, SetBack
from interop.lesc import LescAnswer, LescQuery, evidence_against_citizenship
from lesc_stub import answers, people, queue, source_store
from lesc_stub.script import Script
from lesc_stub.sources import conclude, look_ups_s, open_sources
from lesc_stub.tables import TaskRow
from lesc_stub.types import DeskSettings

_BATCH = 64


class Specialists:
    """A number of specialists at work, around the clock."""

    def __init__(self, database: Database, settings: DeskSettings, clock: Clock) -> None:
        """Add specialists up to the number of the settings."""
        self._database = database
        self._settings = settings
        self._clock = clock
        self._since = clock()
        self._set_back = SetBack()
        with database.write() as session:
            queue.provide_specialists(session, settings.specialist_count, self._since)

    def run_due(self, script: Script) -> bool:
        """Begin and end the tasks that are due now; returns whether there was any."""
        if script.down_until is not None:
            self._since = max(self._since, script.down_until)
        now = self._clock()
        self._check_clock(now)
        with self._database.read() as session:
            if not queue.is_anything_due(session, now):
                return False
        with self._database.write() as session:
            people.end_leases(session, now, _BATCH)
            ended = self._end(session, now)
            return self._begin(session, now, script) or ended

    def _check_clock(self, now: datetime) -> None:
        """Let nobody wait for an hour that the clock has taken back.

        It may have been fast and right again between two looks; then something has begun later.
        """
        with self._database.read() as session:
            is_ahead = queue.is_ahead(session, now)
        if is_ahead or self._set_back.noticed(now):
            self._since = min(self._since, now)
            with self._database.write() as session:
                queue.end_future(session, now)
        self._set_back.seen(now)

    def _begin(self, session: Session, now: datetime, script: Script) -> bool:
        states = source_store.source_states(session)

        def duration(start: datetime) -> timedelta:
            look_ups = look_ups_s(states, start, self._settings.look_up_timeout_s)
            return timedelta(seconds=self._settings.research_s + look_ups + script.research_delay_s)

        count = self._settings.specialist_count
        return queue.assign(session, now, self._since, count, duration)

    def _end(self, session: Session, now: datetime) -> bool:
        ended = answers.ended_tasks(session, now, _BATCH)
        for task, query in ended:
            answer = self._answer(session, task, query)
            answers.conclude(session, task, answer, self._settings.mode)
        return bool(ended)

    def _answer(self, session: Session, task: TaskRow, query: LescQuery) -> LescAnswer:
        assert task.end_time is not None
        # A task whose end came while the LESC was down ends when the LESC is up again.
        time = max(task.end_time, self._since)
        reading = open_sources(session, query, self._settings.look_up_timeout_s)
        research = reading.research(time, task.specialist)
        against = evidence_against_citizenship(research, time) if task.claim_id else ()
        found = conclude(query, research, time)
        return LescAnswer(
            task.query_id, task.version, found, research, time, task.claim_id, against
        )
