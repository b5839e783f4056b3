"""A server takes its field offices from a file, and does not start with a wrong file."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("office,place,areas,opens,closes\nhouston,TX,TX,18:00,08:00\n", "line 2: closes"),
        (None, "No such file"),
    ],
)
def test_a_wrong_file_of_offices_refuses_the_start(
    tmp_path: Path, content: str | None, said: str
) -> None:
    path = tmp_path / "offices.csv"
    if content is not None:
        path.write_text(content)
    flags = ["--offices", str(path), "--data", str(tmp_path / "data"), "--port", "0"]
    flags += ["--insecure-loopback"]
    refused = subprocess.run(
        [sys.executable, "server.py", *flags],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert refused.returncode == 2
    assert f"--offices {path}" in refused.stderr
    assert said in refused.stderr
