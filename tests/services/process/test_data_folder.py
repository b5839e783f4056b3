"""One server for one data folder."""

import json
from pathlib import Path

import pytest

from services.errors import SettingError
from services.process.data_folder import announced, is_locked, locked, read_state


def test_a_folder_is_made_and_held_by_one(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with locked(folder), pytest.raises(SettingError, match="in use"), locked(folder):
        pass
    with locked(folder):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="not writable"), locked(tmp_path / "file" / "data"):
        pass


def test_who_looks_sees_whether_it_is_held_and_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert not is_locked(folder)
    assert list(tmp_path.iterdir()) == []
    with locked(folder):
        assert is_locked(folder)
    assert not is_locked(folder)


def test_the_announcement_is_read(tmp_path: Path) -> None:
    assert read_state(tmp_path) == {}
    with announced(tmp_path, {"port": 1}):
        assert read_state(tmp_path) == {"port": 1}
    (tmp_path / "server.json").write_text("torn")
    assert read_state(tmp_path) == {}


def test_the_announcement_stands_while_the_block_runs(tmp_path: Path) -> None:
    with announced(tmp_path, {"port": 1}):
        assert json.loads((tmp_path / "server.json").read_text()) == {"port": 1}
    assert list(tmp_path.iterdir()) == []
