"""The audit log: who did and saw what, in a chain that shows changes."""

from interop.audit import log as audit_log
from interop.audit.desk import AuditLog
from interop.audit.log import Act
from interop.audit.types import Action, EntryFilter, Head, LoggedEntry, ObjectKind

__all__ = [
    "Act",
    "Action",
    "AuditLog",
    "EntryFilter",
    "Head",
    "LoggedEntry",
    "ObjectKind",
    "audit_log",
]
