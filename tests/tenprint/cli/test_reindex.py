"""`tenprint reindex` beside a running service."""

import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import update

from database.connection import open_database
from gallery.store.tables import ImpressionRow
from tests.images import print_png
from tests.servers import running_server

SEED = 72


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenprint.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_running_service_keeps_serving_and_nothing_is_left_to_do(tmp_path: Path) -> None:
    png = tmp_path / "print.png"
    png.write_bytes(print_png(SEED))
    with running_server(tmp_path / "data") as server:
        there = ("--target", server.target, "--ppi", "500", "--gallery", "iafis", f"2:{png}")
        enrolled = _run("enrol", "--json", "--encounter", "one", *there)
        assert enrolled.returncode == 0, enrolled.stderr
        database = open_database(f"sqlite:///{server.data / 'tenprint.sqlite'}")
        with database.write() as session:
            session.execute(update(ImpressionRow).values(vector_version="older-1"))
        database.close()
        data = ("--data", str(server.data))
        assert _run("reindex", "--check", *data).stdout.startswith("1 vectors are not of version")
        done = _run("reindex", *data)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("1 vectors made, 0 of them from templates extracted again")
        assert _run("reindex", "--check", *data).stdout.startswith("0 vectors are not of version")
        found = json.loads(_run("identify", "--json", *there).stdout)
        assert found["candidates"][0]["encounter_id"] == "one"
        again = _run("reindex", "--from", "images", *data)
        assert "0 vectors made" in again.stdout, again.stderr
        assert "1 were current" in again.stdout


def test_a_folder_without_a_database_is_refused_and_stays_empty(tmp_path: Path) -> None:
    done = _run("reindex", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "there is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []
