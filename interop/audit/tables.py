"""The audit log's table. Triggers of its migration refuse changes and deletions."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime


class AuditLogRow(Base):
    """One entry; its digest covers the entry and the digest before it."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("audit_log_by_object", "object_kind", "object_id"),
        Index("audit_log_by_time", "append_time"),
        Index("audit_log_by_person", "actor_id", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=False)
    """1, 2, 3 …: a gap is a deletion."""
    append_time: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_ori: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[str] = mapped_column(String(64))
    roles: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    object_kind: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(String(64))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
