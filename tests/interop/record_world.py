"""Identities with and without records, on each kind of database."""

from datetime import UTC, date, datetime

from database.caller import Caller
from database.connection import Database
from gallery.people import ChangeRequest
from gallery.people.enrolment import enrol_batch
from gallery.types import Enrolment
from interop.records.criminal_types import CriminalEvent, EventKind, Want
from interop.records.ident_types import BiographicData, EncounterKind, IdentEncounter
from matcher.types import FingerPosition
from tests.gallery.prints import administration, digest, prints, samples

NOW = datetime(2011, 7, 1, 12, tzinfo=UTC)
ARRESTED = date(2011, 6, 30)
ORI = "TX1010000"
CALLER = Caller(ORI, frozenset({"examiner"}), "adjudication")
ONE_FINGER = (FingerPosition.RIGHT_INDEX,)


def enrol(
    database: Database,
    gallery: str,
    encounters: dict[str, str],
    positions: tuple[FingerPosition, ...] = ONE_FINGER,
) -> None:
    """Enrol encounters, each under the identity beside it."""
    features = prints(1, 1, positions)
    batch = [
        Enrolment(encounter_id, samples(features), digest(encounter_id), identity_id)
        for encounter_id, identity_id in encounters.items()
    ]
    with database.write() as session:
        enrol_batch(session, gallery, batch, caller=CALLER, now=NOW)


def merge(database: Database, gallery: str, identity_id: str, into: str) -> int:
    """Make two identities one; return the number of the change."""
    request_id = f"merge-{identity_id}-{into}"
    desk = administration(database, gallery)
    return desk.merge(identity_id, into, ChangeRequest(request_id, CALLER, NOW)).change_id


def undo(database: Database, gallery: str, change_id: int) -> None:
    """Take a change back."""
    desk = administration(database, gallery)
    desk.undo(change_id, ChangeRequest(f"undo-{change_id}", CALLER, NOW))


def split(database: Database, gallery: str, identity_id: str, encounter_id: str) -> str:
    """Give an encounter to a new identity, and return that."""
    request_id = f"split-{encounter_id}"
    desk = administration(database, gallery, lambda: f"NEW-{encounter_id}")
    change = desk.split(identity_id, [encounter_id], ChangeRequest(request_id, CALLER, NOW))
    return change.to_identity_id


def conviction(event_id: str, **more: object) -> CriminalEvent:
    """Make a conviction for larceny."""
    fields = {
        "event_id": event_id,
        "kind": EventKind.CONVICTION,
        "date": date(2009, 2, 3),
        "ori": ORI,
        "literal": "LARCENY",
        "maximum_sentence_months": 24,
        "imposed_sentence_months": 6,
        "aggravated_felony": False,
    }
    return CriminalEvent(**(fields | more))  # type: ignore[arg-type]


def want(want_id: str) -> Want:
    """Make an active want."""
    return Want(want_id, ORI, "FAILURE TO APPEAR", date(2010, 5, 6), "5015", extradition=True)


def encounter(
    encounter_id: str,
    kind: EncounterKind = EncounterKind.VISA_APPLICATION,
    year: int = 2009,
    **more: object,
) -> IdentEncounter:
    """Make what an encounter was about."""
    fields = {
        "encounter_id": encounter_id,
        "kind": kind,
        "time": datetime(year, 3, 4, 5, 6, tzinfo=UTC),
        "biographic": BiographicData("ROE,RICHARD", date(1970, 1, 2), "M", "MM"),
    }
    return IdentEncounter(**(fields | more))  # type: ignore[arg-type]
