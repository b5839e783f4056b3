"""What is installed: the wheel holds `tenprint` alone; a checkout finds the service too."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.paths import ROOT

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))
SERVICE = ("server", "services", "matcher", "gallery", "interop", "database", "synthesis", "numpy")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run outside the checkout, without the tests' own search path."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def pip(*arguments: str | Path, cwd: Path) -> None:
    """Run pip without a network."""
    done = run(sys.executable, "-m", "pip", "-q", *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr


def environment(folder: Path) -> tuple[Path, Path]:
    """Make an empty environment; return its programs' and its packages' folders."""
    venv.create(folder, symlinks=True)
    [packages] = folder.glob("lib/python*/site-packages")
    return folder / "bin", packages


def base_requirements() -> set[str]:
    """Name what the base dependencies bring, with what they need themselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found, waiting = set[str](), list(project["dependencies"])
    while waiting:
        needed = Requirement(waiting.pop())
        if needed.name not in found and (
            needed.marker is None or needed.marker.evaluate({"extra": ""})
        ):
            found.add(needed.name)
            waiting += distribution(needed.name).requires or ()
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what packages are found in, as a build writes beside its sources."""
    folder = tmp_path_factory.mktemp("checkout") / "tenprint"
    unwanted = shutil.ignore_patterns("__pycache__", "golden")
    for path in ROOT.iterdir():
        if path.is_dir() and any(path.glob("*.py")):
            shutil.copytree(path, folder / path.name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE", "server.py"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", checkout.parent)
    pip("wheel", *options, checkout, cwd=checkout.parent)
    [built] = checkout.parent.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel and its base dependencies, and no more."""
    programs, packages = environment(tmp_path_factory.mktemp("installed"))
    pip("--python", programs / "python", "install", "--no-deps", wheel, cwd=wheel.parent)
    for name in base_requirements():
        for top in {file.parts[0] for file in distribution(name).files or ()} - {".."}:
            if not (packages / top).exists():
                (packages / top).symlink_to(SITE_PACKAGES / top)
    return programs


def test_the_wheel_holds_one_package(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {Path(name).parts[0].partition("-")[0] for name in names} == {"tenprint"}
    assert {"tenprint/py.typed", "tenprint/v1/case_service_pb2.pyi"} <= set(names)


def test_the_client_is_there_and_the_service_is_not(installed: Path, tmp_path: Path) -> None:
    program = (
        "import tenprint.client; from importlib.util import find_spec; "
        f"print([name for name in {SERVICE!r} if find_spec(name)])"
    )
    done = run(installed / "python", "-c", program, cwd=tmp_path)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_commands_of_clients_run(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "tenprint", "--help", cwd=tmp_path)
    assert (shown.returncode, "submit" in shown.stdout) == (0, True), shown.stderr
    nobody = ("--target", "127.0.0.1:1", "--timeout", "1")
    asked = run(installed / "tenprint", "case", "list", *nobody, cwd=tmp_path)
    assert asked.returncode == 1
    assert asked.stderr.startswith(("tenprint: UNAVAILABLE", "tenprint: DEADLINE_EXPIRED"))


@pytest.mark.parametrize(
    "words",
    [
        "serve",
        "demo",
        "reindex",
        "lesc serve",
        "gallery status --gallery ident",
        "jurisdictions generate jurisdictions.csv",
        "records load-lives",
        "review script --examiner ex-1 --truth truth.csv",
    ],
)
def test_commands_of_the_service_say_where_to_run_them(
    words: str, installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "truth.csv").touch()
    done = run(installed / "tenprint", *words.split(), cwd=tmp_path)
    command = " ".join(words.partition(" -")[0].split()[:2])
    assert done.returncode == 1
    assert f"`tenprint {command}` is part of the service" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_checkout_finds_the_service_from_any_folder(checkout: Path, tmp_path: Path) -> None:
    programs, packages = environment(tmp_path / "environment")
    (packages / "dependencies.pth").write_text(f"{SITE_PACKAGES}\n")
    target = ("--python", programs / "python", "install", "--no-build-isolation", "--no-deps")
    pip(*target, "--editable", checkout, cwd=tmp_path)
    shown = run(programs / "tenprint", "serve", "--help", cwd=tmp_path)
    assert (shown.returncode, "--lesc-port" in shown.stdout) == (0, True), shown.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "environment"]
