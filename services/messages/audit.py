"""The audit log: domain types ↔ proto."""

from enum import StrEnum
from typing import TypeVar

from interop.audit import Action, EntryFilter, Head, LoggedEntry, ObjectKind
from services.wire import InvalidFieldError, Writer, check_ori
from tenprint.v1 import audit_service_pb2 as pb2

MAX_HEAD_COUNT = 1_000
_DIGEST_BYTES = 32
_MAX_OBJECT_ID_LENGTH = 128

Word = TypeVar("Word", bound=StrEnum)


entry = Writer(
    pb2.AuditEntry,
    LoggedEntry,
    within=["entry"],
    roles=lambda logged: sorted(logged.entry.roles),
)
head = Writer(pb2.AuditHead, Head)


def wanted(request: pb2.ListAuditEntriesRequest) -> EntryFilter:
    """Read which entries are asked for. Raises InvalidFieldError."""
    if len(request.object_id) > _MAX_OBJECT_ID_LENGTH:
        raise InvalidFieldError("object_id", f"at most {_MAX_OBJECT_ID_LENGTH} characters")
    return EntryFilter(
        action=_word(Action, "action", request.action),
        object_kind=_word(ObjectKind, "object_kind", request.object_kind),
        object_id=request.object_id,
        actor_ori=request.actor_ori and check_ori(request.actor_ori),
    )


def exported_heads(request: pb2.VerifyAuditLogRequest) -> list[Head]:
    """Read heads that were kept elsewhere. Raises InvalidFieldError."""
    if len(request.heads) > MAX_HEAD_COUNT:
        raise InvalidFieldError("heads", f"at most {MAX_HEAD_COUNT} heads")
    for one in request.heads:
        if one.sequence < 0 or len(one.digest) != _DIGEST_BYTES:
            raise InvalidFieldError("heads", f"a head has a place and {_DIGEST_BYTES} bytes")
    return [Head(one.sequence, one.digest) for one in request.heads]


def _word(words: type[Word], field: str, text: str) -> Word | None:
    if not text:
        return None
    try:
        return words(text)
    except ValueError:
        known = ", ".join(words)
        raise InvalidFieldError(field, f"{text[:32]!r} is none of {known}") from None
