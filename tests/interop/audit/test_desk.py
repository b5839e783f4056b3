"""Who may look at the audit log, and that their looking is in it."""

import pytest

from database.caller import Caller
from database.connection import Database
from database.errors import InvalidPageTokenError, WorkStoppedError
from database.paging import Page
from interop.audit import log as audit_log
from interop.audit.desk import AuditLog
from interop.audit.types import Action, EntryFilter, Head
from interop.errors import PermissionDeniedError
from tests.interop.audit.test_log import NOW, fill, tamper
from tests.interop.logged import entries

AUDITOR = Caller("DHSAUDIT1", frozenset({"auditor"}), "inspection")
OPERATOR = Caller("TENPRINT0", frozenset({"operator"}))
ALL = EntryFilter()


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(database, lambda: NOW)


def test_a_listing_is_an_entry_itself_and_ends(database: Database, log: AuditLog) -> None:
    fill(database, 3)
    seen, token = [], ""
    while True:
        page, token = log.entries(AUDITOR, ALL, Page(1, token))
        seen += page
        if not token:
            break
    assert [one.sequence for one in seen] == [1, 2, 3, 4]
    assert seen[-1].entry == audit_log.by(AUDITOR, Action.AUDIT_LOG_READ, "audit-log")


def test_a_page_token_belongs_to_its_filter(database: Database, log: AuditLog) -> None:
    fill(database, 3)
    _, token = log.entries(AUDITOR, ALL, Page(1))
    with pytest.raises(InvalidPageTokenError):
        log.entries(AUDITOR, EntryFilter(actor_ori="DHSEXAM01"), Page(1, token))


def test_only_auditors_read_and_operators_verify(database: Database, log: AuditLog) -> None:
    fill(database, 1)
    for caller in (OPERATOR, Caller("CA0190000"), Caller("DHSEXAM01", frozenset({"examiner"}))):
        with pytest.raises(PermissionDeniedError, match="auditor"):
            log.entries(caller, ALL)
    with pytest.raises(PermissionDeniedError):
        log.verify(Caller("CA0190000"))
    with pytest.raises(PermissionDeniedError):
        log.head(Caller("CA0190000"))
    assert log.verify(OPERATOR)[0] is None
    assert log.head(OPERATOR).sequence == 3, "the verification and this reading are entries"


def test_an_exported_head_is_of_the_log_that_holds_its_export(
    database: Database, log: AuditLog
) -> None:
    fill(database, 2)
    head = log.head(AUDITOR)
    fill(database, 2)
    assert log.verify(AUDITOR, [head]) == (None, log_head(database, 5))
    tamper(database, "DELETE FROM audit_log WHERE sequence > 2")
    assert log.verify(AUDITOR, [head])[0] == 3
    with database.read() as session:
        [entry] = entries(session, action=Action.AUDIT_LOG_VERIFIED)
    assert entry.entry.reason == "broken.3"


def test_a_verification_stops_when_asked(database: Database, log: AuditLog) -> None:
    fill(database, 1)

    def stop() -> None:
        raise WorkStoppedError("enough")

    with pytest.raises(WorkStoppedError):
        log.verify(AUDITOR, (), stop)


def log_head(database: Database, sequence: int) -> Head:
    with database.read() as session:
        entry, *_ = entries(session, after=sequence - 1)
    return Head(entry.sequence, entry.digest)
