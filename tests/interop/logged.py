"""What the audit log holds, for tests that look into the log."""

from sqlalchemy.orm import Session

from database.paging import MAX_PAGE_SIZE, Page
from interop.audit import Action, EntryFilter, LoggedEntry, ObjectKind
from interop.audit import log as audit_log


def entries(
    session: Session,
    *,
    after: int = 0,
    object_kind: ObjectKind | None = None,
    object_id: str = "",
    action: Action | None = None,
    actor_ori: str = "",
) -> list[LoggedEntry]:
    """Read the entries above a sequence number, oldest first, as one page."""
    wanted = EntryFilter(action, object_kind, object_id, actor_ori)
    found, more = audit_log.page_of(session, wanted, Page(MAX_PAGE_SIZE))
    assert not more
    return [one for one in found if one.sequence > after]
