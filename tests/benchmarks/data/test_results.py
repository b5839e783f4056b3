import json
from pathlib import Path

from benchmarks.data.results import write_results


def test_results_tell_where_they_came_from(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.json"
    write_results(path, {"eer": 0.01}, seed=7)
    found = json.loads(path.read_text())
    assert (found["eer"], found["seed"]) == (0.01, 7)
    assert {"llvmlite", "numba", "numpy", "matcher", "vector"} <= found["versions"].keys()
    assert found["machine"].keys() == {"cpu", "cores", "memory_gib", "system"}
    assert [one.name for one in path.parent.iterdir()] == ["out.json"]
