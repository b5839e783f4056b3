"""The gate before every RPC: who calls, whether that caller may, and what the audit log keeps."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import grpc
from google.protobuf.message import Message

from database.caller import Caller
from interop import fields, purposes
from interop.audit import Action
from interop.errors import PermissionDeniedError, PersonError
from interop.roles import Group, group, require
from services.access.table import TABLE, Access, PurposeRule, access_to
from services.errors import CredentialMissingError

Context = grpc.aio.ServicerContext[Any, Any]
Identify = Callable[[Context, str], Caller]
"""Tells who calls an RPC, which it gets as the full method. Raises CredentialError."""
Record = Callable[[Caller, Action, list[str], str], Awaitable[None]]
"""Appends to the audit log: the caller, the action, the ids, and the person who acted."""

_present: ContextVar[Caller] = ContextVar("caller")
_group: ContextVar[Group] = ContextVar("group")


def present_caller() -> Caller:
    """Name the caller of the RPC that runs in this task. Only a gate sets the caller."""
    return _present.get()


def present_group() -> Group:
    """Tell what the RPC that runs in this task is for."""
    return _group.get()


class Gate:
    """Lets callers pass by the one table, and logs what they see."""

    def __init__(self, identify: Identify) -> None:
        self._identify = identify
        self.record: Record | None = None
        """None: this server keeps no audit log, as the LESC's stub."""

    def identify(self, method: str, context: Context) -> Caller:
        """Let a caller pass, and remember the caller for this task. The message is not read yet.

        Raises CredentialError, PermissionDeniedError.
        """
        caller = self._identify(context, method)
        access = access_to(method)
        if access is None:
            raise PermissionDeniedError(f"nobody may call {method[:100]}: the table has no row")
        if not caller.ori:
            raise CredentialMissingError(
                "the call names no agency: state the ORI in `tenprint-ori`, or use a certificate "
                "or a token"
            )
        require(caller, *access.operations)
        _present.set(caller)
        _group.set(group(caller, access.operations))
        return caller

    def check(self, method: str, request: Message, caller: Caller) -> None:
        """Check what the caller wants against who the caller is.

        Raises PermissionDeniedError, PersonError.
        """
        access = TABLE[method]
        _check_person(access, request, caller)
        _check_purpose(access, request, caller)

    async def log(self, method: str, request: Message, response: Message, caller: Caller) -> None:
        """Append to the audit log what an answer shows, before the caller has the answer."""
        access = access_to(method)
        if self.record is None or access is None or access.sees is None:
            return
        ids = [one for one in access.ids(request, response) if fields.MESSAGE_ID.allows(one)]
        if ids:
            await self.record(caller, access.sees, ids, _actor(access, request, caller))


def _check_person(access: Access, request: Message, caller: Caller) -> None:
    """Check that a person acts under the name that the person's credential proves."""
    if not access.person:
        return
    stated = getattr(request, access.person)
    if caller.person and stated != caller.person:
        raise PersonError(f"{access.person}: the credential is of {caller.person}")
    if access.proved_person and caller.is_proved and not caller.person:
        raise PersonError(f"{access.person}: a certificate names no person: use a token")


def _check_purpose(access: Access, request: Any, caller: Caller) -> None:
    if access.purpose is PurposeRule.SEARCH:
        purposes.require_search(caller, request.gallery)
    elif access.purpose is PurposeRule.FEDERAL:
        purposes.require_federal(caller, request.gallery)


def _actor(access: Access, request: Message, caller: Caller) -> str:
    stated = getattr(request, access.person) if access.person else ""
    return caller.person or (stated if fields.ID.allows(stated) else "")
