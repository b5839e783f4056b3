"""Draw a random sample of the cases of a period and classify it, as the audit did (R43)."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.cases import Case, CaseRow, assess_case, history_of, is_violation, rows
from interop.local_time import local
from interop.reports.classification import classify
from interop.reports.types import AuditSample, Period, SampledCase, SampleRow
from interop.review import Rate

_BATCH = 500
_A_DAY = timedelta(days=1)


def draw(session: Session, period: Period, count: int, seed: int) -> AuditSample:
    """Draw `count` cases of a period, or all if there are fewer, and classify each.

    The same seed draws the same cases as long as the cases of the period are the same.
    """
    population = cases_of(session, period)
    chosen = random.Random(seed).sample(population, min(count, len(population)))  # nosec B311 # the auditor names the seed; no secret
    sampled = tuple(map_cases(session, chosen))
    return summarize(period, seed, len(population), sampled)


def cases_of(session: Session, period: Period) -> list[int]:
    """List the cases whose match lies in a period, by the clocks of their places, oldest first."""
    first, after = bounds(period)
    found = session.execute(
        select(CaseRow.sequence, CaseRow.open_time, CaseRow.us_state, CaseRow.time_zone)
        .where(CaseRow.open_time >= first, CaseRow.open_time < after)
        .order_by(CaseRow.sequence)
    )
    return [
        sequence
        for sequence, opened, us_state, time_zone in found
        if period.first <= local(opened, time_zone or us_state).date() <= period.last
    ]


def bounds(period: Period) -> tuple[datetime, datetime]:
    """Enclose the days of a period in every time zone."""
    first = datetime.combine(period.first, time(), UTC) - _A_DAY
    return first, datetime.combine(period.last, time(), UTC) + 2 * _A_DAY


def summarize(
    period: Period, seed: int, population_count: int, cases: Sequence[SampledCase]
) -> AuditSample:
    """Count the rows of a sample, with exact intervals."""
    counts = Counter(one.row for one in cases)
    assessed = sum(n for row, n in counts.items() if row.is_assessed)
    consistent = sum(n for row, n in counts.items() if row.is_consistent)
    return AuditSample(
        period=period,
        seed=seed,
        population_count=population_count,
        cases=tuple(cases),
        rows={row: Rate(counts[row], len(cases)) for row in SampleRow},
        assessed=Rate(assessed, len(cases)),
        consistent=Rate(consistent, assessed),
        violations=Rate(sum(one.is_violation for one in cases), len(cases)),
    )


def map_cases(session: Session, sequences: Sequence[int]) -> Iterator[SampledCase]:
    """Classify cases, in the order of their numbers as given."""
    for start in range(0, len(sequences), _BATCH):
        some = sequences[start : start + _BATCH]
        found = session.scalars(select(CaseRow).where(CaseRow.sequence.in_(some))).all()
        by_number = {row.sequence: row for row in found}
        ordered = [by_number[number] for number in some]
        for case in rows.describe_all(session, ordered):
            yield _sampled(session, case)


def _sampled(session: Session, case: Case) -> SampledCase:
    decided = case.current.disposition.decision_time or case.open_time
    determination, _ = history_of(session, case, decided)
    status = None if determination is None else determination.status
    assessment = assess_case(session, case, decided)
    if case.decisions:
        basis = case.decisions[-1].basis  # what was known then: later answers change nothing
        assessment, status = (
            replace(assessment, advice=basis.advice, priority=basis.priority),
            basis.status,
        )
    row = classify(case, assessment, status)
    day = local(case.open_time, case.place).date()
    return SampledCase(case.case_id, row, is_violation(case, day))
