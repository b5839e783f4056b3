"""The commands about transaction files, alone and with a server."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from ebts.reading import read_file
from ebts.writing import write
from tests.servers import RunningServer
from tests.transactions import card

SEED = 7


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenprint.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("transactions") / "card.eft"
    done = _run("ebts", "make", "--seed", str(SEED), path)
    assert done.returncode == 0, done.stderr
    return path


def test_a_made_card_goes_in_and_comes_back_as_files(
    server: RunningServer, made: Path, tmp_path: Path
) -> None:
    there = ("--target", server.target, "--ori", "WVTEST000")
    done = _run("submit", "--watch", *there, made)
    assert done.returncode == 0, done.stderr
    assert "second response ready" in done.stdout
    done = _run("booking", "responses", "SYNTHETIC-000007-1", "--out", tmp_path, *there)
    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.iterdir())
    # An interim version of the second response may come before, and has no file.
    first, second = (one.name.split(".", 1)[1] for one in files)
    assert (first, second.partition(".")[2]) == ("0.SRE.eft", "SRE.eft")
    done = _run("ebts", "validate", *files)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("SRE (submission results), 2 records, 0 fingerprints: sound") == 2


def test_a_made_card_is_sound_and_is_drawn(made: Path, tmp_path: Path) -> None:
    done = _run("ebts", "validate", made)
    assert (done.returncode, done.stderr) == (0, "")
    assert "15 records, 13 fingerprints: sound" in done.stdout
    picture = tmp_path / "card.png"
    done = _run("ebts", "show", "--card", picture, made)
    assert done.returncode == 0, done.stderr
    assert "2.045 DOA: 20120103" in done.stdout
    assert "position 13, WSQ20, 1600 x 1000 px at 500 ppi" in done.stdout
    drawn = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    assert drawn is not None
    # Every block of the card has ink.
    assert all((drawn[60:380, left : left + 320] < 100).any() for left in range(0, 1600, 320))


@pytest.mark.parametrize(
    ("kind", "record_type", "counts"),
    [("CPNU", "4", "16 records, 14 fingerprints"), ("TPIS", "14", "12 records, 10 fingerprints")],
)
def test_other_types_are_made_sound(
    kind: str, record_type: str, counts: str, tmp_path: Path
) -> None:
    path = tmp_path / "card.eft"
    done = _run("ebts", "make", "--type", kind, "--record-type", record_type, path)
    assert done.returncode == 0, done.stderr
    done = _run("ebts", "validate", path)
    assert f"{counts}: sound" in done.stdout


def test_an_amputated_finger_is_on_no_image(tmp_path: Path) -> None:
    path = tmp_path / "card.eft"
    assert _run("ebts", "make", "--missing", "3:XX", path).returncode == 0
    done = _run("ebts", "validate", path)
    assert "12 fingerprints: sound" in done.stdout
    transaction = read_file(path).transaction
    assert transaction is not None
    assert transaction.description.by_number[84].subfields == (("03", "XX"),)


def test_a_wrong_file_is_explained(tmp_path: Path) -> None:
    path, xml = tmp_path / "wrong.eft", tmp_path / "card.xml"
    path.write_bytes(write(card({24: ("Q",)})))
    xml.write_bytes(b"<?xml version='1.0'?><itl:Package/>")
    done = _run("ebts", "validate", path, xml)
    assert done.returncode == 1
    assert '2.024 SEX: "Q": one of F, G, M' in done.stdout
    assert "right thumb: the image is refused: IMAGE_TOO_SMALL" in done.stdout
    assert "TRANSACTION_FILE_NOT_SUPPORTED: the file is in the XML encoding" in done.stdout


def test_a_refused_file_gives_an_errt(server: RunningServer, tmp_path: Path) -> None:
    path, errt = tmp_path / "wrong.eft", tmp_path / "errt.eft"
    path.write_bytes(write(card({24: ("Q",), 29: ("1",)})))
    done = _run("submit", "--target", server.target, "--errt", errt, path)
    assert done.returncode == 1
    assert "TRANSACTION_FAULTY" in done.stderr
    done = _run("ebts", "validate", errt)
    assert "ERRT (ten-print transaction error), 2 records, 0 fingerprints: sound" in done.stdout


def test_submit_needs_a_file_or_prints_with_a_tcn(made: Path, tmp_path: Path) -> None:
    for arguments in (("--tcn", "TEST-0000001", made), (tmp_path,), ("--ppi", "500", tmp_path)):
        assert _run("submit", *arguments).returncode == 2
    huge = tmp_path / "huge.eft"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    done = _run("submit", huge)
    assert done.returncode == 2
    assert "1,073,741,824 bytes" in done.stderr
    assert "TRANSACTION_TOO_LARGE" in _run("ebts", "validate", huge).stdout


def test_invented_people_have_prints_a_card_and_a_truth(tmp_path: Path) -> None:
    done = _run("people", "make", "--count", "2", "--seed", "3", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    folders = sorted(tmp_path.iterdir())
    assert [one.name for one in folders] == ["person-000003", "person-000004"]
    truth = json.loads((folders[0] / "truth.json").read_text())
    assert truth["synthetic"] is True
    assert set(truth["slap_boxes"]) == {"13", "14", "15"}
    assert len(list((folders[0] / "prints").iterdir())) == 10
    assert (folders[0] / "card.png").stat().st_size > 10_000
    transaction = read_file(folders[0] / "booking.eft").transaction
    assert transaction is not None
    assert transaction.description.value(18) == truth["name"]
    assert "13 fingerprints: sound" in _run("ebts", "validate", folders[0] / "booking.eft").stdout


def test_people_who_are_there_are_not_made_again(tmp_path: Path) -> None:
    """An interrupted folder is completed; what is not ours is not touched."""
    make = ("people", "make", "--seed", "3", "--count", "1", "--json", "--out", tmp_path)
    assert _run(*make).returncode == 0
    [folder] = tmp_path.iterdir()
    (folder / "card.png").write_bytes(b"mine")
    assert json.loads(_run(*make).stdout)["was_there"] is True
    assert (folder / "card.png").read_bytes() == b"mine"
    other_agency = _run(*make, "--agency", "TXHCSO000")
    assert other_agency.returncode == 1
    assert "nothing was written; name another --out, or give --overwrite" in other_agency.stderr
    (folder / "truth.json").unlink()
    assert json.loads(_run(*make).stdout)["was_there"] is False
    assert (folder / "card.png").stat().st_size > 10_000
    (folder / "notes.txt").write_text("mine")
    foreign = _run(*make, "--count", "2")
    assert foreign.returncode == 1
    assert "has other files, such as notes.txt" in foreign.stderr
    assert not (tmp_path / "person-000004").exists()
    (folder / "card.png").write_bytes(b"mine")
    assert _run(*make, "--overwrite").returncode == 0
    assert (folder / "card.png").stat().st_size > 10_000
    assert (folder / "notes.txt").read_text() == "mine"
