"""What servicers read of a request: its caller, and how long it may take."""

from typing import Any

import grpc

from database.caller import Caller
from services.access import present_caller, present_group
from services.wire.deadline import Deadline

Context = grpc.aio.ServicerContext[Any, Any]


def deadline_of(context: Context) -> Deadline:
    """Start the clock of a request, which is work for its caller."""
    return Deadline.after(context.time_remaining(), caller_from(context).ori, present_group())


def caller_from(_: Context) -> Caller:
    """Name the caller of a request, whom the gate has let pass."""
    return present_caller()
