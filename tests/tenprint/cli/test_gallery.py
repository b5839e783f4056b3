"""Operators' commands on a data folder, alone and beside whoever holds it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from database.connection import open_database
from gallery.gallery import Gallery
from services.process.data_folder import announced, locked
from tenprint.cli.main import tenprint
from tests.gallery.prints import enrol, prints

SEEDS = (700, 701, 702)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder as a service leaves it: three people, one of them under two identities."""
    folder = tmp_path / "data"
    database = open_database(f"sqlite:///{folder / 'tenprint.sqlite'}")
    ids = iter(f"ID-{number}" for number in range(10))
    index = folder / "galleries" / "ident"
    with Gallery("ident", database, folder=index, make_id=lambda: next(ids)) as gallery:
        for seed in SEEDS:
            enrol(gallery, f"one-{seed}", prints(seed))
        enrol(gallery, "again", prints(700, 2))
    database.close()
    return folder


@pytest.fixture
def held(data: Path) -> Iterator[Path]:
    """The same folder, held as a service holds it."""
    state = {"pid": os.getpid(), "host": "127.0.0.1", "port": 1, "lesc_address": ""}
    with locked(data), announced(data, state):
        yield data


def run(data: Path, name: str, *arguments: str, gallery: str = "ident") -> Result:
    words = ["gallery", name, "--gallery", gallery, "--data", str(data), *arguments]
    return CliRunner().invoke(tenprint, words)


def sound(data: Path, name: str, *arguments: str) -> str:
    done = run(data, name, *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_status_verify_and_upkeep(data: Path) -> None:
    status = json.loads(sound(data, "status", "--json"))
    assert (status["gallery"], status["watermark"]) == ("ident", status["snapshot_watermark"])
    table = sound(data, "status")
    assert "two index" in table
    assert "sound, and as the database says" in sound(data, "verify")
    for name in ("snapshot", "compact"):
        assert "4 references" in sound(data, name)
    status = json.loads(sound(data, "status", "--json"))
    assert (status["reference_count"], status["lag_count"]) == ("4", "0")
    assert "4 references" in sound(data, "rebuild")
    assert "sound, and as the database says" in sound(data, "verify")


def test_damage_is_named_and_repaired(data: Path) -> None:
    sound(data, "snapshot")
    [file] = (data / "galleries" / "ident").glob("segment-*/finer")
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)
    found = run(data, "verify")
    assert found.exit_code == 1
    assert "finer" in found.output
    assert "damaged" in found.output
    sound(data, "rebuild")
    sound(data, "verify")


def test_people_go_to_another_folder(data: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "people.parquet", tmp_path / "other"
    assert "4 encounters written" in sound(data, "export", str(file))
    missing = run(other, "import", str(file))
    assert (missing.exit_code, "there is no database" in missing.output) == (1, True)
    open_database(f"sqlite:///{other / 'tenprint.sqlite'}").close()
    assert "4 encounters enrolled, 0 were there" in sound(other, "import", str(file))
    assert "0 encounters enrolled, 4 were there" in sound(other, "import", str(file))
    again = run(data, "import", str(file))
    assert again.exit_code == 1
    assert "TRANSFER_REFUSED" in again.output
    skipped = sound(data, "import", "--duplicates", "skip", str(file))
    assert "0 encounters enrolled, 0 were there, 4 duplicates skipped" in skipped


def test_a_reference_set(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "people.parquet"
    sound(data, "export", str(file))
    words = ["gallery", "import", "--reference-set", "national", "--data", str(data), str(file)]
    for _ in range(2):
        done = CliRunner().invoke(tenprint, words)
        assert done.exit_code == 0, done.output
        assert "4 references" in done.stdout
    folder = data / "reference_sets" / "national"
    monkeypatch.setenv("TENPRINT_REFERENCE_SET", f"ident={folder}:iafis=elsewhere")
    status = json.loads(sound(data, "status", "--json"))
    [one] = status["reference_sets"]
    assert (one["name"], one["folder"], one["reference_count"]) == ("national", str(folder), "4")
    assert "reference set national" in sound(data, "status")
    words[3] = "../elsewhere"
    assert CliRunner().invoke(tenprint, words).exit_code == 2
    both = run(data, "import", "--reference-set", "national", str(file))
    assert both.exit_code == 2


def test_duplicates_are_told_with_what_would_merge_them(data: Path) -> None:
    told = sound(data, "dedupe", "--no-hands")
    assert "tenprint gallery merge --gallery ident ID-3 ID-0" in told.splitlines()
    report = json.loads(sound(data, "dedupe", "--no-hands", "--json"))
    assert report["complete"]
    assert [one["kind"] for one in report["findings"]] == ["same_person"]
    other = run(data, "dedupe")
    assert other.exit_code == 1
    assert "--restart" in other.output


def test_people_who_are_new_are_searched(data: Path) -> None:
    """Two rounds find together what one round would find."""
    first = json.loads(sound(data, "dedupe", "--no-hands", "--json"))
    assert (first["searched_count"], len(first["findings"])) == (4, 1)
    assert json.loads(sound(data, "dedupe", "--no-hands", "--json")) == first
    database = open_database(f"sqlite:///{data / 'tenprint.sqlite'}")
    index = data / "galleries" / "ident"
    with Gallery("ident", database, folder=index, make_id=lambda: "ID-00") as gallery:
        enrol(gallery, "new", prints(701, 2))
    database.close()
    second = json.loads(sound(data, "dedupe", "--no-hands", "--json"))
    assert (second["searched_count"], second["complete"]) == (1, True)
    pairs = [{one["identity_id"], one["other_identity_id"]} for one in second["findings"]]
    assert {"ID-00", "ID-1"} in pairs
    assert {"ID-3", "ID-0"} in pairs
    assert "ID-1 ID-00" in sound(data, "dedupe", "--no-hands")


def test_verify_ends_with_its_count(data: Path) -> None:
    sound(data, "snapshot")
    assert sound(data, "verify").splitlines()[-1].startswith("4 references read: sound")
    found = json.loads(sound(data, "verify", "--json"))
    assert found == {"gallery": "ident", "reference_count": 4, "compared_with_database": True}


@pytest.mark.parametrize("name", ["rebuild", "compact", "snapshot"])
def test_what_needs_the_folder_names_who_holds_it(name: str, held: Path) -> None:
    done = run(held, name)
    assert done.exit_code == 1
    assert (
        f"the server with process id {os.getpid()} on 127.0.0.1:1 holds the folder" in done.output
    )


def test_what_works_beside_a_service(held: Path, tmp_path: Path) -> None:
    sound(held, "export", str(tmp_path / "people.parquet"))
    assert "was not compared" in sound(held, "verify")
    sound(held, "dedupe", "--no-hands")


@pytest.mark.parametrize("name", ["status", "rebuild", "verify"])
def test_a_folder_that_is_not_there_is_not_made(name: str, tmp_path: Path) -> None:
    done = run(tmp_path / "nothing", name)
    assert done.exit_code == 1
    assert "there is no" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_gallery_that_is_not_there(data: Path) -> None:
    done = run(data, "status", gallery="cjis")
    assert done.exit_code == 2
    assert "use one of iafis, civil, risc, ident" in done.output
