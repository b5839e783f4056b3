from pathlib import Path

from benchmarks.decoding import main
from matcher.codecs import Encoding


def test_every_encoding_is_measured_in_pairs(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert main(["--json", str(out), "--people", "1", "--rounds", "1"]) == 0
    text = out.read_text()
    for encoding in Encoding:
        assert f'"encoding": "{encoding.value}"' in text
    assert '"pair_count": 10' in text
