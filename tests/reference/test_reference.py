"""The reference pages are of the present code, and the site holds together without a network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tenprint.v1.booking_service_pb2 import BookingState
from tests.paths import ROOT
from tests.reference.listing import PLACE, listing
from tests.reference.pages import FOLDER, pages
from tests.services.access.rpcs import RPCS

PAGES = pages()


def test_the_pages_are_of_the_present_code() -> None:
    there = {path.name: path.read_text() for path in FOLDER.glob("*.md")}
    assert there == PAGES, "run `make reference`"


def test_the_list_of_commands_is_of_the_present_code() -> None:
    assert PLACE.read_text() == listing(), "run `make reference`"


def test_every_rpc_has_an_example() -> None:
    text = "\n".join(PAGES.values())
    for rpc in RPCS:
        section = text.partition(f"\n### {rpc.descriptor.name}\n")[2].partition("\n### ")[0]
        assert "```json\n{" in section, rpc.method


def test_the_site_builds_and_fetches_nothing(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*build, "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    fetched = (
        r"""(?:<(?:script|img|iframe|link)[^>]*(?:src|href)=|url\(|@import )["']?(?:https?:)?//"""
    )
    for path in [*tmp_path.rglob("*.html"), *tmp_path.rglob("*.css")]:
        found = re.search(fetched, path.read_text())
        assert found is None, f"{path.name} fetches {found}"
    assert (tmp_path / "reference" / "booking_service.html").is_file()


@pytest.mark.parametrize("name", ["index", "quickstart", "integrators"])
def test_the_guides_are_on_the_site(name: str) -> None:
    assert f"{name}.md" in (ROOT / "mkdocs.yml").read_text()


def test_the_guide_has_every_state_of_a_booking_in_the_order_of_the_protos() -> None:
    guide = (ROOT / "docs" / "integrators.md").read_text()
    watching = guide.partition("## Watching")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([A-Z_]+)` \|", watching, re.M)
    names = [name.removeprefix("BOOKING_STATE_") for name in BookingState.keys()]  # noqa: SIM118
    assert sorted(told) == sorted(set(names) - {"UNSPECIFIED"})
    on_the_way = told[: told.index("SECOND_RESPONSE_READY") + 1]
    assert on_the_way == [name for name in names if name in on_the_way]


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    for path in folder.glob("0*.md"):
        title = path.read_text().splitlines()[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in listed, path.name
