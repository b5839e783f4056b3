"""One server for one data folder."""

import json
from pathlib import Path

import pytest

from services.data_folder import announced, locked
from services.errors import SettingError


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


def test_the_announcement_stands_while_the_block_runs(tmp_path: Path) -> None:
    with announced(tmp_path, {"port": 1}):
        assert json.loads((tmp_path / "server.json").read_text()) == {"port": 1}
    assert list(tmp_path.iterdir()) == []
