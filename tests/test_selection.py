"""Tests that share what they set up run in one process."""

import os

import pytest


def test_tests_of_a_module_go_to_one_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist reads the group behind the "@" of a test's name.

    It wrote nothing there with a pytest that it did not know, and nothing said so: whatever a
    module shares was set up by each worker.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("one process runs all tests")
    assert request.node.nodeid.endswith(f"@{request.node.path}")
