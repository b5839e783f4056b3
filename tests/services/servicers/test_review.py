"""The review service over a channel in this process, with people at minutiae level."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import grpc
import pytest

from tenprint.errors import rpc_error
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1 import sample_pb2
from tenprint.v1.review_service_pb2_grpc import ReviewServiceStub
from tests.databases import opened_sqlite
from tests.gallery.prints import enrol, prints
from tests.interop.reviews import FINGERS, Reviews
from tests.services.review_server import serving

TCN = "TCN-REVIEW-1"
MATE, STRANGER = 601, 602
RIGHT_INDEX = sample_pb2.FINGER_POSITION_RIGHT_INDEX
EXAMINER = (("tenprint-ori", "DCDHS0001"), ("tenprint-roles", "examiner"))
SUPERVISOR = (("tenprint-ori", "DCDHS0001"), ("tenprint-roles", "supervisor"))
BOOKING = (("tenprint-ori", "CA0190000"), ("tenprint-roles", "law_enforcement"))

Use = Callable[[ReviewServiceStub], Awaitable[None]]


@pytest.fixture
def reviews(tmp_path: Path) -> Iterator[Reviews]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    made = Reviews(database)
    for seed in (MATE, STRANGER):
        enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
    yield made
    made.close()
    database.close()


def serve(reviews: Reviews, use: Use) -> None:
    """Run a server of this desk for as long as it is used."""

    async def run() -> None:
        async with (
            serving(reviews.desk) as target,
            grpc.aio.insecure_channel(target) as channel,
        ):
            await use(ReviewServiceStub(channel))

    asyncio.run(run())


async def refused(call: Awaitable[object], reason: str, code: grpc.StatusCode) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        await call
    error = rpc_error(caught.value)
    assert (error.reason, error.code) == (reason, code), str(error)


async def decide(
    stub: ReviewServiceStub, examiner_id: str, decision: "pb2.ReviewDecision"
) -> pb2.DecideReviewItemRequest:
    """Take the next item and say the same of all its candidates."""
    asked = pb2.GetNextReviewItemRequest(examiner_id=examiner_id)
    item = (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).item
    request = pb2.DecideReviewItemRequest(
        item_id=item.item_id,
        examiner_id=examiner_id,
        decisions=[
            pb2.CandidateDecision(candidate_id=one.candidate_id, decision=decision)
            for one in item.candidates
        ],
    )
    await stub.DecideReviewItem(request, metadata=EXAMINER)
    return request


def test_a_review_from_first_look_to_statistics(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE, STRANGER])

    async def use(stub: ReviewServiceStub) -> None:
        asked = pb2.GetNextReviewItemRequest(examiner_id="anna")
        item = (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).item
        assert item.item_id == item_id
        for candidate_id in ("", item.candidates[0].candidate_id):
            print_request = pb2.GetReviewPrintRequest(
                item_id=item_id,
                examiner_id="anna",
                candidate_id=candidate_id,
                finger=sample_pb2.FINGER_POSITION_RIGHT_INDEX,
            )
            shown = await stub.GetReviewPrint(print_request, metadata=EXAMINER)
            assert shown.png.startswith(b"\x89PNG")
        await decide(stub, "anna", pb2.REVIEW_DECISION_SAME)
        explanation = await stub.GetReviewExplanation(
            pb2.GetReviewExplanationRequest(
                item_id=item_id,
                examiner_id="anna",
                candidate_id=item.candidates[0].candidate_id,
                finger=sample_pb2.FINGER_POSITION_RIGHT_INDEX,
            ),
            metadata=EXAMINER,
        )
        assert explanation.png.startswith(b"\x89PNG")
        assert explanation.score_db > 60
        assert [one.position for one in explanation.fingers] == list(FINGERS)
        await decide(stub, "ben", pb2.REVIEW_DECISION_SAME)
        nothing = pb2.GetNextReviewItemRequest(examiner_id="carl")
        assert not (await stub.GetNextReviewItem(nothing, metadata=EXAMINER)).HasField("item")
        listed = await stub.ListReviewItems(pb2.ListReviewItemsRequest(), metadata=SUPERVISOR)
        [record] = listed.items
        assert (record.tcn, record.verdict) == (TCN, pb2.REVIEW_VERDICT_SAME)
        assert not record.candidates[0].HasField("mated")
        assert [one.examiner_id for one in record.candidates[0].decisions] == ["anna", "ben"]
        statistics = await stub.GetReviewStatistics(
            pb2.GetReviewStatisticsRequest(), metadata=SUPERVISOR
        )
        assert (statistics.ended_count, statistics.same_count) == (1, 1)
        assert {one.examiner_id for one in statistics.examiners} == {"anna", "ben"}
        [pair] = statistics.pairs
        assert (pair.first_examiner_id, pair.second_examiner_id) == ("anna", "ben")
        assert (pair.agreed.count, pair.agreed.total_count, pair.opposed.count) == (2, 2, 0)

    serve(reviews, use)


def test_who_looked_as_a_supervisor_gets_the_item_not_as_an_examiner(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE])

    async def use(stub: ReviewServiceStub) -> None:
        seen = pb2.ListReviewItemsRequest(supervisor_id="dora")
        listed = await stub.ListReviewItems(seen, metadata=SUPERVISOR)
        assert [one.in_custody for one in listed.items] == [True]
        for name, offered in (("dora", False), ("anna", True)):
            asked = pb2.GetNextReviewItemRequest(examiner_id=name)
            given = await stub.GetNextReviewItem(asked, metadata=EXAMINER)
            assert given.HasField("item") is offered
        again = pb2.ListReviewItemsRequest(supervisor_id="anna")
        assert not (await stub.ListReviewItems(again, metadata=SUPERVISOR)).items

    serve(reviews, use)


def test_every_refusal_has_its_reason(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])

    async def use(stub: ReviewServiceStub) -> None:
        unknown = pb2.DecideReviewItemRequest(item_id="0" * 16, examiner_id="anna")
        await refused(
            stub.DecideReviewItem(unknown, metadata=EXAMINER),
            "REVIEW_ITEM_NOT_FOUND",
            grpc.StatusCode.NOT_FOUND,
        )
        asked = pb2.GetNextReviewItemRequest(examiner_id="anna")
        item = (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).item
        hidden = pb2.GetReviewPrintRequest(
            item_id=item_id, examiner_id="anna", finger=sample_pb2.FINGER_POSITION_RIGHT_THUMB
        )
        await refused(
            stub.GetReviewPrint(hidden, metadata=EXAMINER),
            "REVIEW_PRINT_NOT_FOUND",
            grpc.StatusCode.NOT_FOUND,
        )
        early = pb2.GetReviewExplanationRequest(
            item_id=item_id, examiner_id="anna", candidate_id=item.candidates[0].candidate_id
        )
        await refused(
            stub.GetReviewExplanation(early, metadata=EXAMINER),
            "REVIEW_NOT_DECIDED",
            grpc.StatusCode.FAILED_PRECONDITION,
        )
        incomplete = pb2.DecideReviewItemRequest(item_id=item_id, examiner_id="anna")
        await refused(
            stub.DecideReviewItem(incomplete, metadata=EXAMINER),
            "REVIEW_INCOMPLETE",
            grpc.StatusCode.INVALID_ARGUMENT,
        )
        request = await decide(stub, "anna", pb2.REVIEW_DECISION_SAME)
        request.decisions[0].decision = pb2.REVIEW_DECISION_DIFFERENT
        await refused(
            stub.DecideReviewItem(request, metadata=EXAMINER),
            "REVIEW_DECIDED",
            grpc.StatusCode.ALREADY_EXISTS,
        )

    serve(reviews, use)


def test_who_lost_an_item_to_others_is_told_so(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])

    async def use(stub: ReviewServiceStub) -> None:
        asked = pb2.GetNextReviewItemRequest(examiner_id="late")
        item = (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).item
        reviews.clock.forward(3_600)
        for examiner_id in ("anna", "ben"):
            await decide(stub, examiner_id, pb2.REVIEW_DECISION_SAME)
        request = pb2.DecideReviewItemRequest(item_id=item_id, examiner_id="late")
        request.decisions.add(
            candidate_id=item.candidates[0].candidate_id, decision=pb2.REVIEW_DECISION_SAME
        )
        await refused(
            stub.DecideReviewItem(request, metadata=EXAMINER),
            "REVIEW_ENDED",
            grpc.StatusCode.FAILED_PRECONDITION,
        )

    serve(reviews, use)


def test_roles_and_fields_are_checked_at_the_door(reviews: Reviews) -> None:
    async def use(stub: ReviewServiceStub) -> None:
        asked = pb2.GetNextReviewItemRequest(examiner_id="anna")
        listed, counted = pb2.ListReviewItemsRequest(), pb2.GetReviewStatisticsRequest()
        for call in (
            stub.GetNextReviewItem(asked, metadata=BOOKING),
            stub.GetNextReviewItem(asked, metadata=SUPERVISOR),
            stub.ListReviewItems(listed, metadata=EXAMINER),
            stub.GetReviewStatistics(counted, metadata=EXAMINER),
        ):
            await refused(call, "PERMISSION_DENIED", grpc.StatusCode.PERMISSION_DENIED)
        twice = pb2.DecideReviewItemRequest(item_id="a", examiner_id="anna")
        for _ in range(2):
            twice.decisions.add(candidate_id="c", decision=pb2.REVIEW_DECISION_SAME)
        unsaid = pb2.DecideReviewItemRequest(item_id="a", examiner_id="anna")
        unsaid.decisions.add(candidate_id="c")
        for bad in (
            stub.GetNextReviewItem(pb2.GetNextReviewItemRequest(), metadata=EXAMINER),
            stub.DecideReviewItem(twice, metadata=EXAMINER),
            stub.DecideReviewItem(unsaid, metadata=EXAMINER),
            stub.GetReviewPrint(
                pb2.GetReviewPrintRequest(
                    item_id="a",
                    examiner_id="anna",
                    finger=sample_pb2.FINGER_POSITION_PLAIN_RIGHT_FOUR,
                ),
                metadata=EXAMINER,
            ),
            stub.ListReviewItems(pb2.ListReviewItemsRequest(page_size=-1), metadata=SUPERVISOR),
        ):
            await refused(bad, "INVALID_FIELD", grpc.StatusCode.INVALID_ARGUMENT)

    serve(reviews, use)


def test_an_examiner_steps_aside_for_good(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reason = pb2.STEP_ASIDE_REASON_CASE_KNOWN
    request = pb2.StepAsideRequest(item_id=item_id, examiner_id="anna", reason=reason)

    async def use(stub: ReviewServiceStub) -> None:
        await refused(
            stub.StepAside(request, metadata=EXAMINER),
            "REVIEW_ITEM_NOT_FOUND",
            grpc.StatusCode.NOT_FOUND,
        )
        asked = pb2.GetNextReviewItemRequest(examiner_id="anna")
        assert (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).HasField("item")
        for _ in range(2):
            await stub.StepAside(request, metadata=EXAMINER)
        assert not (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).HasField("item")
        for call in (
            stub.GetReviewPrint(
                pb2.GetReviewPrintRequest(item_id=item_id, examiner_id="anna", finger=RIGHT_INDEX),
                metadata=EXAMINER,
            ),
            stub.DecideReviewItem(
                pb2.DecideReviewItemRequest(item_id=item_id, examiner_id="anna"), metadata=EXAMINER
            ),
        ):
            code = grpc.StatusCode.FAILED_PRECONDITION
            await refused(call, "REVIEW_STEPPED_ASIDE", code)
        for wrong in (0, pb2.STEP_ASIDE_REASON_TAKEN_AWAY, 9):
            request.reason = wrong  # type: ignore[assignment]
            call = stub.StepAside(request, metadata=EXAMINER)
            await refused(call, "INVALID_FIELD", grpc.StatusCode.INVALID_ARGUMENT)

    serve(reviews, use)


def test_a_remark_is_for_supervisors_and_the_own_history(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE])

    async def use(stub: ReviewServiceStub) -> None:
        asked = pb2.GetNextReviewItemRequest(examiner_id="anna")
        item = (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).item
        request = pb2.DecideReviewItemRequest(
            item_id=item.item_id,
            examiner_id="anna",
            decisions=[
                pb2.CandidateDecision(
                    candidate_id=item.candidates[0].candidate_id,
                    decision=pb2.REVIEW_DECISION_SAME,
                )
            ],
            remark="x" * 1_001,
        )
        call = stub.DecideReviewItem(request, metadata=EXAMINER)
        await refused(call, "INVALID_FIELD", grpc.StatusCode.INVALID_ARGUMENT)
        request.remark = "a scar across the core"
        await stub.DecideReviewItem(request, metadata=EXAMINER)
        listed = await stub.ListReviewItems(pb2.ListReviewItemsRequest(), metadata=SUPERVISOR)
        [given] = listed.items[0].assignments
        assert (given.examiner_id, given.remark) == ("anna", request.remark)
        own = pb2.ListReviewHistoryRequest(examiner_id="anna")
        [shown] = (await stub.ListReviewHistory(own, metadata=EXAMINER)).items
        assert (shown.remark, shown.is_control) == (request.remark, False)
        assert shown.candidates[0].decision == pb2.REVIEW_DECISION_SAME
        assert not shown.candidates[0].HasField("mated")
        await decide(stub, "ben", pb2.REVIEW_DECISION_SAME)
        theirs = pb2.ListReviewHistoryRequest(examiner_id="ben")
        found = await stub.ListReviewHistory(theirs, metadata=EXAMINER)
        assert "scar" not in str(found) and "anna" not in str(found)
        figures = pb2.GetReviewFeedbackRequest(examiner_id="ben")
        feedback = (await stub.GetReviewFeedback(figures, metadata=EXAMINER)).figures
        assert (feedback.examiner_id, feedback.item_count) == ("ben", 1)
        assert feedback.cannot_decide.total_count == 0

    serve(reviews, use)


def test_whose_history_it_is_the_credential_says(reviews: Reviews) -> None:
    """A person who is proved reads no other person's history, figures or items."""
    anna = (*EXAMINER, ("tenprint-person", "anna"))

    async def use(stub: ReviewServiceStub) -> None:
        for call in (
            stub.ListReviewHistory(pb2.ListReviewHistoryRequest(examiner_id="ben"), metadata=anna),
            stub.GetReviewFeedback(pb2.GetReviewFeedbackRequest(examiner_id="ben"), metadata=anna),
            stub.StepAside(pb2.StepAsideRequest(examiner_id="ben"), metadata=anna),
        ):
            code = grpc.StatusCode.PERMISSION_DENIED
            await refused(call, "PERSON_NOT_PROVED", code)
        for metadata in (SUPERVISOR, BOOKING):
            own = pb2.ListReviewHistoryRequest(examiner_id="anna")
            call = stub.ListReviewHistory(own, metadata=metadata)
            await refused(call, "PERMISSION_DENIED", grpc.StatusCode.PERMISSION_DENIED)

    serve(reviews, use)


