"""Stages of reviews. Each is by an examiner of its own, who has nothing else in hand."""

from collections.abc import Callable, Mapping

from tenprint.v1 import review_service_pb2 as pb2
from tests.fuzz.stages.callers import OFFICER, SUPERVISOR, Staged, by_examiner, by_supervisor
from tests.fuzz.stages.world import World, polls

_SAME = pb2.REVIEW_DECISION_SAME


def _in_hand(world: World) -> tuple[pb2.ReviewTask, str]:
    """Give an item to an examiner; returns both."""
    examiner_id = f"EX-STAGE-{world.next_number()}"
    task = world.examiner.reviews.next_item(examiner_id)
    if task is None:
        tcn = world.matched().tcn
        world.centre.corrections.compare(tcn, "the photographs differ", officer=OFFICER)
        for _ in polls("a review"):
            task = world.examiner.reviews.next_item(examiner_id)
            if task is not None:
                break
    assert task is not None
    return task, examiner_id


def _next(world: World) -> Staged:
    _, examiner_id = _in_hand(world)
    return by_examiner(pb2.GetNextReviewItemRequest(examiner_id=examiner_id))


def _print(world: World) -> Staged:
    task, examiner_id = _in_hand(world)
    finger = task.candidates[0].fingers[0]
    return by_examiner(
        pb2.GetReviewPrintRequest(item_id=task.item_id, examiner_id=examiner_id, finger=finger)
    )


def _decision(world: World) -> pb2.DecideReviewItemRequest:
    task, examiner_id = _in_hand(world)
    decisions = [
        pb2.CandidateDecision(candidate_id=one.candidate_id, decision=_SAME)
        for one in task.candidates
    ]
    return pb2.DecideReviewItemRequest(
        item_id=task.item_id, examiner_id=examiner_id, decisions=decisions
    )


def _decide(world: World) -> Staged:
    return by_examiner(_decision(world))


def _decided(world: World) -> pb2.DecideReviewItemRequest:
    made = _decision(world)
    decisions = {one.candidate_id: one.decision for one in made.decisions}
    world.examiner.reviews.decide(made.item_id, made.examiner_id, decisions)
    return made


def _explain(world: World) -> Staged:
    made = _decided(world)
    return by_examiner(
        pb2.GetReviewExplanationRequest(
            item_id=made.item_id,
            examiner_id=made.examiner_id,
            candidate_id=made.decisions[0].candidate_id,
        )
    )


def _items(_: World) -> Staged:
    return by_supervisor(pb2.ListReviewItemsRequest(page_size=5))


def _statistics(_: World) -> Staged:
    return by_supervisor(pb2.GetReviewStatisticsRequest())


def _step_aside(world: World) -> Staged:
    task, examiner_id = _in_hand(world)
    return by_examiner(
        pb2.StepAsideRequest(
            item_id=task.item_id,
            examiner_id=examiner_id,
            reason=pb2.STEP_ASIDE_REASON_PERSON_KNOWN,
        )
    )


def _history(world: World) -> Staged:
    examiner_id = _decided(world).examiner_id
    return by_examiner(pb2.ListReviewHistoryRequest(examiner_id=examiner_id, page_size=5))


def _feedback(world: World) -> Staged:
    return by_examiner(pb2.GetReviewFeedbackRequest(examiner_id=_decided(world).examiner_id))


def _reassign(world: World) -> Staged:
    task, examiner_id = _in_hand(world)
    return by_supervisor(
        pb2.ReassignReviewItemRequest(
            item_id=task.item_id,
            from_examiner_id=examiner_id,
            to_examiner_id=f"EX-STAGE-{world.next_number()}",
            supervisor_id=SUPERVISOR,
        )
    )


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "GetNextReviewItem": _next,
    "GetReviewPrint": _print,
    "DecideReviewItem": _decide,
    "GetReviewExplanation": _explain,
    "ListReviewItems": _items,
    "GetReviewStatistics": _statistics,
    "StepAside": _step_aside,
    "ListReviewHistory": _history,
    "GetReviewFeedback": _feedback,
    "ReassignReviewItem": _reassign,
}
