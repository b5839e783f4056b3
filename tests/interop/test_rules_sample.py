"""R31, R36, F6: the audited sample of 766 cases, judged by the rules."""

from collections import Counter
from dataclasses import dataclass, replace

import pytest

from interop.cases.consistency import is_consistent
from interop.cases.priorities import Advice, assess
from interop.cases.types import (
    CaseState,
    CaseVersion,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterRecord,
    VersionCause,
)
from interop.lesc.research import Determination, Ground, Status
from interop.offenses import OffenseCategory
from tests.interop.case_world import ENCOUNTER, NO_ACTION
from tests.interop.histories import NOON, TODAY, conviction, determination

A, R = DispositionAction, DispositionReason

CRIMINAL = determination(
    convictions=[conviction(OffenseCategory.ASSAULT, 60, 24)], grounds=[Ground.ENTERED_ILLEGALLY]
)
BORDER = determination(grounds=[Ground.ENTERED_ILLEGALLY])
FUGITIVE = determination(grounds=[Ground.ORDERED_REMOVED])
CHARGED = determination(grounds=[Ground.OVERSTAYED])
CITIZEN = determination(Status.US_CITIZEN)
LAWFUL = determination(Status.LAWFUL_STATUS)
UNKNOWN = replace(determination(Status.NO_RECORD), identity_confirmed=False)
RESIDENT = determination(Status.LAWFUL_PERMANENT_RESIDENT, [conviction(OffenseCategory.OTHER, 24)])
REMOVABLE_RESIDENT = replace(RESIDENT, grounds=(Ground.REMOVABLE_CONVICTION,))


@dataclass(frozen=True)
class Group:
    """So many cases of the sample, of one kind."""

    count: int
    of: Determination
    action: DispositionAction
    reason: DispositionReason
    consistent: bool = True


SAMPLE = [
    Group(200, CRIMINAL, A.DETENTION_REQUESTED, R.PRIORITY_1),
    Group(60, CRIMINAL, A.REMOVED, R.PRIORITY_1),
    Group(7, CRIMINAL, A.COULD_NOT_BE_REMOVED, R.RELIEF_GRANTED),
    Group(24, BORDER, A.DETENTION_REQUESTED, R.PRIORITY_2),
    Group(24, FUGITIVE, A.DETENTION_REQUESTED, R.PRIORITY_3),
    Group(11, REMOVABLE_RESIDENT, A.DETENTION_REQUESTED, R.REMOVABLE_CONVICTION),
    Group(88, CITIZEN, A.NO_DETENTION, R.US_CITIZEN),
    Group(218, LAWFUL, A.NO_DETENTION, R.LAWFUL_STATUS),
    Group(21, UNKNOWN, A.NO_DETENTION, R.NO_RECORD),
    Group(45, CHARGED, A.DETENTION_REQUESTED, R.UNLAWFULLY_PRESENT),
    Group(16, CRIMINAL, A.NO_DETENTION, R.RELEASED_BEFORE, consistent=False),
    Group(8, FUGITIVE, A.NO_DETENTION, R.RELEASED_BEFORE, consistent=False),
    Group(1, RESIDENT, A.DETENTION_REQUESTED, R.REMOVABLE_CONVICTION, consistent=False),
]
"""The split of the first 267 and of the 48 among themselves is ours; the sums are the audit's."""
INCOMPLETE = 43


def version(encounter: EncounterRecord, disposition: Disposition) -> CaseVersion:
    return CaseVersion(
        version=1,
        state=CaseState.CLOSED,
        cause=VersionCause.OPENED,
        officer="",
        answer_version=1,
        create_time=NOON,
        close_time=NOON,
        encounter=encounter,
        disposition=disposition,
    )


WRITTEN = replace(ENCOUNTER, officer="OFFICER-7")


@pytest.mark.parametrize("group", SAMPLE)
def test_r31_each_group_of_the_sample_is_judged_as_the_audit_did(group: Group) -> None:
    disposition = replace(NO_ACTION, action=group.action, reason=group.reason, officer="A7")
    found = is_consistent(assess(group.of, TODAY), version(WRITTEN, disposition))
    assert found is group.consistent


def test_r31_the_sums_are_those_of_the_audit() -> None:
    """In 698 (97%) … Priority 1 267, Priority 2 or 3 48 … in the remaining 25 (3%) of 723."""
    judged = Counter[bool]()
    for group in SAMPLE:
        judged[group.consistent] += group.count
    assert (judged[True], judged[False]) == (698, 25)
    assert judged.total() + INCOMPLETE == 766
    enforced = [one for one in SAMPLE if one.consistent]
    by_priority = Counter[int | None]()
    for group in enforced:
        assessment = assess(group.of, TODAY)
        if assessment.advice is Advice.DETAIN and group.of.status is Status.UNLAWFULLY_PRESENT:
            by_priority[assessment.priority] += group.count
    assert by_priority[1] == 267
    assert by_priority[2] + by_priority[3] == 48
    none_called_for = sum(
        group.count for group in SAMPLE if assess(group.of, TODAY).advice is Advice.NO_DETAINER
    )
    assert none_called_for == 88 + 218 + 21 + 1


@pytest.mark.parametrize("encounter", [EncounterRecord(), replace(WRITTEN, place="")])
def test_r36_what_is_not_documented_cannot_be_judged(encounter: EncounterRecord) -> None:
    """ICE's records were not sufficient to determine whether [the] actions [were] appropriate."""
    disposition = replace(NO_ACTION, officer="A7")
    assert is_consistent(assess(CITIZEN, TODAY), version(encounter, disposition)) is None


def test_r42_an_agency_that_declined_was_asked() -> None:
    declined = replace(NO_ACTION, reason=R.DETAINER_DECLINED, officer="A7")
    assert is_consistent(assess(CRIMINAL, TODAY), version(WRITTEN, declined)) is True
    assert is_consistent(assess(CITIZEN, TODAY), version(WRITTEN, declined)) is False