def test_a_supervisor_moves_an_item_and_an_examiner_does_not(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    request = pb2.ReassignReviewItemRequest(
        item_id=item_id, from_examiner_id="anna", to_examiner_id="ben", supervisor_id="sven"
    )
    precondition = grpc.StatusCode.FAILED_PRECONDITION

    async def use(stub: ReviewServiceStub) -> None:
        denied = stub.ReassignReviewItem(request, metadata=EXAMINER)
        await refused(denied, "PERMISSION_DENIED", grpc.StatusCode.PERMISSION_DENIED)
        early = stub.ReassignReviewItem(request, metadata=SUPERVISOR)
        await refused(early, "REVIEW_NOT_ASSIGNED", precondition)
        asked = pb2.GetNextReviewItemRequest(examiner_id="anna")
        assert (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).HasField("item")
        own = pb2.ReassignReviewItemRequest()
        own.CopyFrom(request)
        own.to_examiner_id = "sven"
        barred = stub.ReassignReviewItem(own, metadata=SUPERVISOR)
        await refused(barred, "REVIEW_EXAMINER_BARRED", precondition)
        moved = await stub.ReassignReviewItem(request, metadata=SUPERVISOR)
        assert [(one.examiner_id, one.aside_reason) for one in moved.assignments] == [
            ("anna", pb2.STEP_ASIDE_REASON_TAKEN_AWAY),
            ("ben", pb2.STEP_ASIDE_REASON_UNSPECIFIED),
        ]
        assert not (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).HasField("item")
        asked.examiner_id = "ben"
        assert (await stub.GetNextReviewItem(asked, metadata=EXAMINER)).HasField("item")

    serve(reviews, use)
