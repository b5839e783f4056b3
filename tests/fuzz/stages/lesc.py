"""Stages of the LESC's queries, sources and scripts, and of its answers."""

from collections.abc import Callable, Mapping

from tenprint.v1 import lesc_answer_service_pb2 as answer_pb2
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import IMMIGRATION_STATUS_NO_RECORD, LESC_SOURCE_PASSPORTS
from tests.fuzz.stages.callers import OFFICER, Staged, by, by_operator
from tests.fuzz.stages.world import World


def _submit(world: World) -> Staged:
    return by_operator(world.query())


def _get(world: World) -> Staged:
    return by_operator(pb2.GetQueryRequest(query_id=world.queried()))


def _list(_: World) -> Staged:
    return by_operator(pb2.ListQueriesRequest(page_size=5))


def _withdrawal(world: World) -> pb2.WithdrawQueryRequest:
    query_id = world.queried()
    return pb2.WithdrawQueryRequest(
        query_id=query_id, withdrawal_id=f"{query_id}:W", reason="different person"
    )


def _withdraw(world: World) -> Staged:
    return by_operator(_withdrawal(world))


def _reinstate(world: World) -> Staged:
    withdrawal = _withdrawal(world)
    world.lesc.WithdrawQuery(withdrawal)
    return by_operator(
        pb2.ReinstateQueryRequest(
            query_id=withdrawal.query_id, reinstatement_id=f"{withdrawal.query_id}:R"
        )
    )


def _review(world: World) -> Staged:
    query_id = world.queried()
    return by_operator(pb2.ReviewCitizenshipRequest(query_id=query_id, claim_id=f"{query_id}:C"))


def _establish(world: World) -> Staged:
    query_id = world.queried()
    return by_operator(
        pb2.EstablishCitizenshipRequest(
            query_id=query_id, claim_id=f"{query_id}:C", evidence="a passport, seen in person"
        )
    )


def _look_up(world: World) -> Staged:
    return by_operator(
        pb2.LookUpRequest(
            query_id=world.queried(), source_code=LESC_SOURCE_PASSPORTS, officer=OFFICER
        )
    )


def _put_records(world: World) -> Staged:
    number = world.next_number()
    record = pb2.SourceRecord(
        source_code=LESC_SOURCE_PASSPORTS,
        record_id=f"STAGE-{number}",
        identity_id=f"NOBODY-{number}",
    )
    return by_operator(pb2.PutSourceRecordsRequest(records=[record]))


def _set_source(_: World) -> Staged:
    return by_operator(pb2.SetSourceRequest(source_code=LESC_SOURCE_PASSPORTS))


def _set_script(_: World) -> Staged:
    return by_operator(pb2.SetScriptRequest())


def _statistics(_: World) -> Staged:
    return by_operator(pb2.GetStatisticsRequest())


def _deliver(world: World) -> Staged:
    request = answer_pb2.DeliverAnswerRequest(query_id=world.asked().query_id, version=1)
    request.answer_time.GetCurrentTime()
    request.determination.status = IMMIGRATION_STATUS_NO_RECORD
    return by("LESC00000", "lesc_system", request)


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "SubmitQuery": _submit,
    "GetQuery": _get,
    "ListQueries": _list,
    "WithdrawQuery": _withdraw,
    "ReinstateQuery": _reinstate,
    "ReviewCitizenship": _review,
    "EstablishCitizenship": _establish,
    "LookUp": _look_up,
    "PutSourceRecords": _put_records,
    "SetSource": _set_source,
    "SetScript": _set_script,
    "GetStatistics": _statistics,
    "DeliverAnswer": _deliver,
}
