"""Imports go one way only: who may know whom, and which libraries stop where."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "matcher": set(),
    "synthesis": {"matcher"},
    "gallery": {"matcher"},
    "interop": {"matcher", "gallery"},
    "tenprint": set(),
    "services": {"matcher", "gallery", "interop", "tenprint"},
    "server": {"matcher", "gallery", "interop", "services", "tenprint"},
    "cli": {"matcher", "gallery", "synthesis", "interop", "services", "server", "tenprint"},
    "benchmarks": {
        "matcher",
        "gallery",
        "synthesis",
        "interop",
        "services",
        "tenprint",
        "training",
    },
    "training": {"matcher", "synthesis", "gallery"},
}

ONLY_IN = {
    "faiss": {
        "gallery/index_quantiser.py",
        "benchmarks/search/peers_faiss.py",
        "server.py",
    },
    "pyarrow": {
        "gallery/transfer_file.py",
        "gallery/transfer_reader.py",
        "gallery/transfer_writer.py",
    },
    "sqlalchemy": {"gallery", "interop"},
    "alembic": {"gallery", "interop"},
    "openvino": {"matcher"},
    "cv2": {"matcher", "ebts", "synthesis", "server.py", "cli", "benchmarks"},
    "grpc": {"services", "tenprint", "server.py", "cli", "benchmarks"},
    "google": {"services", "tenprint", "cli", "benchmarks"},
    "tenprint": {"services", "tenprint", "server.py", "cli", "benchmarks"},
}
"""Where a library may be imported: folders or files. Protobuf types stop in services."""


def sources() -> list[Path]:
    files = [ROOT / "server.py"]
    for package in MAY_IMPORT:
        files += (ROOT / package).rglob("*.py")
    generated = ROOT / "tenprint" / "v1"
    return [path for path in files if path.is_file() and generated not in path.parents]


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    relative = path.relative_to(ROOT)
    package = relative.parts[0].removesuffix(".py")
    ours = imports(path) & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[package] | {package}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_libraries_stay_behind_their_walls(path: Path) -> None:
    relative = path.relative_to(ROOT)
    for library, places in ONLY_IN.items():
        if library in imports(path):
            assert {str(relative), relative.parts[0]} & places, f"{relative} imports {library}"


def test_relative_imports_are_not_used() -> None:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path
