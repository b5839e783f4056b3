"""Images of every kind and fault become templates, skipped prints, or prints without template."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from benchmarks.data import MeasurementError, PersonPrint, Skipped, read_people
from benchmarks.identification.people.extracting import NOT_TAKEN, Extracted, extract_people
from ebts.making import NewImage
from ebts.writing import write
from matcher import template
from matcher.codecs import encode_wsq
from matcher.comparison import prepare, score
from matcher.extraction import Extractor
from matcher.types import FingerPosition, ImpressionType
from tests.benchmarks.identification.extractors import CRASHES, RAISES, Ending, Failing
from tests.images import encode, no_finger_png, png_header, print_pixels
from tests.paths import ROOT
from tests.transactions import card

Outcome = tuple[dict[str, Extracted], dict[str, Skipped]]


def person_print(path: Path, line: int = 0, ppi: int = 500) -> PersonPrint:
    finger = FingerPosition.RIGHT_INDEX
    return PersonPrint(path.stem, "1", finger, ImpressionType.LIVESCAN_PLAIN, ppi, path, line)


def by_name(outcome: tuple[list[Extracted], list[Skipped]]) -> Outcome:
    made, skipped = outcome
    return {one.print.path.name: one for one in made}, {one.path.name: one for one in skipped}


def grey(value: int) -> bytes:
    """Render a print whose first pixel has this grey."""
    pixels = print_pixels(3).copy()
    pixels[0, 0] = value
    return encode(pixels)


def resized(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))


def palette_tiff(pixels: NDArray[np.uint8], path: Path) -> None:
    """Save grey as a TIFF of a palette, in an order in which its indices say nothing."""
    image = Image.fromarray(255 - pixels, "P")
    image.putpalette([255 - value // 3 for value in range(768)])
    image.save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One print in every form that is taken, and a file of every fault."""
    made, pixels = tmp_path_factory.mktemp("images"), print_pixels(3)
    (made / "500.png").write_bytes(encode(pixels))
    (made / "1000.png").write_bytes(encode(resized(pixels, 2)))
    (made / "2000.png").write_bytes(encode(resized(pixels, 4)))
    (made / "2400.bmp").write_bytes(encode(resized(pixels, 4.8), "BMP"))
    palette_tiff(pixels, made / "palette.tif")
    Image.fromarray(pixels).convert("RGB").save(made / "colour.jpg", quality=95)
    (made / "blank.png").write_bytes(no_finger_png())
    (made / "empty.png").write_bytes(b"")
    (made / "cut.png").write_bytes(encode(pixels)[:3_000])
    (made / "text.png").write_bytes(b"person,encounter")
    (made / "bomb.png").write_bytes(png_header(60_000, 60_000))
    (made / "deep.png").write_bytes(encode(pixels.astype(np.uint16) * 256))
    (made / "folder.png").mkdir()
    os.mkfifo(made / "pipe.png")
    (made / "link.png").symlink_to(made / "nowhere")
    (made / "copy.png").write_bytes(encode(pixels))
    return made


PRINTS = 48
PPI = {"1000.png": 1000, "2000.png": 2000, "2400.bmp": 2400}
TAKEN = ("500.png", "1000.png", "2000.png", "2400.bmp", "palette.tif", "colour.jpg")
SKIPPED = {
    "empty.png": "EMPTY_IMAGE",
    "cut.png": "TRUNCATED_IMAGE",
    "text.png": "UNDECODABLE_IMAGE",
    "bomb.png": "IMAGE_TOO_LARGE",
    "deep.png": "UNSUPPORTED_PIXEL_FORMAT",
    "folder.png": "UNREADABLE_FILE",
    "pipe.png": "UNREADABLE_FILE",
    "link.png": "UNREADABLE_FILE",
    "gone.png": "UNREADABLE_FILE",
    "copy.png": "SAME_IMAGE",
    "coarse.png": "RESOLUTION_OUT_OF_RANGE",
}


