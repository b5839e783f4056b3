import json
from pathlib import Path

from benchmarks.interchange import main
from tests.real_prints import FVC_SETS


def test_templates_read_back_compare_as_well(real_prints: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for finger in (101, 102):
        for impression in (1, 2, 3):
            name = f"{finger}_{impression}.tif"
            (folder / name).write_bytes((real_prints / FVC_SETS[0] / name).read_bytes())
    out, card = tmp_path / "out.json", real_prints / "an2k" / "type-9-4-iafis.an2"
    options = ["--json", str(out), "--card", str(card), "--cache", str(tmp_path / "cache")]
    assert main([str(folder), *options]) == 0
    figures = json.loads(out.read_text())
    assert [row["mated_pairs"] for row in figures["rows"]] == [6] * 6
    assert [row["non_mated_pairs"] for row in figures["rows"]] == [9] * 6
    assert all(abs(row["mated_change_db"]) < 5 for row in figures["rows"])
    assert figures["card"]["foreign_minutiae"] == 48
    assert figures["card"]["foreign_with_own_db"] > 40
