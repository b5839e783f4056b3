"""Reports for those who look after the programme: each reading is logged. Safe for threads."""

from collections.abc import Iterable
from datetime import date, timedelta

from database.caller import Caller
from database.connection import Database
from interop.audit import Action, audit_log
from interop.clock import Clock, system_clock
from interop.reports import compliance, directory, dossier, exceptions, sampling
from interop.reports.directory import FoundPerson, NumberKind
from interop.reports.types import (
    AuditSample,
    ComplianceReport,
    Dossier,
    ExceptionReport,
    Period,
)
from interop.roles import Operation, require


class ReportDesk:
    """Compiles reports from the records; only the audit log changes."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def sample(self, period: Period, count: int, seed: int, caller: Caller) -> AuditSample:
        """Draw and classify a random sample of the cases of a period (R43)."""
        require(caller, Operation.READ_REPORTS)
        with self._database.read() as session:
            found = sampling.draw(session, period, count, seed)
        self._read(caller, "audit-sample", (one.case_id for one in found.cases))
        return found

    def compliance(self, first: date, caller: Caller) -> ComplianceReport:
        """Report on the matches of the month that begins on a day (R34)."""
        require(caller, Operation.READ_REPORTS)
        with self._database.read() as session:
            found = compliance.report(session, first)
        seen = (one.case_id for one in found.lacking if one.case_id)
        self._read(caller, f"compliance:{found.month}", seen)
        return found

    def exceptions(self, min_age: timedelta, caller: Caller) -> ExceptionReport:
        """List what has lacked what it must have for at least `min_age`."""
        require(caller, Operation.READ_REPORTS)
        with self._database.read() as session:
            found = exceptions.report(session, self._clock(), min_age)
        seen = {one.case_id: None for one in found.exceptions if one.case_id}
        self._read(caller, "exceptions", seen)
        return found

    def dossier(self, person_id: str, caller: Caller) -> Dossier:
        """Collect what is on record about a person. Raises PersonNotFoundError.

        Who may not read the audit log gets the dossier without the log.
        """
        require(caller, Operation.READ_REPORTS)
        with self._database.read() as session:
            found = dossier.compile_dossier(session, person_id, caller)
        self._read(caller, f"person:{person_id}", (case.case_id for case in found.cases))
        booked = (one.tcn for one in found.bookings)
        now = self._clock()
        audit_log.record_seen(self._database, caller, Action.BOOKING_VIEWED, booked, now)
        return found

    def find_people(
        self, number: str, kind: NumberKind | None, caller: Caller
    ) -> list[FoundPerson]:
        """List the people whom a number names; log who was found, or that nobody was."""
        require(caller, Operation.FIND_PERSON)
        with self._database.read() as session:
            found = directory.find_people(session, number, kind)
        now, searched = self._clock(), Action.PERSON_SEARCHED
        seen = [f"{one.gallery}:{one.identity_id}" for one in found if one.gallery] or ["none"]
        audit_log.record_seen(self._database, caller, searched, dict.fromkeys(seen), now)
        return found

    def _read(self, caller: Caller, report_id: str, case_ids: Iterable[str]) -> None:
        """Log that a caller read a report and saw cases in it."""
        now = self._clock()
        audit_log.record_seen(self._database, caller, Action.REPORT_READ, [report_id], now)
        audit_log.record_seen(self._database, caller, Action.CASE_VIEWED, case_ids, now)
