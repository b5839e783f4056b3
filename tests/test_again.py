"""What failed among many is run once more, and nothing but a race is let through."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.again import again, failed

RACE = """
from pathlib import Path

def test_races():
    seen = Path(__file__).with_suffix(".seen")
    first = not seen.exists()
    seen.touch()
    assert not first
"""
FAULT = "def test_fails():\n    assert False\n"
SECOND = """
from pathlib import Path

def test_passes_once():
    runs = Path(__file__).with_suffix(".runs")
    with runs.open("a") as file:
        file.write("x")
    assert runs.stat().st_size == 2
"""
SKIPS = "import pytest\n" + RACE.replace(
    "    assert not first", "    assert not first\n    pytest.skip()"
)
GROUPED = "import pytest\n" + RACE.replace("def", "@pytest.mark.xdist_group('a group')\ndef", 1)


@pytest.mark.parametrize(
    ("sources", "code", "said"),
    [
        ([RACE], 0, "PASSED 2 TIMES ALONE, to be mended: test_0.py::test_races"),
        ([RACE] * 3, 0, "test_2.py::test_races"),
        ([RACE] * 4, 1, "4 tests failed"),
        ([SKIPS], 1, "failed by itself too"),
        ([RACE, FAULT], 1, "failed by itself too"),
        ([SECOND], 1, "failed by itself too"),
    ],
)
def test_a_race_is_named_and_a_fault_refused(
    tmp_path: Path, sources: list[str], code: int, said: str
) -> None:
    _run(tmp_path, sources)

    done = CliRunner().invoke(again, ["--folder", str(tmp_path)])

    assert done.exit_code == code, done.output
    assert said in done.output


def test_a_test_of_a_group_is_found(tmp_path: Path) -> None:
    _run(tmp_path, [GROUPED], "--numprocesses", "2", "--dist", "loadgroup")

    assert failed(tmp_path) == ["test_0.py::test_races"]


def _run(folder: Path, sources: list[str], *options: str) -> None:
    """Run a set of tests as `make test-all` does, in a folder of its own."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number, source in enumerate(sources):
        (folder / f"test_{number}.py").write_text(source)
    run = [sys.executable, "-m", "pytest", "--quiet", "--cache-clear", *options]
    subprocess.run(run, cwd=folder, check=False, capture_output=True)
