"""The query about a match: what the agency said, completed with what IDENT knows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from gallery.errors import IdentityNotFoundError
from gallery.types import Candidate
from interop import fields
from interop.bookings import Subject, Submission, store
from interop.lesc import BookedPerson
from interop.lesc import messages as lesc
from interop.names import query_id
from interop.records import IdentRecord
from interop.records import criminal as iafis_records
from interop.records import ident as ident_records
from interop.review import MatchedCandidate

_UNKNOWN = Subject()


Match = Candidate | MatchedCandidate | lesc.LescQuery
"""Whom a search of IDENT or examiners found, or the person of an earlier query."""


@dataclass(frozen=True)
class Composed:
    """A query that the LESC can take, and what the query does not say."""

    query: lesc.LescQuery
    left_out: tuple[str, ...]
    """Fields that are on record, but not in a form that the LESC takes."""

    @property
    def note(self) -> str:
        """Say which fields the query lacks; empty if it lacks none."""
        names = ", ".join(field.replace("_", " ") for field in self.left_out)
        return f"the query was written without what is on record as {names}" if names else ""


def for_match(session: Session, submission: Submission, match: Match, now: datetime) -> Composed:
    """Write the query about a match from what is on record now."""
    person = store.criminal_identity(session, submission.tcn)
    number = iafis_records.rap_sheet(session, person).fbi_number if person else ""
    return compose(submission, match, _record(session, match.identity_id), number, now)


def compose(
    submission: Submission, match: Match, record: IdentRecord, fbi_number: str, now: datetime
) -> Composed:
    """Write the query about a match; a value that neither side knows gets the code for unknown.

    Records may be older than the rules of fields: a value that breaks its rule is left out.
    """
    subject, known = submission.subject, record.biographic
    stated = {
        "name": _by_agency(subject.name, _UNKNOWN.name, known.name),
        "sex": _by_agency(subject.sex, _UNKNOWN.sex, known.sex),
        "place_of_birth": _by_agency(
            subject.place_of_birth, _UNKNOWN.place_of_birth, known.place_of_birth
        ),
        "offense_code": [one.offense_code for one in submission.charges[:1]],
        "alien_number": [record.alien_number, subject.alien_number],
        "fbi_number": [fbi_number, subject.fbi_number],
        "state_id": [subject.state_id],
        "fin": [record.fin],
    }
    written = {field: fields.leaving(field, values) for field, values in stated.items()}
    left_out = [field for field, values in stated.items() if any(values) and not written[field]]
    query = lesc.LescQuery(
        query_id=query_id(submission.tcn),
        tcn=submission.tcn,
        ori=submission.ori,
        identity_id=match.identity_id,
        encounter_id=match.encounter_id,
        score_db=float(match.score_db),
        match_time=now,
        date_of_birth=_born(subject, known.date_of_birth),
        in_custody=submission.in_custody,
        priority=submission.priority,
        booked=_booked(subject),
        **{field: value for field, value in written.items() if value},
    )
    return Composed(query, tuple(left_out))


def _record(session: Session, identity_id: str) -> IdentRecord:
    try:
        return ident_records.describe(session, identity_id)
    except IdentityNotFoundError:
        # The person was deleted after the search: the LESC still hears of the match.
        return IdentRecord(identity_id)


def _booked(subject: Subject) -> BookedPerson:
    """Keep what the agency itself stated, in the forms that leave."""
    stated = {
        "name": subject.name if subject.name != _UNKNOWN.name else "",
        "sex": subject.sex if subject.sex != _UNKNOWN.sex else "",
        "place_of_birth": (
            subject.place_of_birth if subject.place_of_birth != _UNKNOWN.place_of_birth else ""
        ),
        "alien_number": subject.alien_number,
        "fbi_number": subject.fbi_number,
    }
    return BookedPerson(
        dates_of_birth=tuple(day.isoformat().replace("-", "") for day in subject.dates_of_birth),
        **{field: fields.leaving(field, [value]) for field, value in stated.items()},
    )


def _by_agency(stated: str, unknown: str, by_ident: str) -> list[str]:
    """Put what the agency said before what IDENT knows."""
    return [by_ident] if stated == unknown else [stated, by_ident]


def _born(subject: Subject, by_ident: date | None) -> str:
    day = subject.dates_of_birth[0] if subject.dates_of_birth else by_ident
    # Not strftime: its years before 1000 have fewer digits.
    return day.isoformat().replace("-", "") if day else lesc.UNKNOWN_DATE_OF_BIRTH
