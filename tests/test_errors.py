"""The whole error tree against the reasons that the wire knows."""

import importlib
import pkgutil
from collections.abc import Iterator

import grpc
import pytest

from matcher.errors import QualityError, TenprintError
from services.errors import LocatedSampleError
from services.wire.status import STATUS_CODES, error_info, status_code
from tenprint.v1.errors_pb2 import ErrorReason

PACKAGES = (
    "matcher",
    "ebts",
    "database",
    "gallery",
    "cluster",
    "interop",
    "services",
    "synthesis",
    "benchmarks",
)
NOT_RAISED = {"UNSPECIFIED"}


def _every_module() -> None:
    for name in PACKAGES:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if found.name.endswith("errors"):
                importlib.import_module(found.name)


def _tree(root: type[TenprintError] = TenprintError) -> Iterator[type[TenprintError]]:
    _every_module()
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


def _reasons_of_the_wire() -> set[str]:
    names = ErrorReason.DESCRIPTOR.values_by_name
    return {name.removeprefix("ERROR_REASON_") for name in names} - NOT_RAISED


def test_every_reason_is_on_the_wire() -> None:
    assert {error.reason for error in _tree()} == _reasons_of_the_wire()


def test_every_error_class_has_a_docstring_and_a_home_in_an_errors_module() -> None:
    for error in _tree():
        assert error.__doc__, error
        assert error.__module__.endswith("errors"), error


def test_every_reason_has_one_status() -> None:
    codes: dict[str, set[grpc.StatusCode]] = {}
    for error in set(_tree()) - {LocatedSampleError}:
        if error.reason != TenprintError.reason:
            codes.setdefault(error.reason, set()).add(status_code(error.__new__(error)))
    assert {reason: len(found) for reason, found in codes.items() if len(found) > 1} == {}


@pytest.mark.parametrize("error", list(STATUS_CODES))
def test_the_table_names_nothing_twice(error: type[TenprintError]) -> None:
    parent = error.__mro__[1]
    if parent in STATUS_CODES and issubclass(parent, TenprintError):
        assert parent is TenprintError or STATUS_CODES[parent] is not STATUS_CODES[error]


def test_a_located_sample_error_keeps_reason_and_code_and_adds_its_place() -> None:
    located = LocatedSampleError(QualityError("torn"), 3, 7)
    reason, metadata = error_info(located)
    assert reason == "QUALITY_TOO_LOW"
    assert metadata == {"sample_index": "3", "position": "7"}
    assert status_code(located) is grpc.StatusCode.INVALID_ARGUMENT
    assert "samples[3]" in str(located)
