"""R31, R36, R43: the classifier finds the audit's rows, and one change moves one case."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from interop.cases.priorities import assess
from interop.local_time import local
from interop.reports.classification import classify
from interop.reports.types import SampleRow
from tests.interop.reports.audited import Record, case_of, determination_of, records
from tests.interop.reports.test_golden_sample import AUDITED

Change = tuple[str, Any]
Condition = Callable[[Record], bool]

CRIME = {
    "date": "2005-05-05",
    "category": "assault",
    "maximum_sentence_months": 60,
    "imposed_sentence_months": 24,
    "aggravated_felony": False,
}
DETAINER = [{"state": "DECLINED", "request_time": "2011-05-05T18:00:00+00:00"}]
P1, P23, LPR = "PRIORITY_1_ACTED", "PRIORITY_2_OR_3_ACTED", "RESIDENT_DETAINED"
CITIZEN, LAWFUL, UNKNOWN = "CITIZEN_NOT_DETAINED", "LAWFUL_NOT_DETAINED", "UNKNOWN_NOT_DETAINED"
CHARGED, P1_NOT = "CHARGED_DETAINED", "PRIORITY_1_NOT_DETAINED"
P23_NOT, LPR_NOT = "PRIORITY_2_OR_3_NOT_DETAINED", "RESIDENT_WITHOUT_GROUND_DETAINED"
OTHER, WRONG, GAP = "OTHER_CONSISTENT", "OTHER_INCONSISTENT", "INCOMPLETE"


def is_any(_: Record) -> bool:
    return True


def requested(record: Record) -> bool:
    return bool(record["disposition"]["action"] == "DETENTION_REQUESTED")


def reason_is(reason: str) -> Condition:
    return lambda record: bool(record["disposition"]["reason"] == reason)


def convicted(category: str) -> Condition:
    return lambda record: [one["category"] for one in record["convictions"]] == [category]


def ground_is(*grounds: str) -> Condition:
    return lambda record: record["grounds"] == list(grounds)


def in_person(record: Record) -> bool:
    return bool(record["encounter"]["manner"] == "IN_PERSON")


MISSING: list[tuple[str, Condition, list[Change], str]] = [
    (P1, is_any, [("encounter.officer", "")], GAP),
    (P23, is_any, [("encounter.encounter_time", None)], GAP),
    (LPR, is_any, [("encounter.manner", None)], GAP),
    (CITIZEN, in_person, [("encounter.place", "")], GAP),
    (LAWFUL, is_any, [("disposition.officer", "")], GAP),
    (UNKNOWN, is_any, [("disposition.action", None)], GAP),
    (CHARGED, is_any, [("disposition.reason", None)], GAP),
    (P1_NOT, is_any, [("disposition.decision_time", None)], GAP),
    (P23_NOT, is_any, [("encounter", None)], GAP),
    (LPR_NOT, is_any, [("disposition", None)], GAP),
    (P1_NOT, reason_is("DISCRETION"), [("disposition.remark", "")], GAP),
    (P1, reason_is("NO_TRAVEL_DOCUMENT"), [("disposition.remark", "")], GAP),
    (P1, requested, [("detainers", [])], GAP),
    (P1, reason_is("DETAINER_DECLINED"), [("detainers", [])], GAP),
    (P23, requested, [("detainers", [])], GAP),
    (LPR, is_any, [("detainers", [])], GAP),
    (CHARGED, is_any, [("detainers", [])], GAP),
    (LPR_NOT, is_any, [("detainers", [])], GAP),
]
STATUS: list[tuple[str, Condition, list[Change], str]] = [
    (P1, requested, [("status", "US_CITIZEN")], WRONG),
    (P1, requested, [("status", "LAWFUL_STATUS")], WRONG),
    (P1, requested, [("status", "LAWFUL_PERMANENT_RESIDENT")], LPR_NOT),
    (P23, requested, [("status", "UNRESOLVED")], WRONG),
    (LPR, is_any, [("status", "UNLAWFULLY_PRESENT")], P1),
    (CITIZEN, is_any, [("status", "LAWFUL_STATUS")], LAWFUL),
    (CITIZEN, is_any, [("status", "NO_RECORD")], UNKNOWN),
    (CITIZEN, is_any, [("status", "UNLAWFULLY_PRESENT")], OTHER),
    (LAWFUL, is_any, [("status", "US_CITIZEN")], CITIZEN),
    (LAWFUL, convicted("other"), [("status", "UNLAWFULLY_PRESENT")], P1_NOT),
    (LAWFUL, is_any, [("status", "UNRESOLVED")], OTHER),
    (UNKNOWN, is_any, [("status", "US_CITIZEN")], CITIZEN),
    (CHARGED, is_any, [("status", "LAWFUL_STATUS")], WRONG),
    (P1_NOT, is_any, [("status", "US_CITIZEN")], CITIZEN),
    (P23_NOT, is_any, [("status", "LAWFUL_PERMANENT_RESIDENT")], LAWFUL),
    (LPR_NOT, is_any, [("status", "UNLAWFULLY_PRESENT")], P1),
    (P1_NOT, is_any, [("identity_confirmed", False)], OTHER),
]
HISTORY: list[tuple[str, Condition, list[Change], str]] = [
    (P1, ground_is("ENTERED_ILLEGALLY"), [("convictions", [])], P23),
    (
        P1,
        lambda one: requested(one) and ground_is("OVERSTAYED")(one),
        [("convictions", [])],
        CHARGED,
    ),
    (P23, is_any, [("convictions", [CRIME])], P1),
    (LPR, is_any, [("grounds", [])], LPR_NOT),
    (CHARGED, is_any, [("grounds", ["ORDERED_REMOVED"])], P23),
    (P1_NOT, ground_is("ENTERED_ILLEGALLY"), [("convictions", [])], P23_NOT),
    (P23_NOT, is_any, [("grounds", [])], OTHER),
    (LPR_NOT, is_any, [("grounds", ["REMOVABLE_CONVICTION"])], LPR),
]
FEBRUARY, MAY = "2011-02-10T18:00:00+00:00", "2011-05-10T18:00:00+00:00"
STILL_FEBRUARY_IN_HOUSTON = "2011-03-01T05:00:00+00:00"
DATES: list[tuple[str, Condition, list[Change], str]] = [
    (P1, convicted("disorderly_conduct"), [("disposition.decision_time", FEBRUARY)], CHARGED),
    (
        P1,
        convicted("disorderly_conduct"),
        [("disposition.decision_time", STILL_FEBRUARY_IN_HOUSTON)],
        CHARGED,
    ),
    (CHARGED, convicted("disorderly_conduct"), [("disposition.decision_time", MAY)], P1),
    (P1_NOT, convicted("disorderly_conduct"), [("disposition.decision_time", FEBRUARY)], OTHER),
]
ACTIONS: list[tuple[str, Condition, list[Change], str]] = [
    (
        P1_NOT,
        is_any,
        [("disposition.reason", "DETAINER_DECLINED"), ("detainers", DETAINER)],
        P1,
    ),
    (P1, requested, [("disposition.action", "NO_DETENTION")], P1_NOT),
    (P23, requested, [("disposition.action", "NO_DETENTION")], P23_NOT),
]
MUTATIONS = [*MISSING, *STATUS, *HISTORY, *DATES, *ACTIONS]


def row_of(record: Record) -> str:
    case, found = case_of(record), determination_of(record)
    decided = case.current.disposition.decision_time or case.open_time
    assessment = assess(found, local(decided, case.us_state).date())
    return classify(case, assessment, found.status).name


def change(record: Record, path: str, value: object) -> None:
    *outer, name = path.split(".")
    for key in outer:
        record = record[key]
    assert record.get(name) != value
    record[name] = value


def test_r43_the_classifier_finds_the_rows_of_the_audit() -> None:
    kept = records()
    assert [row_of(one) for one in kept] == [one["row"] for one in kept]
    counts = Counter(SampleRow[row_of(one)] for one in kept)
    assert sum(n for row, n in counts.items() if row.is_assessed) == 723
    assert sum(n for row, n in counts.items() if row.is_consistent) == 698


def test_there_are_fifty_mutations() -> None:
    assert len(MUTATIONS) == 50


@pytest.mark.parametrize(("before", "condition", "changes", "after"), MUTATIONS)
def test_r43_a_mutation_moves_exactly_one_case_to_the_stated_row(
    before: str, condition: Condition, changes: list[Change], after: str
) -> None:
    kept = records()
    mutated = next(one for one in kept if one["row"] == before and condition(one))
    for path, value in changes:
        change(mutated, path, value)
    expected = Counter(AUDITED)
    expected.subtract([before])
    expected.update([after])
    assert Counter(map(row_of, kept)) == +expected
    assert row_of(mutated) == after
