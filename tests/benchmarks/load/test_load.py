"""The load measurement against a real server, as small as it can be."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.load import __main__ as load
from benchmarks.load.cards import BLOCK_PX, render_cards


@pytest.mark.slow
@pytest.mark.whole
def test_a_server_is_measured_and_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    out, cache = tmp_path / "out.json", str(tmp_path / "cache")
    arguments = ["--people", "5", "--cards", "1", "--images", "plain", "--clients", "2"]
    arguments += [
        "--seconds",
        "3",
        "--held-seconds",
        "4",
        "--in-time",
        "30",
        "--json",
        str(out),
        "--cache",
        cache,
    ]
    assert load.main(arguments) == 0
    found = json.loads(out.read_text())["images"]["plain"]
    assert {"saturation", "overload", "recovery"} <= set(found["phases"])
    assert found["phases"]["saturation"]["bottleneck"] == "extract"
    assert 0 < found["phases"]["saturation"]["extraction_share_of_cores"] < 1
    assert found["held_per_second"] > 0
    assert any(name.startswith("held ") for name in found["phases"])
    raw = tmp_path / "out.raw.json"
    kept = json.loads(raw.read_text())
    del kept["phases"]["plain/recovery"]
    raw.write_text(json.dumps(kept))
    assert load.main(arguments) == 0
    again = json.loads(raw.read_text())["phases"]
    assert again.pop("plain/recovery")
    assert again == kept["phases"]


@pytest.mark.slow
def test_a_print_of_a_card_lies_in_its_block(tmp_path: Path) -> None:
    [card] = render_cards("card", 1, tmp_path)
    assert [sample.position for sample in card] == list(range(1, 11))
    for sample in card:
        pixels = cv2.imdecode(np.frombuffer(sample.image, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert pixels is not None
        assert pixels.shape == BLOCK_PX
        assert pixels[0, 0] == 255
