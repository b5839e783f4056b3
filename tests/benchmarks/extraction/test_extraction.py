"""The whole measurement on a few rendered prints, and the former extraction where it is."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.data.templates import shifted
from benchmarks.extraction import __main__ as extraction
from benchmarks.extraction import sameness
from benchmarks.extraction.variants import has_baseline, variants
from matcher.types import FingerPosition, Sample
from tests.images import print_pixels, print_png


def test_a_shift_moves_the_image_over_the_papers_grey() -> None:
    image = np.full((6, 5), 200, np.uint8)
    image[0, 0] = 7
    moved = shifted(image, (2, 3))
    assert moved.shape == image.shape
    assert moved[3, 2] == 7
    assert (moved[:3] == 200).all()
    assert shifted(image, (0, 0)) is image


@pytest.mark.slow
@pytest.mark.whole
def test_the_whole_measurement_without_the_former_extraction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "prints", tmp_path / "out.json"
    folder.mkdir()
    for finger in (1, 2):
        for impression in (1, 2):
            png = print_png(3, finger, impression)
            (folder / f"{finger}_{impression}.png").write_bytes(png)
    arguments = ["--ppi", "500", "--json", str(out), "--blocks", "0", "--rounds", "1"]
    arguments += ["--cache", str(tmp_path / "cache"), "--plot", str(tmp_path), "--no-baseline"]
    assert extraction.main([str(folder), *arguments]) == 0
    figures = json.loads(out.read_text())
    assert figures["variants"] == list(variants(baseline=False))
    assert figures["cost"][0]["images"] == 4
    assert figures["scores"]["real"]["judged"]["exact"]["mated"] == 2
    assert figures["memory"]["exact"]["added_bytes"] > 2**20
    assert figures["start_s"]["exact"]["median"] > 0
    assert "openvino" in capsys.readouterr().out.lower()
    with np.load(out.with_suffix(".npz")) as raw:
        assert raw["cost/prints/exact"].shape == (4, 1)
        assert raw["scores/real/exact moved 1 2/mated"].shape == (2,)
    assert {one.name for one in tmp_path.glob("*.png")} == {
        "extraction_scores.png",
        "extraction_cost.png",
    }


def test_an_odd_number_of_rendered_prints_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("1_1", "1_2", "2_1"):
        (tmp_path / f"{name}.png").write_bytes(b"")
    arguments = ["--ppi", "500", "--json", str(tmp_path / "o"), "--rendered", "5", "--blocks", "0"]
    assert extraction.main([str(tmp_path), *arguments]) == 2
    assert "even number" in capsys.readouterr().err


@pytest.mark.skipif(not has_baseline(), reason="OpenVINO is not installed")
def test_the_exact_path_finds_what_the_former_one_found(tmp_path: Path) -> None:
    from benchmarks.extraction.baseline import FormerExtractor

    sample = Sample(print_pixels(3), FingerPosition.RIGHT_INDEX)
    former = FormerExtractor(tmp_path).extract(sample)
    assert former.extractor_digest != bytes(8)
    exact = variants(baseline=False)["exact"]().extract(sample)
    assert sameness.compare([exact], [former]).same_images == 1
    again = FormerExtractor(tmp_path).extract(sample)
    assert np.array_equal(again.x_px, former.x_px), "the kept graph is the graph that was built"
