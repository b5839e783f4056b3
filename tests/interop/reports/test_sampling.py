"""R43: a sample is drawn from the records, by seed and period, and is classified with intervals."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from database.connection import Database
from interop.audit.types import Action
from interop.errors import PermissionDeniedError
from interop.names import SERVICE
from interop.reports.desk import ReportDesk
from interop.reports.types import AuditSample, Period, SampleRow
from tests.databases import opened_sqlite
from tests.interop.logged import entries
from tests.interop.reports.audited import records
from tests.interop.reports.report_world import AUDITOR, desk_over, fill
from tests.interop.reports.test_golden_sample import AUDITED

FISCAL_YEAR = Period(date(2010, 10, 1), date(2011, 9, 30))


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("audited") / "tenprint.db"
    with closing(opened_sqlite(path)) as database:
        fill(database, records())
        yield database


@pytest.fixture
def desk(audited: Database) -> ReportDesk:
    return desk_over(audited)


def drawn(desk: ReportDesk, count: int = 766, seed: int = 1) -> AuditSample:
    return desk.sample(FISCAL_YEAR, count, seed, AUDITOR)


def test_r43_the_whole_sample_has_the_counts_of_the_audit(desk: ReportDesk) -> None:
    found = drawn(desk)
    counts = {row.name: rate.count for row, rate in found.rows.items() if rate.count}
    assert counts == AUDITED
    assert (found.assessed.count, found.assessed.total) == (723, 766)
    assert (found.consistent.count, found.consistent.total) == (698, 723)
    assert found.consistent.low == pytest.approx(0.9493, abs=1e-4)
    assert found.consistent.high == pytest.approx(0.9775, abs=1e-4)


def test_gaps_break_the_policy_of_their_day_alone(desk: ReportDesk) -> None:
    found = drawn(desk)
    broken = {one.case_id for one in found.cases if one.is_violation}
    assert found.violations.count == len(broken)
    expected = {
        f"case:{one['case']}"
        for one in records()
        if one["row"] == "INCOMPLETE" and one["match_time"] >= "2011-07" and one["detainers"]
    }
    assert broken == expected != set()


def test_r43_a_seed_draws_the_same_cases_again_and_another_seed_others(desk: ReportDesk) -> None:
    first, again, other = drawn(desk, 50), drawn(desk, 50), drawn(desk, 50, 2)
    assert first == again
    assert len({one.case_id for one in first.cases}) == 50
    assert {one.case_id for one in first.cases} != {one.case_id for one in other.cases}
    assert first.population_count == 766
    rows = {one["case"]: one["row"] for one in records()}
    assert all(rows[one.case_id.removeprefix("case:")] == one.row.name for one in first.cases)


def test_r43_a_period_holds_the_matches_of_its_days(desk: ReportDesk) -> None:
    day = date(2011, 4, 5)
    expected = {
        f"case:{one['case']}" for one in records() if one["match_time"].startswith("2011-04-05")
    }
    found = desk.sample(Period(day, day), 766, 1, AUDITOR)
    assert {one.case_id for one in found.cases} == expected
    empty = desk.sample(Period(date(2012, 1, 1), date(2012, 1, 31)), 766, 1, AUDITOR)
    assert (empty.population_count, empty.cases, empty.consistent.share) == (0, (), 0.0)
    assert set(empty.rows) == set(SampleRow)


def test_the_reading_is_logged_and_needs_a_role(desk: ReportDesk, audited: Database) -> None:
    found = drawn(desk, 5)
    with audited.read() as session:
        read = entries(session, action=Action.REPORT_READ)[-1].entry
        assert (read.object_id, read.actor_ori) == ("audit-sample", AUDITOR.ori)
        for one in found.cases:
            assert entries(session, action=Action.CASE_VIEWED, object_id=one.case_id)
    with pytest.raises(PermissionDeniedError):
        desk.sample(FISCAL_YEAR, 5, 1, SERVICE)
