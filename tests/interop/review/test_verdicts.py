from interop.review.types import Decision, Verdict
from interop.review.verdicts import candidate_verdict, item_verdict

SAME, DIFFERENT, UNSURE = Decision.SAME, Decision.DIFFERENT, Decision.CANNOT_DECIDE


def test_two_who_agree_are_enough_whatever_a_third_says() -> None:
    for third in ([], [DIFFERENT], [UNSURE]):
        assert candidate_verdict([SAME, SAME, *third]) is Verdict.SAME
    assert candidate_verdict([DIFFERENT, DIFFERENT]) is Verdict.DIFFERENT


def test_two_who_differ_or_cannot_decide_call_for_a_third() -> None:
    for pair in ([SAME, DIFFERENT], [SAME, UNSURE], [UNSURE, DIFFERENT], [UNSURE, UNSURE]):
        assert candidate_verdict(pair) is None


def test_three_without_a_majority_leave_it_undecided() -> None:
    assert candidate_verdict([SAME, DIFFERENT, UNSURE]) is Verdict.UNDECIDED
    assert candidate_verdict([UNSURE, UNSURE, SAME]) is Verdict.UNDECIDED


def test_one_candidate_who_is_the_person_is_enough() -> None:
    assert item_verdict([Verdict.DIFFERENT, Verdict.UNDECIDED, Verdict.SAME]) is Verdict.SAME
    assert item_verdict([Verdict.DIFFERENT, Verdict.UNDECIDED]) is Verdict.UNDECIDED
    assert item_verdict([Verdict.DIFFERENT, Verdict.DIFFERENT]) is Verdict.DIFFERENT
