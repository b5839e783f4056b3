"""A stub that misbehaves as told, and what the other side sees of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from interop.errors import LescDownError, QueryNotFoundError
from interop.lesc.messages import QueryState
from lesc_stub.script import Script
from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import QUERY, LescWorld


def test_down_for_a_day_it_takes_nothing_and_does_nothing(lesc: LescWorld) -> None:
    lesc.submit(1)
    until = lesc.clock() + timedelta(days=1)
    lesc.desk.set_script(Script(down_until=until))
    lesc.restart()
    lesc.clock.forward(3_600)
    for call in (
        lambda: lesc.desk.submit(QUERY),
        lambda: lesc.desk.withdraw("iaq:1", "w", "wrong"),
        lambda: lesc.desk.review_citizenship("iaq:1", "c"),
        lambda: lesc.desk.look_up("passports", "iaq:1", "o"),
    ):
        with pytest.raises(LescDownError):
            call()
    lesc.run(3_600)
    assert lesc.asker.taken == []
    lesc.run(24 * 3_600)
    [answer] = lesc.asker.taken
    assert answer.answer_time == until + timedelta(seconds=RESEARCH_S)
    assert not lesc.desk.run_due()


def test_research_is_delayed(lesc: LescWorld) -> None:
    lesc.desk.set_script(Script(research_delay_s=600.0))
    answer = lesc.answer()
    assert answer.answer_time - QUERY.match_time == timedelta(seconds=RESEARCH_S + 600.0)


def test_a_refused_call_leaves_nothing_a_lost_receipt_everything(lesc: LescWorld) -> None:
    lesc.desk.set_script(Script(refuse_share=1.0))
    with pytest.raises(LescDownError, match="refuses"):
        lesc.submit(1)
    with pytest.raises(QueryNotFoundError):
        lesc.desk.case("iaq:1")
    lesc.desk.set_script(Script(lost_receipt_share=1.0))
    with pytest.raises(LescDownError, match="loses"):
        lesc.submit(1)
    assert lesc.desk.case("iaq:1").state is QueryState.ACKNOWLEDGED


def test_a_false_receipt_names_another_query_and_nothing_is_stored(lesc: LescWorld) -> None:
    lesc.desk.set_script(Script(false_receipt_share=1.0))
    assert lesc.desk.submit(QUERY).query_id != QUERY.query_id
    with pytest.raises(QueryNotFoundError):
        lesc.desk.case("iaq:1")


def test_duplicates_and_strays_are_sent_beside_the_answer(lesc: LescWorld) -> None:
    lesc.desk.set_script(Script(duplicate_share=1.0, stray_share=1.0))
    lesc.answer()
    assert [a.query_id for a in lesc.asker.taken] == ["iaq:1", "iaq:1"]
    assert lesc.asker.attempt_count == 3
    assert lesc.desk.case("iaq:1").state is QueryState.DELIVERED


def test_out_of_order_the_newest_goes_first(lesc: LescWorld) -> None:
    lesc.desk.set_script(Script(out_of_order=True))
    lesc.submit(1)
    lesc.run()
    lesc.asker.knows = False
    lesc.run(RESEARCH_S)
    lesc.desk.review_citizenship("iaq:1", "c")
    lesc.run(RESEARCH_S)
    lesc.asker.knows = True
    lesc.run(3_600)
    assert [a.version for a in lesc.asker.taken] == [2, 1]


def test_shares_are_drawn_by_the_seed(lesc: LescWorld) -> None:
    def refused(seed: int) -> list[int]:
        lesc.desk.set_script(Script(seed=seed, refuse_share=0.5))
        failed = []
        for number in range(20):
            try:
                lesc.desk.submit(replace(QUERY, query_id=f"iaq:{seed}:{number}"))
            except LescDownError:
                failed.append(number)
        return failed

    first = refused(1)
    assert 0 < len(first) < 20
    lesc.restart()
    assert refused(1) == first
    assert refused(2) != first
