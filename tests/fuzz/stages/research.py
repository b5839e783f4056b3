"""Stages of researches that people of the LESC do."""

from collections.abc import Callable, Mapping

from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import IMMIGRATION_STATUS_NO_RECORD
from tests.fuzz.stages.callers import SPECIALIST, Staged, by_lesc
from tests.fuzz.stages.world import World

_CONFIRMED = pb2.IDENTITY_RESULT_CONFIRMED


def _list(_: World) -> Staged:
    return by_lesc(pb2.ListResearchTasksRequest(page_size=5))


def _waiting(world: World) -> int:
    return world.task_of(world.queried())


def _get(world: World) -> Staged:
    return by_lesc(pb2.GetResearchTaskRequest(task_id=_waiting(world), person=SPECIALIST))


def _take(world: World) -> Staged:
    return by_lesc(pb2.TakeResearchTaskRequest(task_id=_waiting(world), person=SPECIALIST))


def _taken(world: World) -> int:
    task_id = _waiting(world)
    world.research.take(task_id, SPECIALIST)
    return task_id


def _release(world: World) -> Staged:
    return by_lesc(pb2.ReleaseResearchTaskRequest(task_id=_taken(world), person=SPECIALIST))


def _check(world: World) -> Staged:
    return by_lesc(
        pb2.RecordIdentityCheckRequest(task_id=_taken(world), person=SPECIALIST, result=_CONFIRMED)
    )


def _determine(world: World) -> Staged:
    """About somebody who was booked: the service takes the answer."""
    task_id = world.task_of(world.asked().query_id)
    world.research.take(task_id, SPECIALIST)
    world.research.check_identity(task_id, SPECIALIST, _CONFIRMED)
    return by_lesc(
        pb2.RecordDeterminationRequest(
            task_id=task_id, person=SPECIALIST, status=IMMIGRATION_STATUS_NO_RECORD
        )
    )


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "ListResearchTasks": _list,
    "GetResearchTask": _get,
    "TakeResearchTask": _take,
    "ReleaseResearchTask": _release,
    "RecordIdentityCheck": _check,
    "RecordDetermination": _determine,
}
