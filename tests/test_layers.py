"""Imports go one way only: who may know whom, and which libraries stop where."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

ORDER = {
    "": "matcher database gallery interop lesc_stub synthesis tenprint services server "
    "tenprint.cli training benchmarks",
    "database": "errors caller stopping paging documents schema sealing migrations connection",
    "gallery": "types errors witness index store people transfer search upkeep gallery duplicates",
    "interop": "errors clock backoff delivery workers offenses local_time fields names roles "
    "purposes audit jurisdictions lesc records bookings review cases corrections flow",
    "services": "wire messages servicers process",
    "tenprint.cli": "shared lives demonstration agency field_office examiner operator records "
    "lesc main",
}
"""Of each folder, what lies in it: who may import only what stands before."""

NOT_BELOW = {
    "gallery": {"synthesis"},
    "interop": {"synthesis"},
    "tenprint": {"matcher", "database", "gallery", "interop", "lesc_stub", "synthesis"},
    "synthesis": {"database", "gallery", "interop", "lesc_stub"},
    "services": {"synthesis"},
    "server": {"synthesis"},
}
"""What stands before and is not known all the same."""

ONLY_IN = {
    "faiss": {
        "gallery/index/quantiser.py",
        "benchmarks/search/peers_faiss.py",
        "server.py",
    },
    "pyarrow": {
        "gallery/transfer/file.py",
        "gallery/transfer/reader.py",
        "gallery/transfer/writer.py",
    },
    "pydantic": {"database/documents.py", "services/process/settings.py"},
    "sqlalchemy": {"database", "gallery", "interop", "lesc_stub"},
    "alembic": {"database", "lesc_stub"},
    "openvino": {"matcher"},
    "cv2": {"matcher", "ebts", "synthesis", "server.py", "tenprint/cli", "benchmarks"},
    "grpc": {"services", "tenprint", "server.py", "benchmarks"},
    "google": {"services", "tenprint", "benchmarks"},
    "tenprint": {"services", "tenprint", "server.py", "benchmarks"},
}
"""Where a library may be imported: folders or files. Protobuf types stop in services."""

GENERATED = ROOT / "tenprint" / "v1"
SOURCES = {
    path.relative_to(ROOT)
    .with_suffix("")
    .as_posix()
    .replace("/", ".")
    .removesuffix(".__init__"): path
    for top in ORDER[""].split()
    for path in [*(ROOT / top).rglob("*.py"), ROOT / f"{top}.py"]
    if path.is_file() and GENERATED not in path.parents and "versions" not in path.parts
}


@cache
def imports(path: Path) -> frozenset[str]:
    """List the modules that a file imports, under `TYPE_CHECKING` too."""
    names = set[str]()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, f"{path}: a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names.add(whole if whole in SOURCES else node.module)
    return frozenset(names)


def room(module: str, folder: str) -> str | None:
    """Name the part of a folder in which a module lies."""
    inside = module.removeprefix(f"{folder}.") if folder else module
    if (folder and inside == module) or not inside:
        return None
    first, _, rest = inside.partition(".")
    if not folder and (first, rest.partition(".")[0]) == ("tenprint", "cli"):
        return "tenprint.cli"
    return first


@pytest.mark.parametrize("folder", ORDER)
def test_imports_go_one_way(folder: str) -> None:
    order = ORDER[folder].split()
    for module, path in SOURCES.items():
        here = room(module, folder)
        if here is None:
            continue
        assert here in order, f"{module} has no place in the order of {folder or 'the top'}"
        for wanted in imports(path):
            there = room(wanted, folder)
            if there in order and there != here:
                assert order.index(there) < order.index(here), f"{module} imports {wanted}"
                assert folder or there not in NOT_BELOW.get(here, ()), f"{module} imports {wanted}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_behind_their_walls(library: str) -> None:
    places = tuple(ONLY_IN[library])
    for path in SOURCES.values():
        if library in {name.partition(".")[0] for name in imports(path)}:
            assert str(path.relative_to(ROOT)).startswith(places), f"{path} imports {library}"
