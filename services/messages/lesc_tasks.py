"""Researches that people take at the LESC: proto ↔ domain types."""

from interop.lesc import Ground, Status
from lesc_stub.types import (
    IdentityCheck,
    IdentityResult,
    PersonsDetermination,
    ResearchTask,
    TaskEvent,
    TaskFile,
    TaskFilter,
    TaskState,
)
from services.errors import InvalidFieldError
from services.messages.lesc import check_query_id, query_to_proto
from services.messages.research import determination_to_proto, research_to_proto
from services.wire import Writer, check_id, member, read_enum, read_text, validation
from tenprint.v1 import lesc_service_pb2 as pb2

_WITHOUT_GROUNDS = (Status.US_CITIZEN, Status.NO_RECORD, Status.UNRESOLVED)


def task_filter(request: pb2.ListResearchTasksRequest) -> TaskFilter:
    """Read which researches are wanted. Raises InvalidFieldError."""
    return TaskFilter(
        state=read_enum("state", TaskState, request.state, "is no state of a research"),
        query_id=request.query_id and check_query_id(request.query_id),
        person=request.person and check_id("person", request.person),
    )


def task_id(value: int) -> int:
    """Read the number of a research. Raises InvalidFieldError."""
    return validation.check_number("task_id", value, "researches")


def identity_check(request: pb2.RecordIdentityCheckRequest) -> tuple[IdentityResult, str]:
    """Read what a person decided about the identity, and why. Raises InvalidFieldError."""
    result = member("result", IdentityResult, request.result, "is no result of an identity check")
    remark = read_text("remark", request.remark).strip()
    if result is not IdentityResult.CONFIRMED and not remark:
        raise InvalidFieldError("remark", f"say why the identity is {result.name}")
    return result, remark


def determination(request: pb2.RecordDeterminationRequest) -> PersonsDetermination:
    """Read what a person concludes. Raises InvalidFieldError."""
    status = member("status", Status, request.status, "is no status")
    because = read_text("unresolved_because", request.unresolved_because).strip()
    if (status is Status.UNRESOLVED) != bool(because):
        raise InvalidFieldError(
            "unresolved_because",
            "state why the status is unresolved, and leave this empty for any other status",
        )
    grounds = tuple(
        member(f"grounds[{index}]", Ground, one, "is no ground")
        for index, one in enumerate(request.grounds)
    )
    _check_grounds(status, grounds)
    return PersonsDetermination(status, grounds, because, read_text("remark", request.remark))


def _check_grounds(status: Status, grounds: tuple[Ground, ...]) -> None:
    for index, ground in enumerate(grounds):
        if ground in grounds[:index]:
            raise InvalidFieldError(f"grounds[{index}]", f"{ground.name} is there twice")
        if status in _WITHOUT_GROUNDS:
            raise InvalidFieldError(f"grounds[{index}]", f"{status.name} goes with no ground")
    presence = set(grounds) - {Ground.REMOVABLE_CONVICTION}
    if status is Status.UNLAWFULLY_PRESENT and not presence:
        raise InvalidFieldError("grounds", "name why the person is unlawfully present")


task_to_proto = Writer(
    pb2.ResearchTask,
    ResearchTask,
    Writer(pb2.IdentityCheck, IdentityCheck),
    Writer(pb2.ResearchTaskEvent, TaskEvent),
)
file_to_proto = Writer(
    pb2.ResearchTaskFile,
    TaskFile,
    task_to_proto,
    query_to_proto,
    research_to_proto,
    determination_to_proto,
)
