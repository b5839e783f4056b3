"""What stays of a submission: an encounter in a gallery, and an arrest in the criminal file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from gallery.gallery import Gallery
from gallery.types import Enrolment, ExtractedSample, Identification, Stage
from interop import names
from interop.bookings import Submission, documents, store
from interop.names import IAFIS
from interop.records import criminal as iafis_records
from matcher.types import Features


@dataclass(frozen=True, eq=False)
class Keeping:
    """The prints that a gallery keeps, and the gallery."""

    gallery: Gallery
    submission: Submission
    samples: Sequence[ExtractedSample]
    probe: Sequence[Features]
    found: Identification
    """The search of the gallery that keeps the prints."""


def keep(session: Session, keeping: Keeping, day: date, now: datetime) -> Identification | None:
    """Store the encounter, and the arrest in the criminal file, in the step's transaction.

    Returns the amended search if an encounter that came in meanwhile decided the identity.
    """
    submission = keeping.submission
    encounter_id = names.encounter_id(submission.tcn)
    retention = keeping.gallery.retain(
        session,
        Enrolment(
            encounter_id,
            tuple(keeping.samples),
            submission.content_digest,
            missing_fingers=submission.missing_fingers,
        ),
        probe=keeping.probe,
        identification=keeping.found,
        caller=submission.caller,
        now=now,
    )
    row = store.submission_row(session, submission.tcn)
    row.iafis_retention = documents.RETENTION.dump(retention)
    if keeping.gallery.name == IAFIS:
        charges = [(one.literal, one.offense_code) for one in submission.charges]
        person, tcn, ori = retention.identity_id, submission.tcn, submission.ori
        iafis_records.record_arrest(session, person, tcn, charges, day, ori=ori, now=now)
    return retention.amended


def with_stage(identification: Identification, stage: Stage) -> Identification:
    """Put a stage before the stages of a search."""
    stages = (stage, *identification.report.stages)
    return replace(identification, report=replace(identification.report, stages=stages))
