"""What a replica says that it runs."""

from dataclasses import replace
from pathlib import Path

import pytest

import cluster.version
from cluster.version import Version, build_of, own_version, search_digest
from matcher.version import MATCHER_VERSION


@pytest.mark.parametrize(
    "part", ["MATCHER_VERSION", "CALIBRATION_VERSION", "VECTOR_VERSION", "FORM"]
)
def test_whatever_changes_answers_changes_the_digest(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = search_digest()
    assert before.startswith(MATCHER_VERSION)
    monkeypatch.setattr(cluster.version, part, "another")
    assert search_digest.__wrapped__() != before


def test_every_change_of_a_source_changes_the_build(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    builds = {build_of(folders)}

    def changed(path: Path, content: str | None) -> None:
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        build = build_of(folders)
        assert build not in builds, (path, content)
        builds.add(build)

    changed(folders[0] / "a.py", "1")
    changed(folders[0] / "a.py", "2")
    changed(folders[1] / "deep" / "a.py", "2")
    changed(folders[0] / "a.py", None)
    changed(folders[1] / "b.py", "")
    (folders[0] / "a.txt").write_text("no source")
    assert build_of(folders) in builds


def test_the_same_build_elsewhere_is_the_same(tmp_path: Path) -> None:
    for place in ("here", "there"):
        (tmp_path / place / "one").mkdir(parents=True)
        (tmp_path / place / "one" / "a.py").write_text("1")
    assert build_of([tmp_path / "here" / "one"]) == build_of([tmp_path / "there" / "one"])


def test_a_version_is_told_by_both() -> None:
    own = own_version()
    assert own == own_version()
    assert own != replace(own, build="other") != Version("other", own.build)
    assert own.digest in str(own)
    assert own.build in str(own)
