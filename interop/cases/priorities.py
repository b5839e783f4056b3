"""Priority and level of a person as advice to an officer (R20–R29, R31). Advice is never an action.

The audit leaves gaps; decision 0014 says how this module fills the gaps and why. The three people
in the audit (R37) are golden cases of this module.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from interop.lesc import (
    MOVED_TO_LEVEL_1,
    ONE_YEAR_MONTHS,
    Conviction,
    Determination,
    Ground,
    Status,
    is_aggravated_felony,
)
from interop.offenses import OffenseCategory

MARCH_2011 = date(2011, 3, 1)
"""The audit names only the month in which the policy was reissued."""

_C = OffenseCategory

MOVED_TO_LEVEL_2 = frozenset(
    {_C.ILLEGAL_REENTRY, _C.IDENTITY_THEFT, _C.EXTORTION, _C.GANG_ACTIVITY}
)
"""The offenses of the 8 that the audit names (R29); before, they were at level 3."""

ADDED_TO_LEVEL_3 = frozenset(
    {_C.COURT_ORDER_VIOLATION, _C.HARBORING_FUGITIVES, _C.DISORDERLY_CONDUCT}
)
"""The offenses of the 13 that the audit names (R29); before, they were at no level."""


_PRIORITIES = {"R20": 1, "R21": 1, "R22": 1, "R29": 1, "R23": 2, "R24": 3}
"""The priority of each rule that gives one; R29 is the list of levels of before March 2011."""


class RuleSet(StrEnum):
    """The policy in force (R29)."""

    FY2008_TO_2010 = "fy2008-2010"
    MARCH_2011 = "march-2011"


class Level(IntEnum):
    """A level of Priority 1; level 1 is the highest."""

    ONE = 1
    TWO = 2
    THREE = 3


class Advice(IntEnum):
    """The advice to an officer. Values are the proto's."""

    DETAIN = 1
    """The person is within the priorities, or has lawful status and a removable conviction."""
    MAY_DETAIN = 2
    """The person is unlawfully present, but outside the priorities (R27)."""
    NO_DETAINER = 3
    UNDETERMINED = 4
    """The status, the identity or the history is unknown."""
    SUSPENDED = 5
    """A claim of citizenship is open."""


@dataclass(frozen=True)
class Reason:
    """A rule that applied, and the fact to which the rule applied."""

    rule: str
    text: str


@dataclass(frozen=True)
class Assessment:
    """Advice with its reasons."""

    advice: Advice
    priority: int | None
    """1 to 3; None if the person is outside the priorities, or they do not apply."""
    level: Level | None
    """The level of Priority 1."""
    rule_set: RuleSet
    reasons: tuple[Reason, ...]
    overridable: bool = False
    """Whether an officer who states a reason may ask for a detainer against NO_DETAINER."""
    lacks_history: bool = False
    """Whether only the history is missing: nobody can be held anew, and nobody is freed by it."""
    is_national_security: bool = False
    """Whether Priority 1 follows from the watch list, with or without a crime."""

    @property
    def priorities(self) -> frozenset[int]:
        """The priorities that the person falls under, of which `priority` is the first."""
        return priorities_of(one.rule for one in self.reasons)

    @property
    def urgency(self) -> int:
        """How early the case is worked on: 10 first, 99 last (R26).

        Dangers to national security, then Level 1 to 3, then Priority 2 and 3, then the others.
        """
        if self.is_national_security:
            return 10
        if self.priority is None:
            return 90 if self.advice is Advice.MAY_DETAIN else 99
        return 10 * self.priority + (self.level or 0)

    def permits(self, against_advice_because: str) -> bool:
        """Tell whether an officer may ask for a detainer or keep a detainer."""
        if self.advice in (Advice.DETAIN, Advice.MAY_DETAIN):
            return True
        return self.overridable and bool(against_advice_because)


def priorities_of(rules: Iterable[str]) -> frozenset[int]:
    """Find the priorities that applied rules put a person under."""
    return frozenset(_PRIORITIES[one] for one in rules if one in _PRIORITIES)


def rule_set(day: date) -> RuleSet:
    """Choose the policy of a day (R29)."""
    return RuleSet.MARCH_2011 if day >= MARCH_2011 else RuleSet.FY2008_TO_2010


def assess(determination: Determination, day: date, watched: Sequence[str] = ()) -> Assessment:
    """Compute advice from the whole history by the policy of a day (R25, R31).

    watched: why IDENT's watch list calls the person a danger to national security (R20). A
    watch list alone is no ground to remove anybody.
    """
    rules = rule_set(day)
    if determination.status is Status.US_CITIZEN:
        return no_detainer(Reason("R31", "a citizen"), rules)
    if determination.status is Status.NO_RECORD:
        return no_detainer(Reason("R31", "no immigration record"), rules, overridable=True)
    unknown = _unknown(determination)
    if unknown:
        return undetermined(unknown, rules)
    if not _can_be_removed(determination):
        reason = Reason("R31", "lawful status, no removable conviction")
        return no_detainer(reason, rules, overridable=True)
    return _assess_removable(determination, rules, watched)


def no_detainer(reason: Reason, rules: RuleSet, *, overridable: bool = False) -> Assessment:
    """Advise against a detainer."""
    return Assessment(Advice.NO_DETAINER, None, None, rules, (reason,), overridable)


def undetermined(reason: Reason, rules: RuleSet) -> Assessment:
    """Give the reason why no advice can be computed."""
    return Assessment(Advice.UNDETERMINED, None, None, rules, (reason,))


