"""A master key is read from a file, the environment or a command, and named when it cannot be."""

import base64
import sys
from pathlib import Path

import pytest

from database.errors import MasterKeyError
from database.master_key import KeyPlace, MasterKey, make_master_key, read_master_key

SECRET = bytes(range(32))
FORMS = [SECRET, SECRET.hex().encode(), SECRET.hex().upper().encode(), base64.b64encode(SECRET)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_file_holds_a_key_in_any_form(form: bytes, end: bytes, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(form + (end if form != SECRET else b""))
    assert read_master_key(str(file)) == MasterKey(SECRET)


def test_the_environment_holds_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER", SECRET.hex())
    assert read_master_key("env:MASTER") == MasterKey(SECRET)


def test_a_command_prints_a_key() -> None:
    script = f"print('{SECRET.hex()}')"
    assert read_master_key(f'command:{sys.executable} -c "{script}"') == MasterKey(SECRET)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("/nowhere/key", "/nowhere/key: the file cannot be read"),
        ("/", "the file cannot be read"),
        ("env:NOT_THERE", "the environment has no NOT_THERE"),
        ("command:/nowhere/helper --token s3cret", "the command cannot be run"),
        ("command:", "the command cannot be run"),
        ('command:sh -c "exit 3"', "ended with status 3"),
        ("command:echo short", "6 bytes are no key"),
    ],
)
def test_what_is_no_key_is_named(source: str, words: str) -> None:
    with pytest.raises(MasterKeyError, match=words) as found:
        read_master_key(source)
    assert "s3cret" not in str(found.value)


@pytest.mark.parametrize("content", [b"", b"\n", SECRET[:31], SECRET + b"x", b"z" * 64, b"=" * 44])
def test_a_file_without_a_key_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(MasterKeyError, match="no key: expected 32 bytes"):
        read_master_key(str(file))


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    make_master_key(file)
    made = read_master_key(str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(MasterKeyError, match="cannot be made"):
        make_master_key(file)
    assert read_master_key(str(file)) == made


def test_a_key_does_not_print_its_secret() -> None:
    key = MasterKey(SECRET)
    assert SECRET.hex() not in repr(key) and repr(SECRET)[2:-1] not in repr(key)
    assert key.id != MasterKey(SECRET[::-1]).id
    assert SECRET not in key.id


def test_no_setting_means_no_keys(tmp_path: Path) -> None:
    assert KeyPlace.of(tmp_path / "keys", "") is None
