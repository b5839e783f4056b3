"""The audit log: domain types ↔ proto."""

from enum import StrEnum
from typing import TypeVar

from interop import fields
from interop.audit import Action, EntryFilter, Head, LoggedEntry, ObjectKind
from services.errors import InvalidFieldError
from services.wire import (
    Writer,
    check,
    check_id,
    check_length,
    check_ori,
    member,
    optional,
    read_time,
    read_word,
)
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


def verified(result: tuple[int | None, Head]) -> pb2.VerifyAuditLogResponse:
    """Write what a verification found: the first broken entry, if any, and the head."""
    broken, newest = result
    return pb2.VerifyAuditLogResponse(
        intact=broken is None, first_broken_sequence=broken or 0, head=head(newest)
    )


def wanted(request: pb2.ListAuditEntriesRequest) -> EntryFilter:
    """Read which entries the request asks for. Raises InvalidFieldError."""
    check_length("object_id", request.object_id, _MAX_OBJECT_ID_LENGTH)
    return EntryFilter(
        action=_word(Action, "action", read_word(request, "action")),
        object_kind=_word(ObjectKind, "object_kind", read_word(request, "object_kind")),
        object_id=request.object_id,
        actor_ori=request.actor_ori and check_ori(request.actor_ori),
        actor_id=request.actor_id and check_id("actor_id", request.actor_id),
        person_id=request.person_id and check("person_id", request.person_id, fields.MESSAGE_ID),
        appended_from=optional(read_time, "appended_from", request),
        appended_before=optional(read_time, "appended_before", request),
    )


def exported_heads(request: pb2.VerifyAuditLogRequest) -> list[Head]:
    """Read heads that were kept elsewhere. Raises InvalidFieldError."""
    if len(request.heads) > MAX_HEAD_COUNT:
        raise InvalidFieldError("heads", f"at most {MAX_HEAD_COUNT} heads")
    for index, one in enumerate(request.heads):
        if one.sequence < 0 or len(one.digest) != _DIGEST_BYTES:
            raise InvalidFieldError(
                f"heads[{index}]", f"a head has a place and a digest of {_DIGEST_BYTES} bytes"
            )
    return [Head(one.sequence, one.digest) for one in request.heads]


def _word(words: type[Word], field: str, text: str) -> Word | None:
    return member(field, words, text, f"is none of {', '.join(words)}") if text else None