def level_of(convictions: Sequence[Conviction], rules: RuleSet) -> tuple[Level, Reason] | None:
    """Find the level of a person with these convictions, and the rule that applies (R20–R22)."""
    if rules is RuleSet.FY2008_TO_2010:
        return _listed_level(convictions)
    return next(_levels(convictions), None)


def is_felony(conviction: Conviction) -> bool:
    """Tell whether a crime is punishable by more than a year; exactly a year is not more (R28)."""
    return conviction.maximum_sentence_months > ONE_YEAR_MONTHS


def is_misdemeanour(conviction: Conviction) -> bool:
    """Tell whether a crime is punishable by imprisonment of at most a year."""
    return 0 < conviction.maximum_sentence_months <= ONE_YEAR_MONTHS


def _levels(convictions: Sequence[Conviction]) -> Iterator[tuple[Level, Reason]]:
    """List the levels of March 2011 that fit, the highest first."""
    by_level = {_single_level(one): one.category for one in reversed(convictions)}
    felony_count = sum(map(is_felony, convictions))
    misdemeanour_count = sum(map(is_misdemeanour, convictions))
    if Level.ONE in by_level:
        yield Level.ONE, Reason("R20", f"aggravated felony: {by_level[Level.ONE]}")
    if felony_count >= 2:
        yield Level.ONE, Reason("R20", f"{felony_count} crimes punishable by more than 1 year")
    if Level.TWO in by_level:
        yield Level.TWO, Reason("R21", f"felony, or raised to it: {by_level[Level.TWO]}")
    if misdemeanour_count >= 3:
        text = f"{misdemeanour_count} crimes punishable by 1 year or less"
        yield Level.TWO, Reason("R21", text)
    if Level.THREE in by_level:
        yield Level.THREE, Reason("R22", f"punishable by 1 year or less: {by_level[Level.THREE]}")


def _single_level(conviction: Conviction) -> Level | None:
    """Find the level of a single conviction by the policy of March 2011."""
    if is_aggravated_felony(conviction):
        return Level.ONE
    if is_felony(conviction) or conviction.category in MOVED_TO_LEVEL_2:
        return Level.TWO
    if is_misdemeanour(conviction) or conviction.category in ADDED_TO_LEVEL_3:
        return Level.THREE
    return None


def _listed_level(convictions: Sequence[Conviction]) -> tuple[Level, Reason] | None:
    """Find the highest level on the list of FY 2008–2010, which did not add up crimes."""
    listed = [(level, one) for one in convictions if (level := _level_on_list(one)) is not None]
    if not listed:
        return None
    level, conviction = min(listed, key=lambda pair: pair[0])
    return level, Reason("R29", f"level {level} on the list: {conviction.category}")


def _level_on_list(conviction: Conviction) -> Level | None:
    if conviction.category in MOVED_TO_LEVEL_1:
        return Level.TWO if is_felony(conviction) else Level.THREE
    if conviction.category in MOVED_TO_LEVEL_2:
        return Level.THREE
    if conviction.category in ADDED_TO_LEVEL_3:
        return None
    return _single_level(conviction)


def _unknown(determination: Determination) -> Reason | None:
    """Name a fact that is unknown and without which the advice cannot be to detain."""
    if determination.status is Status.UNRESOLVED:
        return Reason("R31", f"status unresolved: {determination.unresolved_because}")
    if not determination.identity_confirmed:
        return Reason("R12", "the identity is not confirmed")
    claimed = Ground.REMOVABLE_CONVICTION in determination.grounds
    if claimed and not determination.convictions:
        return Reason("R31", "no conviction on file shows that one is removable")
    return None


def _can_be_removed(determination: Determination) -> bool:
    return (
        determination.status is Status.UNLAWFULLY_PRESENT
        or Ground.REMOVABLE_CONVICTION in determination.grounds
    )


def _assess_removable(
    determination: Determination, rules: RuleSet, watched: Sequence[str]
) -> Assessment:
    level = level_of(determination.convictions, rules)
    dangers = [(1, Reason("R20", f"a danger to national security: {one}")) for one in watched]
    violations = [*dangers, *_violations(determination.grounds)]
    reasons = [] if level is None else [level[1]]
    reasons += [reason for _, reason in violations]
    ranks = [1] * (level is not None) + [rank for rank, _ in violations]
    if determination.status is not Status.UNLAWFULLY_PRESENT:
        reasons.append(Reason("R31", "in lawful status, with a removable conviction"))
    within = bool(ranks) or determination.status is not Status.UNLAWFULLY_PRESENT
    if not within:
        reasons.append(Reason("R27", "unlawfully present, outside the priorities"))
    return Assessment(
        advice=Advice.DETAIN if within else Advice.MAY_DETAIN,
        priority=min(ranks, default=None),
        level=None if level is None else level[0],
        rule_set=rules,
        reasons=tuple(reasons),
        is_national_security=bool(watched),
    )


def _violations(grounds: Sequence[Ground]) -> list[tuple[int, Reason]]:
    """Find the priorities in the immigration history (R23, R24)."""
    found = []
    if Ground.PREVIOUSLY_REMOVED in grounds:
        found.append((3, Reason("R24", "re-entered after removal")))
    elif Ground.ENTERED_ILLEGALLY in grounds:
        found.append((2, Reason("R23", "violated controls at the border")))
    if Ground.ABUSED_VISA in grounds:
        found.append((2, Reason("R23", "abused a visa programme")))
    if Ground.ENTERED_BY_FRAUD in grounds:
        found.append((3, Reason("R24", "entered by fraud")))
    if Ground.ORDERED_REMOVED in grounds:
        found.append((3, Reason("R24", "fugitive from a final order of removal")))
    return found
