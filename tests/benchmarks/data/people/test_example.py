"""The script of docs/benchmarks.md writes tables that are read."""

import re
from pathlib import Path

import pytest

from benchmarks.data.people import read_people
from tests.paths import ROOT


def test_the_worked_example_writes_tables_of_pseudo_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text()
    [script] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(script, {})
    whole, split = (read_people(tmp_path / f"people_fvc{part}.csv") for part in ("", "_split"))
    assert len(whole.prints) == 240
    assert len({one.person for one in whole.prints}) == 3
    assert len(split.prints) == 192
    assert len({one.person for one in split.prints}) == 6
    assert not (whole.skipped or split.skipped)
    assert whole.prints[0].path == tmp_path / "fvc2002_db1_b" / "101_1.tif"
