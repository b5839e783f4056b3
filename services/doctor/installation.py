"""Packages, the network's weights, and compiled kernels."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from matcher import DEFAULT_KERNEL_FOLDER, kernel_folder
from matcher.errors import TenprintError
from matcher.extraction import Extractor
from services.doctor.findings import Finding, error, fine, warning
from services.settings import Settings

_INSTALLATION, _KERNELS = "installation", "kernels"
_OLDEST_PYTHON = (3, 11)
_REQUIRED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?[^;]*(?:;(.*))?$")
_SETUP = "run `make setup`, or install `tenprint[server]`"


def packages(_: Settings) -> Iterator[Finding]:
    """Look for Python, every package of the service, and the weights of the network."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < _OLDEST_PYTHON:
        yield error(_INSTALLATION, f"Python {found} is too old", "use Python 3.11 or newer")
    missing = [name for name in _needed() if not _is_installed(name)]
    if missing:
        yield error(_INSTALLATION, f"not installed: {', '.join(missing)}", _SETUP)
        return
    try:
        Extractor()
    except TenprintError as fault:
        yield error(_INSTALLATION, str(fault), _SETUP)
        return
    yield fine(_INSTALLATION, f"Python {found}, all packages, and the network's weights")


def kernels(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Look at the folder that keeps compiled kernels from start to start."""
    named = environment.get("NUMBA_CACHE_DIR", DEFAULT_KERNEL_FOLDER)
    folder = kernel_folder(settings.model_cache) if named == DEFAULT_KERNEL_FOLDER else Path(named)
    held = next((one for one in (folder, *folder.parents) if one.exists()), Path("/"))
    if not os.access(held, os.W_OK | os.X_OK):
        yield warning(
            _KERNELS,
            f"{folder} cannot be written: each start compiles anew, which takes minutes",
            "name a writable folder with --model-cache",
        )
    elif not any(folder.rglob("*.nbi")):
        yield warning(
            _KERNELS,
            f"no compiled kernels in {folder}: the next start compiles, which takes minutes",
            "start the service once, or keep the folder of an earlier start",
        )
    else:
        yield fine(_KERNELS, f"compiled kernels in {folder}")


def _needed() -> Iterator[str]:
    try:
        stated = requires("tenprint") or []
    except PackageNotFoundError:
        yield "tenprint"
        return
    for line in stated:
        matched = _REQUIRED.match(line)
        condition = (matched.group(2) or "") if matched else ""
        if matched and ("extra" not in condition or re.search(r"['\"]server['\"]", condition)):
            yield matched.group(1)


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