@pytest.fixture(scope="module")
def outcome(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    (folder / "coarse.png").write_bytes(encode(resized(print_pixels(3), 0.2)))
    names = (*TAKEN, *SKIPPED, "blank.png")
    ppi = {**PPI, "coarse.png": 100}
    prints = [
        person_print(folder / name, line, ppi.get(name, 500)) for line, name in enumerate(names)
    ]
    return by_name(extract_people(prints, cache=tmp_path_factory.mktemp("cache")))


def test_every_resolution_and_format_gives_the_same_finger(outcome: Outcome) -> None:
    made, _ = outcome
    templates = {name: made[name].template for name in TAKEN}
    whole = templates["500.png"]
    assert whole is not None
    own = score(prepare(whole), prepare(whole))
    for name, one in templates.items():
        assert one is not None, name
        assert made[name].quality == one.quality > 0
        assert score(prepare(whole), prepare(one)) > 0.6 * own, name


def test_files_without_a_finger_s_image_are_skipped_with_their_reason(outcome: Outcome) -> None:
    _, skipped = outcome
    assert {name: one.reason for name, one in skipped.items()} == SKIPPED
    assert skipped["copy.png"].detail.startswith("500.png has it")
    assert skipped["gone.png"].detail == "there is no such file"


def test_a_print_that_the_service_refuses_counts_as_a_print(outcome: Outcome) -> None:
    made, _ = outcome
    assert made.keys() == {*TAKEN, "blank.png"}
    assert made["blank.png"].failure not in {"", *NOT_TAKEN}
    assert (made["blank.png"].template, made["blank.png"].quality) == (None, 0)


def test_a_print_that_ends_its_process_or_raises_ends_no_run(tmp_path: Path) -> None:
    greys = [60, CRASHES, 61, RAISES, 62, 63]
    prints = []
    for value in greys:
        path = tmp_path / f"{value}.png"
        path.write_bytes(grey(value))
        prints.append(person_print(path))
    made, skipped = by_name(extract_people(prints, cache=tmp_path, make=Failing))
    assert not skipped
    assert {name: one.failure for name, one in made.items()} == {
        "60.png": "", "10.png": "CRASHED", "61.png": "", "20.png": "INTERNAL: RuntimeError",
        "62.png": "", "63.png": "",
    }  # fmt: skip
    assert [made[f"{value}.png"].quality for value in (60, 61, 62, 63)] == [60, 61, 62, 63]
    kept = list((tmp_path / "templates").rglob("*.json"))
    assert len(kept) == 4, "an unexpected failure is tried again by the next run"


@pytest.mark.slow
def test_processes_that_end_one_after_the_other_end_the_run(tmp_path: Path) -> None:
    prints = []
    for value in range(60, 68):
        path = tmp_path / f"{value}.png"
        path.write_bytes(grey(value))
        prints.append(person_print(path))
    with pytest.raises(MeasurementError, match="--workers"):
        extract_people(prints, cache=tmp_path, make=Ending)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("a file where the folder should be")
    (tmp_path / "60.png").write_bytes(grey(60))
    with pytest.raises(MeasurementError, match="cannot be written"):
        extract_people([person_print(tmp_path / "60.png")], cache=tmp_path, make=Failing)


def variants(folder: Path) -> Path:
    """Write a table of many prints, quickly made of few."""
    rows = ["person,encounter,position,path"]
    for seed in (3, 4):
        for shift in range(PRINTS // 2):
            path = folder / f"{seed}-{shift}.png"
            path.write_bytes(encode(np.roll(print_pixels(seed), shift, axis=1)))
            rows.append(f"p{seed},{shift},2,{path.name}")
    table = folder / "people.csv"
    table.write_text("\n".join(rows) + "\n")
    return table


def hear_interrupts() -> None:
    """Undo what a shell does to processes in the background: they ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(condition: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    for _ in range(30_000):
        if condition():
            return
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.01)
    pytest.fail("nothing was extracted")


@pytest.mark.whole
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_run_that_is_interrupted_and_killed_continues_where_it_was(tmp_path: Path) -> None:
    table, cache = variants(tmp_path), tmp_path / "cache"
    command = [
        *(sys.executable, "-m", "benchmarks.identification", "--people", str(table)),
        *("--cache", str(cache), "--fingers", "one", "--exhaustive-sample", "0"),
    ]

    def kept() -> Mapping[Path, int]:
        return {path: path.stat().st_mtime_ns for path in cache.rglob("templates/*/[!.]*.json")}

    def run(name: str) -> "subprocess.Popen[bytes]":
        out = subprocess.DEVNULL
        whole = [*command, "--json", str(tmp_path / f"{name}.json")]
        err, prepare = subprocess.PIPE, hear_interrupts
        # pytest starts no threads here that could hold a lock.
        return subprocess.Popen(whole, cwd=ROOT, stdout=out, stderr=err, preexec_fn=prepare)  # noqa: PLW1509

    with run("interrupted") as process:
        wait_for(lambda: len(kept()) >= 2, process)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
        assert process.returncode == 130
        assert told.decode().rstrip().endswith("benchmarks.identification: interrupted")
    first = kept()
    with run("killed") as process:
        wait_for(lambda: len(kept()) > len(first), process)
        process.kill()
        process.communicate()
    second = kept()
    assert 2 <= len(first) < len(second) < PRINTS
    with run("resumed") as process:
        process.communicate()
        assert process.returncode == 0
    last = kept()
    assert len(last) == PRINTS
    assert {path: last[path] for path in second} == second, "nothing was extracted twice"
    assert {path: second[path] for path in first} == first
    assert all(Extractor().digest.hex() in str(path) for path in last)
    assert [path.name for path in tmp_path.glob("*.json")] == ["resumed.json"]


def test_records_of_a_transaction_are_extracted_like_image_files(tmp_path: Path) -> None:
    pixels = print_pixels(3)
    height, width = pixels.shape
    images = [
        NewImage(2, 1, width, height, "NONE", pixels.tobytes()),
        NewImage(3, 1, width, height + 1, "WSQ20", encode_wsq(pixels)),
        NewImage(4, 1, 4, 4, "WSQ20", b"\xff\xa0 and no more"),
    ]
    (tmp_path / "ann.eft").write_bytes(write(card(images=images)))
    (tmp_path / "2.png").write_bytes(encode(pixels))
    prints = [*read_people(tmp_path).prints, person_print(tmp_path / "2.png")]
    (record, file), skipped = extract_people(prints, cache=tmp_path / "cache")
    assert record.template is not None
    assert file.template is not None
    assert template.encode(record.template) == template.encode(file.template)
    assert [(one.reason, one.path.name, one.detail) for one in skipped] == [
        ("IMAGE_SIZE_MISMATCH", "ann.eft", prints[1].record),
        ("UNDECODABLE_IMAGE", "ann.eft", prints[2].record),
    ]
