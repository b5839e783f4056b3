"""Lock files of hashes, and what asks for known vulnerabilities."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.deployment import dependencies
from tests.deployment.dependencies import KNOWN_BAD, proves, read
from tests.paths import ROOT

LOCKS = {
    "requirements.lock": ("server", "transfer", "traces", "oidc"),
    "requirements-cluster.lock": ("server", "cluster"),
    "requirements-dev.lock": ("server", "transfer", "dev"),
}
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, str]:
    lines = path.read_text().splitlines()
    return {normal(m[1]): m[2] for line in lines if (m := _PINNED.match(line))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_build_has_a_hash_and_the_version_of_the_constraints(name: str) -> None:
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
    constraints = pins(ROOT / "constraints.txt")
    locked = pins(ROOT / name)
    # The installer itself, which pip-audit asks for.
    locked.pop("pip", None)
    for package, version in locked.items():
        assert constraints.get(package) == version, package


@pytest.mark.parametrize("name", LOCKS)
def test_everything_that_is_asked_for_is_locked(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], "pyfing", "setuptools"]
    for extra in LOCKS[name]:
        wanted += project["optional-dependencies"][extra]
    names = {normal(re.split(r"[\[=<>~;]", one)[0]) for one in wanted}
    assert names <= pins(ROOT / name).keys()


@pytest.mark.parametrize("name", [*LOCKS, "constraints.txt"])
def test_no_address_of_a_registry_is_written_down(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()
    assert "index" not in (ROOT / name).read_text()


NAME, VERSION = KNOWN_BAD.split("==")
REPORTED = {"name": NAME, "version": VERSION, "vulns": [{"id": "PYSEC-2014-8"}]}
SILENT = {"name": NAME, "version": VERSION, "vulns": []}
UNKNOWN = {"name": NAME, "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("told", "proved"),
    [([REPORTED], True), ([SILENT], False), ([UNKNOWN], False), ([REPORTED, UNKNOWN], False)],
)
def test_only_a_report_of_the_bad_version_proves_anything(
    told: list[dict[str, object]], proved: bool
) -> None:
    assert proves(read({"dependencies": told})) is proved


def test_an_audit_that_asked_nobody_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    """Wherever this runs: either the bad version was reported, or nothing was checked."""
    status = dependencies.main()
    said = capfd.readouterr().out
    if status == dependencies.NOT_CHECKED:
        assert "NOT CHECKED" in said
    else:
        assert f"which reported {KNOWN_BAD}" in said
