"""A case as an officer reads it: with its research, its advice, and who was booked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from database.caller import Caller
from interop.bookings import Subject
from interop.bookings import store as bookings
from interop.cases import claims, leases, office_store, own_office, rows
from interop.cases.assessment import assess_case
from interop.cases.dispositions import contradictions
from interop.cases.persons import claims_of_person
from interop.cases.priorities import Assessment
from interop.cases.research import history_of, research_of
from interop.cases.types import Case, CitizenshipClaim, ClaimEvidence
from interop.lesc import Determination, Research


@dataclass(frozen=True)
class CaseFile:
    """A case with all that an officer decides by."""

    case: Case
    determination: Determination | None
    """The determination as of now; None before the LESC has answered."""
    research: Research | None
    """What the LESC attached and officers looked up again."""
    person_claims: tuple[CitizenshipClaim, ...]
    """The claims of the person on every case, oldest first."""
    claim_evidence: tuple[ClaimEvidence, ...]
    assessment: Assessment
    """The advice as of now, with its reasons."""
    booked: Subject
    """Whom the booking agency stated to have booked."""
    caller_office: str
    """The field office that calls; empty: none."""
    is_own_office: bool
    """Whether the case is the work of that office, which alone acts on it."""
    task_officer: str
    """Who holds the task; empty: nobody."""
    task_ori: str
    lease_end: datetime | None
    contradictions: tuple[str, ...]
    """What the recorded disposition says that did not happen, or is not so."""

    @property
    def version(self) -> int:
        """The newest version, which an officer names to close the case."""
        return self.case.current.version


def read_file(session: Session, case_id: str, now: datetime, caller: Caller) -> CaseFile:
    """Read a case as of now, for a caller. Raises CaseNotFoundError."""
    case, row = rows.read_case(session, case_id), rows.case_row(session, case_id)
    office, task = office_store.office_of(session, caller.ori), leases.find(session, case_id, now)
    determination, _ = history_of(session, case, now)
    claimed = tuple(claims_of_person(session, row))
    return CaseFile(
        case=case,
        determination=determination,
        research=research_of(session, case),
        person_claims=claimed,
        claim_evidence=tuple(claims.evidence_of(session, [one.claim_id for one in claimed])),
        assessment=assess_case(session, case, now),
        booked=bookings.read_submission(session, case.tcn).subject,
        caller_office=office,
        is_own_office=own_office.is_work_of(office, row),
        task_officer=task.officer if task else "",
        task_ori=task.ori if task else "",
        lease_end=task.lease_end if task else None,
        contradictions=contradictions(session, case, now),
    )
