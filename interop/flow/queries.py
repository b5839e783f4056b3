"""What the LESC is asked of a match: what the agency said, filled up with what IDENT knows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from gallery.errors import IdentityNotFoundError
from gallery.types import Candidate
from interop.bookings import store
from interop.bookings.types import Subject, Submission
from interop.lesc import messages as lesc
from interop.records import criminal as iafis_records
from interop.records import ident as ident_records
from interop.records.ident_types import BiographicData, IdentRecord
from interop.review.types import MatchedCandidate

_NAME_LENGTH = 30
_UNKNOWN = Subject()


@dataclass(frozen=True)
class Match:
    """Whom a search of IDENT, or examiners, found."""

    identity_id: str
    encounter_id: str
    score_db: float


def match_of(found: Candidate | MatchedCandidate) -> Match:
    """Pick what a query says of a match."""
    return Match(found.identity_id, found.encounter_id, found.score_db)


def for_match(
    session: Session, submission: Submission, match: Match, now: datetime
) -> lesc.LescQuery:
    """Write the query of a match from what is on record now."""
    person = store.criminal_identity(session, submission.tcn)
    number = iafis_records.rap_sheet(session, person).fbi_number if person else ""
    return compose(submission, match, _record(session, match.identity_id), number, now)


def compose(
    submission: Submission, match: Match, record: IdentRecord, fbi_number: str, now: datetime
) -> lesc.LescQuery:
    """Write the query of a match; what neither side knows has its code for unknown."""
    subject, known = submission.subject, record.biographic
    return lesc.LescQuery(
        query_id=lesc.query_id(submission.tcn),
        tcn=submission.tcn,
        ori=submission.ori,
        identity_id=match.identity_id,
        encounter_id=match.encounter_id,
        score_db=float(match.score_db),
        match_time=now,
        name=_stated(subject.name, _UNKNOWN.name, known.name)[:_NAME_LENGTH],
        date_of_birth=_born(subject, known.date_of_birth),
        sex=_stated(subject.sex, _UNKNOWN.sex, known.sex),
        place_of_birth=_stated(
            subject.place_of_birth, _UNKNOWN.place_of_birth, known.place_of_birth
        ),
        in_custody=submission.in_custody,
        offense_code=submission.charges[0].offense_code
        if submission.charges
        else lesc.GENERIC_OFFENSE,
        alien_number=record.alien_number or subject.alien_number,
        fbi_number=fbi_number or subject.fbi_number,
        state_id=subject.state_id,
        fin=record.fin,
        priority=submission.priority,
    )


def _record(session: Session, identity_id: str) -> IdentRecord:
    try:
        return ident_records.describe(session, identity_id)
    except IdentityNotFoundError:
        # Deleted since the search: the LESC still hears of the match.
        return IdentRecord(
            identity_id=identity_id,
            fin="",
            alien_number="",
            biographic=BiographicData(),
            encounters=(),
            two_index_fingers=False,
        )


def _stated(by_agency: str, unknown: str, by_ident: str) -> str:
    return by_agency if by_agency != unknown else by_ident or unknown


def _born(subject: Subject, by_ident: date | None) -> str:
    day = subject.dates_of_birth[0] if subject.dates_of_birth else by_ident
    return day.strftime("%Y%m%d") if day else lesc.UNKNOWN_DATE_OF_BIRTH
