"""Stages of tasks, transfers and escalations."""

from collections.abc import Callable, Mapping

from tenprint.v1 import work_service_pb2 as pb2
from tests.fuzz.stages.callers import (
    BOSTON,
    OFFICER,
    SUPERVISOR,
    Staged,
    by,
    by_centre,
    by_supervisor,
)
from tests.fuzz.stages.world import World


def _list(_: World) -> Staged:
    return by_centre(pb2.ListWorkRequest(page_size=5, own_office=True))


def _take(world: World) -> Staged:
    return by_centre(pb2.TakeTaskRequest(case_id=world.matched().case_id, officer=OFFICER))


def _taken(world: World) -> str:
    case_id = world.matched().case_id
    world.centre.work.take(case_id, OFFICER)
    return case_id


def _release(world: World) -> Staged:
    return by_centre(pb2.ReleaseTaskRequest(case_id=_taken(world), officer=OFFICER))


def _reassign(world: World) -> Staged:
    return by_supervisor(
        pb2.ReassignTaskRequest(
            case_id=_taken(world),
            to_officer="O-2",
            reason=pb2.REASSIGN_REASON_ABSENT,
            officer=SUPERVISOR,
        )
    )


def _transfer(world: World) -> Staged:
    one = world.matched()
    return by_centre(
        pb2.TransferCaseRequest(
            case_id=one.case_id,
            transfer_id=f"TR-{one.tcn}",
            to_office="boston",
            reason="the person was moved",
            officer=OFFICER,
        )
    )


def _answer_transfer(world: World) -> Staged:
    sent = world.centre.work.transfer(world.matched().case_id, "boston", "moved", OFFICER)
    request = pb2.AnswerTransferRequest(
        transfer_id=sent.transfer_id, answer=pb2.TRANSFER_STATE_ACCEPTED, officer=OFFICER
    )
    return by(BOSTON, "field_office", request)


def _transfers(_: World) -> Staged:
    return by_centre(pb2.ListTransfersRequest(page_size=5))


def _escalate(world: World) -> Staged:
    one = world.matched()
    return by_centre(
        pb2.EscalateCaseRequest(
            case_id=one.case_id,
            escalation_id=f"ES-{one.tcn}",
            reason="who decides?",
            limit_hours=2,
            officer=OFFICER,
        )
    )


def _end_escalation(world: World) -> Staged:
    asked = world.centre.work.escalate(world.matched().case_id, "who decides?", OFFICER)
    return by_supervisor(
        pb2.EndEscalationRequest(
            escalation_id=asked.escalation_id, resolution="the centre", officer=SUPERVISOR
        )
    )


def _escalations(_: World) -> Staged:
    return by_centre(pb2.ListEscalationsRequest(page_size=5))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "ListWork": _list,
    "TakeTask": _take,
    "ReleaseTask": _release,
    "ReassignTask": _reassign,
    "TransferCase": _transfer,
    "AnswerTransfer": _answer_transfer,
    "ListTransfers": _transfers,
    "EscalateCase": _escalate,
    "EndEscalation": _end_escalation,
    "ListEscalations": _escalations,
}
