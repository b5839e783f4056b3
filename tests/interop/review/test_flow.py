"""A match between the thresholds on its way through the flow."""

from functools import cache

import pytest

from database.caller import Caller
from database.paging import FIRST_PAGE
from gallery.gallery import Gallery
from interop.bookings.types import BookingState, SecondResponseKind
from interop.corrections.desk import CorrectionDesk
from interop.corrections.known_non_mates import NonMates, add
from interop.corrections.types import CorrectionReason, CorrectionRequest
from interop.errors import PermissionDeniedError
from interop.review.desk import ReviewDesk
from interop.review.items import Filter
from interop.review.scripted import ScriptedExaminer
from interop.review.thresholds import Route, classify, limits_of
from interop.review.types import Verdict
from matcher.fusion import compare_people, prepare_fingers
from matcher.types import Features, FingerPosition
from matcher.vector import vector
from tests.gallery.prints import HAND, enrol, prints
from tests.interop.reviews import EXAMINER, DeskWork
from tests.interop.world import World, submission
from tests.matcher.prints import best

TCN = "TCN-IN-REVIEW-1"
INDEX = (FingerPosition.RIGHT_INDEX,)
PERSON = 31


@cache
def partial_print() -> Features:
    """Leave so few minutiae of a print that its mate is found, and less than certainly so."""
    limits = limits_of(1)
    [probe], [whole] = prints(PERSON, 2, INDEX), prints(PERSON, 1, INDEX)
    for minutia_count in range(whole.template.minutia_count, 0, -1):
        part = best(whole.template, minutia_count)
        left = Features(whole.position, part, vector(part))
        score_db = compare_people(prepare_fingers([probe]), prepare_fingers([left])).score_db
        if limits.review_db + 1 < score_db < limits.automatic_db - 1:
            return left
    raise AssertionError("no part of the print scores between the thresholds")


def desk(world: World) -> ReviewDesk:
    galleries: dict[str, Gallery] = {"ident": world.ident}
    return ReviewDesk(world.database, galleries, clock=world.clock, control_share=0.0)


def book(world: World) -> None:
    enrol(world.ident, "known", [partial_print()])
    world.flow.submit(submission(TCN, PERSON, 2, positions=INDEX))
    world.run()


def review(world: World, says_same: bool) -> None:
    for examiner_id in ("anna", "ben"):
        examiner = ScriptedExaminer(examiner_id, lambda _: says_same)
        assert examiner.work(DeskWork(desk(world), EXAMINER)) == 1


def test_r8_departed_from_nothing_leaves_until_two_people_have_decided(world: World) -> None:
    """R8: "information is automatically sent"; between the thresholds two people come first."""
    book(world)
    booking = world.flow.booking(TCN)
    assert booking.state is BookingState.IN_REVIEW
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.SHARED_SERVICES_RESPONSE
    world.clock.forward(86_400)
    world.run()
    assert world.flow.booking(TCN).state is BookingState.IN_REVIEW
    assert world.cases(TCN) == []
    review(world, says_same=True)
    completed = world.complete(TCN)
    assert completed.second_response is not None
    assert completed.second_response.kind is SecondResponseKind.IDR_WITH_IAR
    [case] = world.cases(TCN)
    assert case.query.encounter_id == "known"


@pytest.mark.parametrize(
    ("person", "role", "withdraws"),
    [
        ("anna", "supervisor", False),
        ("anna", "lesc", False),
        ("carl", "supervisor", True),
        ("", "supervisor", True),
        ("anna", "examiner", True),
    ],
)
def test_who_decided_as_an_examiner_withdraws_the_match_as_nobody_else(
    world: World, person: str, role: str, withdraws: bool
) -> None:
    """Whoever sees the own mistake says so, as the examiner; a supervisor is another person."""
    book(world)
    review(world, says_same=True)
    world.complete(TCN)
    caller = Caller("DCDHS0001", frozenset({role}), "review", person)
    request = CorrectionRequest("C-1", TCN, CorrectionReason.DIFFERENT_PERSON)
    corrections = CorrectionDesk(world.database, {"ident": world.ident}, clock=world.clock)
    if withdraws:
        assert corrections.correct(request, caller).request == request
        return
    with pytest.raises(PermissionDeniedError, match="anna decided"):
        corrections.correct(request, caller)


def test_what_people_tell_apart_never_reaches_the_lesc(world: World) -> None:
    book(world)
    review(world, says_same=False)
    completed = world.complete(TCN)
    assert completed.second_response is not None
    assert completed.second_response.kind is SecondResponseKind.IDR_NO_MATCH
    assert world.cases(TCN) == []


def test_a_known_non_mate_is_reviewed_however_much_alike(world: World) -> None:
    ident_id = enrol(world.ident, "known", prints(31))
    iafis_id = enrol(world.iafis, "arrested", prints(31, 3))
    found = world.ident.identify(prints(31, 2))
    assert classify(found, known_non_mate=False) is Route.AUTOMATIC
    with world.database.write() as session:
        add(session, NonMates(iafis_id, ident_id), "correction-1", world.clock.now)
    world.flow.submit(submission(TCN, 31, 2, positions=HAND))
    world.run()
    assert world.flow.booking(TCN).state is BookingState.IN_REVIEW
    [record], _ = desk(world).records(Filter(tcn=TCN), FIRST_PAGE, EXAMINER)
    assert record.reason == "known non-mate"
    review(world, says_same=False)
    world.complete(TCN)
    [record], _ = desk(world).records(Filter(tcn=TCN), FIRST_PAGE, EXAMINER)
    assert record.verdict is Verdict.DIFFERENT


def test_the_load_counts_what_was_searched_and_reviewed(world: World) -> None:
    book(world)
    world.flow.submit(submission("TCN-NOBODY-KNOWS", 41, 2, positions=INDEX))
    world.run()
    [load] = desk(world).statistics().load
    assert (load.fingers, load.reviewed.count, load.reviewed.total) == (INDEX, 1, 2)
