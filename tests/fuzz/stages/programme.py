"""Stages of jurisdictions, and of messages to the LESC."""

from collections.abc import Callable, Mapping

from tenprint.v1 import programme_service_pb2 as pb2
from tests.fuzz.stages.callers import Staged, by_operator
from tests.fuzz.stages.world import World, polls, tcn


def _jurisdiction(world: World) -> pb2.Jurisdiction:
    number = world.next_number()
    one = pb2.Jurisdiction(
        jurisdiction_id=f"STAGE-{number}", name="Stage", us_state="TX", oris=[f"TX{number:07}"]
    )
    day = one.activation_date
    day.year, day.month, day.day = 2009, 1, 1
    return one


def _activation(_: World) -> Staged:
    return by_operator(pb2.GetActivationRequest())


def _get(world: World) -> Staged:
    one = world.operator.programme.put_jurisdiction(_jurisdiction(world))
    return by_operator(pb2.GetJurisdictionRequest(jurisdiction_id=one.jurisdiction_id))


def _list(_: World) -> Staged:
    return by_operator(pb2.ListJurisdictionsRequest(page_size=5))


def _update(world: World) -> Staged:
    return by_operator(pb2.UpdateJurisdictionRequest(jurisdiction=_jurisdiction(world)))


def _import(world: World) -> Staged:
    one = _jurisdiction(world)
    row = f"{one.jurisdiction_id},Stage,TX,2009-01-01,{one.oris[0]}"
    csv = f"jurisdiction_id,name,us_state,activation_date,oris\n{row}\n"
    return by_operator(pb2.ImportJurisdictionsRequest(csv=csv.encode()))


def _queries(_: World) -> Staged:
    return by_operator(pb2.ListOutboundQueriesRequest(page_size=5))


def _requeue(world: World) -> Staged:
    """Let the LESC have another message under the id of the query: it refuses ours."""
    number = world.next_number()
    message_id = f"iaq:{tcn(number)}"
    world.lesc.SubmitQuery(world.query(message_id))
    one = world.booked(number)
    for _ in polls(f"the refusal of {message_id}"):
        rejected = world.operator.programme.outbound_queries(
            state=pb2.OUTBOUND_STATE_REJECTED, tcn=one.tcn
        )
        if any(one.message_id == message_id for one in rejected):
            break
    return by_operator(pb2.RequeueQueryRequest(message_id=message_id))


def _parked(_: World) -> Staged:
    return by_operator(pb2.ListParkedBookingsRequest(page_size=5))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "GetActivation": _activation,
    "GetJurisdiction": _get,
    "ListJurisdictions": _list,
    "UpdateJurisdiction": _update,
    "ImportJurisdictions": _import,
    "ListOutboundQueries": _queries,
    "RequeueQuery": _requeue,
    "ListParkedBookings": _parked,
}
