"""`tenprint keys` makes no credential that every server would refuse."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenprint.cli.main import tenprint


def run(*words: str) -> Result:
    return CliRunner().invoke(tenprint, ["keys", *words])


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "keys"
    assert run("init", str(folder)).exit_code == 0
    return folder


SOUND = ("--ori", "WVNGI0000", "--role", "law_enforcement")
PERSON = ("--ori", "DCDHS0001", "--role", "examiner", "--person", "EX-17")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--ori", "wvngi0000", "--role", "dhs"), "ori"),
        (("--ori", "WVNGI000", "--role", "dhs"), "ori"),
        (("--ori", "WVNGI0000?role=operator", "--role", "dhs"), "ori"),
        (("--ori", "", "--role", "dhs"), "ori"),
        (("--ori", "WVNGI0000", "--role", "sheriff"), "role"),
        (("--ori", "WVNGI0000", "--role", "dhs&role=operator"), "role"),
        (("--ori", "WVNGI0000", "--role", ""), "role"),
        ((*SOUND, "--acts-for", "Kern County"), "acts-for"),
    ],
)
def test_a_machine_gets_no_certificate_with_what_no_server_takes(
    keys: Path, tmp_path: Path, words: tuple[str, ...], field: str
) -> None:
    done = run("machine", str(keys), *words, "--out", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert f"INVALID_FIELD: {field}: " in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((*PERSON[:-1], ""), "person"),
        ((*PERSON[:-1], "a b"), "person"),
        ((*PERSON, "--role", "lesc_system"), "role"),
        ((*PERSON, "--role", "interop_system"), "role"),
        ((*PERSON, "--acts-for", "X"), "acts-for"),
    ],
)
def test_a_person_gets_no_token_with_what_no_server_takes(
    keys: Path, tmp_path: Path, words: tuple[str, ...], field: str
) -> None:
    done = run("token", str(keys), *words, "--out", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert f"INVALID_FIELD: {field}: " in done.output
    assert not (tmp_path / "out").exists()


def test_sound_credentials_are_made(keys: Path, tmp_path: Path) -> None:
    made = run("machine", str(keys), *SOUND, "--role", "lesc_system", "--out", str(tmp_path / "m"))
    assert made.exit_code == 0, made.output
    made = run("token", str(keys), *PERSON, "--out", str(tmp_path / "p"))
    assert made.exit_code == 0, made.output
