"""Stages of detainers, from the request to the answer that a person was released."""

from collections.abc import Callable, Mapping

from tenprint.v1 import detainer_service_pb2 as pb2
from tests.fuzz.stages.callers import JAILER, OFFICER, Staged, by_centre
from tests.fuzz.stages.world import World, first

_OTHER_JAIL = "WVSTAGE11"


def _request(world: World) -> Staged:
    one = world.matched()
    return by_centre(
        pb2.RequestDetainerRequest(
            case_id=one.case_id, detainer_id=f"DETAINER-{one.tcn}", officer=OFFICER
        )
    )


def _acknowledge(world: World) -> Staged:
    held = world.held()
    return world.by_agency(
        pb2.AcknowledgeDetainerRequest(detainer_id=held.detainer_id, officer=JAILER)
    )


def _decline(world: World) -> Staged:
    held = world.held()
    return world.by_agency(
        pb2.DeclineDetainerRequest(detainer_id=held.detainer_id, reason="no room", officer=JAILER)
    )


def _acknowledged(world: World) -> pb2.Detainer:
    return world.agency.detainers.acknowledge(world.held().detainer_id, JAILER)


def _report_release(world: World) -> Staged:
    request = pb2.ReportReleaseRequest(detainer_id=_acknowledged(world).detainer_id, officer=JAILER)
    request.release_time.GetCurrentTime()
    return world.by_agency(request)


def _take_custody(world: World) -> Staged:
    return by_centre(
        pb2.TakeCustodyRequest(detainer_id=_acknowledged(world).detainer_id, officer=OFFICER)
    )


def _cancel(world: World) -> Staged:
    return by_centre(
        pb2.CancelDetainerRequest(
            detainer_id=world.held().detainer_id, reason="a mistake", officer=OFFICER
        )
    )


def _record_release(world: World) -> Staged:
    taken = world.centre.detainers.take_custody(_acknowledged(world).detainer_id, OFFICER)
    request = pb2.RecordReleaseRequest(
        detainer_id=taken.detainer_id, reason="bond", officer=OFFICER
    )
    request.release_time.GetCurrentTime()
    return by_centre(request)


def _confirm_release(world: World) -> Staged:
    held = _acknowledged(world)
    world.centre.detainers.cancel(held.detainer_id, "a mistake", OFFICER)
    asked = pb2.ListReleaseNoticesRequest(case_id=held.case_id)
    found = world.agency.detainers.release_notices(asked)
    notice = first(found, f"notice about {held.detainer_id}")
    return world.by_agency(
        pb2.ConfirmReleaseRequest(
            notice_id=notice.notice_id, outcome=pb2.RELEASE_OUTCOME_NOT_HELD, officer=JAILER
        )
    )


def _notices(world: World) -> Staged:
    return world.by_agency(pb2.ListReleaseNoticesRequest(page_size=5))


def _move(world: World) -> Staged:
    request = pb2.MovePersonRequest(
        case_id=world.held().case_id, to_ori=_OTHER_JAIL, officer=OFFICER
    )
    request.move_time.GetCurrentTime()
    return by_centre(request)


def _get(world: World) -> Staged:
    return by_centre(pb2.GetDetainerRequest(detainer_id=world.once(World.held).detainer_id))


def _list(world: World) -> Staged:
    return world.by_agency(pb2.ListDetainersRequest(page_size=5))


def _watch(world: World) -> Staged:
    held = world.once(World.held)
    return by_centre(pb2.WatchDetainersRequest(ori=held.ori))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "RequestDetainer": _request,
    "AcknowledgeDetainer": _acknowledge,
    "DeclineDetainer": _decline,
    "ReportRelease": _report_release,
    "TakeCustody": _take_custody,
    "CancelDetainer": _cancel,
    "RecordRelease": _record_release,
    "ConfirmRelease": _confirm_release,
    "ListReleaseNotices": _notices,
    "MovePerson": _move,
    "GetDetainer": _get,
    "ListDetainers": _list,
    "WatchDetainers": _watch,
}
