"""A town of three people, two jails and an office; everything but the flow is the service's own."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from database.caller import Caller
from database.connection import Database
from database.engine import make_engine
from database.stopping import never_stop
from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from gallery.people.enrolment import enrol_batch
from gallery.types import Candidate, Enrolment
from interop.bookings import documents, store
from interop.bookings.types import BookingState, Subject
from interop.cases.types import Actor
from interop.corrections.desk import CorrectionDesk
from interop.flow import comparison_ends
from interop.flow.surroundings import Surroundings
from interop.lesc import FactKind
from interop.overdue import OverdueDesk
from interop.review.desk import ReviewDesk
from matcher.types import FingerPosition
from tests.databases import opened_sqlite
from tests.gallery.prints import administration, digest, finger, prints, samples
from tests.interop.case_world import AGENCY, OFFICER, ORI, CaseWorld
from tests.interop.cases.people import ELSEWHERE
from tests.interop.histories import NOON
from tests.interop.review.test_thresholds import search

JAILS = (ORI, ELSEWHERE)
IDENTITIES = ("IDENT-1", "IDENT-2", "IDENT-3", "IDENT-4")
"""The last two are the same person."""
EXAMINER = Caller("DHSEXAM01", frozenset({"examiner"}), "review")
THUMB = FingerPosition.RIGHT_THUMB
_LONGEST_WORK = 50


class Town:
    """The desks of the programme over one database."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        shutil.copyfile(_inhabited(), folder / "town.db")
        self.database = Database(make_engine(f"sqlite:///{folder / 'town.db'}"))
        self._stack.callback(self.database.close)
        self.office = CaseWorld(self.database)
        self.clock = self.office.clock
        galleries = {
            name: self._stack.enter_context(Gallery(name, self.database))
            for name in ("ident", "iafis")
        }
        self.corrections = CorrectionDesk(self.database, galleries, clock=self.clock)
        self.reviews = ReviewDesk(self.database, galleries, clock=self.clock, control_share=0.0)
        self.overdue = OverdueDesk(self.database, clock=self.clock)
        self._flow = Surroundings(
            self.database, galleries, finger, self.clock, never_stop, nationwide=True
        )
        self.office.sources.hold("entry_exit", FactKind.ADMITTED)

    def close(self) -> None:
        self._stack.close()

    def jailer(self, ori: str) -> Actor:
        return replace(AGENCY, caller=replace(AGENCY.caller, ori=ori))

    def book(
        self, tcn: str, person: int, identity_id: str, ori: str, day: date, *, in_custody: bool,
        citizenship: str,
    ) -> None:  # fmt: skip
        """Book somebody whom IDENT takes for an identity; the case is there."""
        self.office.match(
            tcn,
            identity_id,
            ori,
            f"e-{identity_id}",
            booked_as=f"FBI-{person}",
            arrest_date=day,
            subject=Subject(citizenship=citizenship),
            in_custody=in_custody,
        )
        with self.database.write() as session:
            row = store.submission_row(session, tcn)
            row.state, row.next_attempt_time = int(BookingState.QUERY_SENT_TO_LESC), None
            row.ori = ori
            named = f"ident-{identity_id}"
            found = Candidate(1, identity_id, named, 90.0, True, False, ())
            row.ident_search = documents.IDENTIFICATION.dump(search(found))
            [booked] = [
                one for one in store.submitted_samples(session, tcn) if one.position is THUMB
            ]
            store.store_extracted(session, tcn, [booked.extracted(finger(1, 1, THUMB), "")])

    def merge(self, source: str, target: str) -> None:
        """Find that two identities of IDENT are one person."""
        asked = ChangeRequest(f"{source}-{target}", OFFICER.caller, self.clock.now)
        administration(self.database, "ident").merge(source, target, asked)

    def settle(self) -> None:
        """Let a minute pass, and every worker do what is due."""
        self.clock.forward(61)
        ended = True
        while ended:
            # What examiners decided may end a hold, and the desks look at that too.
            for work in (self.office.cases.run_due, self.corrections.run_due):
                _exhaust(work)
            ended = _exhaust(self._end_comparisons)
        _exhaust(self.overdue.run_due)

    def _end_comparisons(self) -> bool:
        return comparison_ends.end_due(self._flow)


@cache
def _inhabited() -> Path:
    """Make a database in which the people of the town are enrolled, once for all towns."""
    folder = Path(tempfile.mkdtemp(prefix="tenprint-people-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    enrolments = [
        Enrolment(f"e-{one}", samples(prints(n, 1))[:1], digest(one), one)
        for n, one in enumerate(IDENTITIES, 1)
    ]
    database = opened_sqlite(folder / "town.db")
    with database.write() as session:
        enrol_batch(session, "ident", enrolments, caller=OFFICER.caller, now=NOON)
    assert database.empty_log()
    database.close()
    return folder / "town.db"


def _exhaust(work: Callable[[], bool]) -> bool:
    """Work until nothing is due; returns whether anything was."""
    for count in range(_LONGEST_WORK):
        if not work():
            return count > 0
    raise AssertionError(f"{work} never ends")
