from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from matcher.types import FINGERS
from synthesis.lives.people import AS_OF, SHARES, Outcome, Status, life, unknown_life
from synthesis.lives.records import INDEX_FINGERS, Life

COUNT = 2_000

STATUS_OF = {
    Outcome.CITIZEN: {Status.US_CITIZEN},
    Outcome.LAWFUL: {Status.LAWFUL_STATUS, Status.LAWFUL_PERMANENT_RESIDENT},
    Outcome.NO_RECORD: {Status.NO_RECORD},
    Outcome.CONVICTED: {Status.UNLAWFULLY_PRESENT},
    Outcome.OBSTRUCTED: {Status.UNLAWFULLY_PRESENT},
    Outcome.RESIDENT_CONVICTED: {Status.LAWFUL_PERMANENT_RESIDENT},
    Outcome.CHARGED: {Status.UNLAWFULLY_PRESENT},
}


@cache
def known() -> tuple[Life, ...]:
    return tuple(life(seed) for seed in range(COUNT))


def convictions(one: Life) -> list[str]:
    return [event.kind for event in one.events if event.kind == "conviction"]


def test_the_audits_sample_is_shared_out_whole() -> None:
    assert sum(share.count for share in SHARES.values()) == 723


def test_twelve_per_cent_are_citizens_and_45_call_for_no_detainer() -> None:
    outcomes = Counter(one.outcome for one in known())
    citizens = outcomes[Outcome.CITIZEN] / COUNT
    quiet = sum(n for one, n in outcomes.items() if one and not one.calls_for_detainer) / COUNT
    # Within four standard errors of 88/723 and 328/723.
    assert citizens == pytest.approx(88 / 723, abs=0.03)
    assert quiet == pytest.approx(328 / 723, abs=0.045)


def test_every_story_is_told() -> None:
    told = {one.story for one in known()}
    assert told == {story.__name__ for share in SHARES.values() for story in share.stories}


def test_equal_seeds_give_equal_lives_and_others_other_ones() -> None:
    assert life(7) == life(7)
    assert unknown_life(7) == unknown_life(7)
    assert len({one.alien_number for one in known() if one.alien_number}) == len(
        [one for one in known() if one.alien_number]
    )


def test_what_is_true_today_is_what_the_outcome_says() -> None:
    for one in known():
        assert one.outcome is not None
        assert one.status_on(AS_OF) in STATUS_OF[one.outcome], one


def test_who_is_convicted_is_so_by_outcome() -> None:
    for one in known():
        convicted = one.outcome in (Outcome.CONVICTED, Outcome.RESIDENT_CONVICTED)
        assert bool(convictions(one)) == convicted, one


def test_everybody_known_has_prints_two_fingers_before_2008_and_ten_after() -> None:
    for one in known():
        assert one.encounters
        for encounter in one.encounters:
            early = encounter.time.date() < date(2008, 1, 1)
            assert encounter.positions == (INDEX_FINGERS if early else FINGERS)


def test_times_go_forward_and_end_before_today() -> None:
    for one in (*known(), *map(unknown_life, range(200))):
        times = [encounter.time for encounter in one.encounters]
        assert times == sorted(times)
        assert [since for since, _ in one.statuses] == sorted(since for since, _ in one.statuses)
        days = [time.date() for time in times] + [event.date for event in one.events]
        days += [fact.from_date for fact in one.facts]
        assert all(one.date_of_birth < day < one.as_of for day in days), one


def test_the_criminal_file_and_the_lescs_source_hold_the_same_convictions() -> None:
    for one in known():
        filed = [event.crime for event in one.events if event.kind == "conviction"]
        sourced = [fact.conviction for fact in one.facts if fact.kind == "convicted"]
        assert sorted(filed, key=repr) == sorted(sourced, key=repr)


def test_status_changes_on_the_day_of_the_oath() -> None:
    one = next(one for one in known() if one.story == "naturalised")
    [oath] = [fact.from_date for fact in one.facts if fact.kind == "naturalised"]
    assert one.status_on(oath - timedelta(days=1)) is Status.LAWFUL_PERMANENT_RESIDENT
    assert one.status_on(oath) is Status.US_CITIZEN


def test_who_was_never_printed_by_dhs_has_no_encounter() -> None:
    lives = [unknown_life(seed) for seed in range(200)]
    assert {one.story for one in lives} == {"native", "never_inspected"}
    assert all(not one.encounters and one.outcome is None for one in lives)


def test_an_outcome_can_be_asked_for() -> None:
    assert {life(seed, outcome=Outcome.CITIZEN).outcome for seed in range(20)} == {Outcome.CITIZEN}
