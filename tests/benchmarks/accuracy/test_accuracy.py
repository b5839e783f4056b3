"""The whole measurement: on real prints against limits, on bad folders against messages."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import __main__ as accuracy
from benchmarks.accuracy.peers import PEER_EER
from tests.images import encode
from tests.real_prints import FVC_SETS

MAX_EER = {"fvc2002_db1_b": 0.006, "fvc2002_db3_b": 0.005, "fvc2004_db2_b": 0.025}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("real prints")
def test_real_prints_are_told_apart(
    real_prints: Path, template_cache: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    folders = [str(real_prints / name) for name in FVC_SETS]
    arguments = ["--ppi", "500", "--json", str(out), "--workers", "2", "--plot", str(tmp_path)]
    assert accuracy.main([*folders, *arguments, "--cache", str(template_cache)]) == 0
    figures = json.loads(out.read_text())
    for one in figures["datasets"]:
        assert one["eer"] <= MAX_EER[one["name"]], one["name"]
        assert (one["images"], one["mated"], one["nonmated"]) == (80, 280, 2_880)
        assert one["fvc_nonmated"] == 45
    pooled = figures["pooled"]
    assert (pooled["mated"], pooled["nonmated"]) == (840, 8_640)
    assert pooled["mated_missed_at_fmr1000"] <= 16
    assert pooled["rank1"] >= 0.98
    assert pooled["failed_to_extract"] == 0
    drawn = {f"accuracy_{name}.png" for name in ("det", "cmc", "peers", "discard")}
    assert drawn <= {one.name for one in tmp_path.iterdir()}
    for one in figures["datasets"]:
        peer = min(PEER_EER[one["name"]].values())
        assert one["eer_high"] < peer, "the interval lies below every open peer's figure"
    fnmr = pooled["error_versus_discard"]["fnmr"]
    assert min(fnmr[:40]) < fnmr[0], "discarding what is rated worst lowers the error"


def test_images_without_a_finger_are_counted_as_failed(tmp_path: Path) -> None:
    folder = tmp_path / "blank"
    folder.mkdir()
    for name in ("1_1", "1_2", "2_1", "2_2"):
        (folder / f"{name}.png").write_bytes(encode(np.full((200, 200), 255, np.uint8)))
    out = tmp_path / "out.json"
    arguments = ["--ppi", "500", "--json", str(out), "--cache", str(tmp_path / "cache")]
    assert accuracy.main([str(folder), *arguments]) == 0
    pooled = json.loads(out.read_text())["pooled"]
    assert (pooled["failed_to_extract"], pooled["images"]) == (4, 4)
    assert (pooled["fmr1000"], pooled["rank1"], pooled["mated_missed_at_fmr1000"]) == (1, 0, 2)
    # The second run reads what the first one kept.
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.json")}
    assert len(kept) == 1, "four equal images have one template"
    assert accuracy.main([str(folder), *arguments]) == 0
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())


def test_a_folder_without_prints_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert accuracy.main([str(tmp_path), "--ppi", "500", "--json", str(tmp_path / "o")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
