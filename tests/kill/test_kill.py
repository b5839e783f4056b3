"""A short kill loop; `make soak faults` runs the long one."""

from pathlib import Path

import pytest

from database.master_key import make_master_key
from tests.kill import surroundings
from tests.kill.harness import Harness
from tests.kill.people import subjects
from tests.kill.surroundings import NotPossibleHereError, Setting
from tests.kill.troubles import TROUBLES, BothKilled, LescKilled, ServerKilled, Trouble
from tests.postgresql import NoPostgresqlError

KILLS: tuple[type[Trouble], ...] = (ServerKilled, LescKilled, BothKilled)
SETTINGS = list(dict.fromkeys(one.setting for one in TROUBLES.values()))


def check(harness: Harness, troubles: list[type[Trouble]]) -> None:
    for number, trouble in enumerate(troubles):
        moment = harness.round(number, trouble(), seed=7, span_s=1.5)
        assert moment.faults == []
        assert moment.bookings_audited == 5 * (number + 1)
        assert moment.queries_on_record >= 2 * (number + 1)


@pytest.mark.whole
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_is_lost_or_done_twice_when_processes_are_killed_over_sealed_data(
    tmp_path: Path,
) -> None:
    key = tmp_path / "master.key"
    make_master_key(key)
    flags = ("--master-key", str(key))
    with Harness(surroundings.alone, tmp_path / "data", subjects(5), "test", *flags) as harness:
        check(harness, list(KILLS))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.__name__)
def test_nothing_is_lost_or_done_twice_in_any_trouble(setting: Setting, tmp_path: Path) -> None:
    troubles = [one for one in TROUBLES.values() if one.setting is setting]
    try:
        with Harness(setting, tmp_path / "data", subjects(5), "test") as harness:
            check(harness, troubles)
    except (NotPossibleHereError, NoPostgresqlError) as reason:
        pytest.skip(str(reason))
