"""What callers change in a gallery is in the audit log, in the same transaction."""

from collections.abc import Iterator

import pytest

from database.connection import Database
from gallery.errors import EncounterNotFoundError, IdentityConflictError
from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from gallery.types import Enrolment
from interop.audit import log as audit_log
from interop.audit.types import Action, LoggedEntry
from tests.gallery.prints import CALLER, NOW, digest, enrol, prints, samples
from tests.interop.logged import entries


@pytest.fixture
def ident(database: Database) -> Iterator[Gallery]:
    with Gallery("ident", database, witness=audit_log.witness) as opened:
        yield opened


def logged(database: Database) -> list[LoggedEntry]:
    with database.read() as session:
        assert audit_log.verify(session) is None
        return entries(session)


def test_enrolments_changes_and_deletions(database: Database, ident: Gallery) -> None:
    first, second = enrol(ident, "one", prints(1)), enrol(ident, "two", prints(1, 2))
    merged = ident.identities.merge(second, first, ChangeRequest("m", CALLER, NOW))
    ident.identities.undo(merged.change_id, ChangeRequest("u", CALLER, NOW))
    ident.delete_encounter("two", caller=CALLER, now=NOW)
    found = logged(database)
    assert [(one.entry.action, one.entry.object_id, one.entry.reason) for one in found] == [
        (Action.ENCOUNTER_ENROLLED, "ident:one", ""),
        (Action.ENCOUNTER_ENROLLED, "ident:two", ""),
        (Action.IDENTITY_CHANGED, f"ident:{second}", f"merge.{merged.change_id}"),
        (Action.IDENTITY_CHANGED, f"ident:{first}", f"undo.{merged.change_id + 1}"),
        (Action.ENCOUNTER_DELETED, "ident:two", ""),
    ]
    assert {(one.entry.actor_ori, one.entry.purpose) for one in found} == {
        (CALLER.ori, CALLER.purpose)
    }


def test_only_who_is_enrolled_is_logged(database: Database, ident: Gallery) -> None:
    enrol(ident, "one", prints(1))
    probe = prints(1, 2)
    search = ident.identify(probe, target_fpir=0.01)
    answer = ident.enrol_unless_found(
        Enrolment("two", samples(probe), digest("two")),
        probe=probe,
        identification=search,
        caller=CALLER,
        now=NOW,
    )
    assert answer.enrolled is None
    assert [one.entry.object_id for one in logged(database)] == ["ident:one"]


def test_what_fails_is_not_logged(database: Database, ident: Gallery) -> None:
    first = enrol(ident, "one", prints(1))
    with pytest.raises(EncounterNotFoundError):
        ident.delete_encounter("nothing", caller=CALLER, now=NOW)
    with pytest.raises(IdentityConflictError):
        ident.identities.split(first, ["one"], ChangeRequest("s", CALLER, NOW))
    assert len(logged(database)) == 1
