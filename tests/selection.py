"""Which tests run, and where: what is `slow` is left to `make test-all`, and told at the end.

Two workers set up twice what their tests share. So tests of one module go to one worker, and so do
all tests on the shared server.
"""

from typing import Any

import pytest

_LEFT = pytest.StashKey[int]()
_REPORT = "left_to_test_all"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what PostgreSQL does as SQLite does; `postgresql` marks what is not so."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            shared = "server" in getattr(item, "fixturenames", ())
            item.add_marker(pytest.mark.xdist_group("server" if shared else str(item.path)))
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if "postgresql" in parameters.values() and not item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.slow)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count them; every worker of xdist collects the same tests."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config = slow[0].config
        config.stash[_LEFT] = config.stash.get(_LEFT, 0) + len(slow)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the controller, where this process is one of its workers."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_REPORT] = session.config.stash.get(_LEFT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist has no types
    """Take in what a worker tells."""
    left = getattr(node, "workeroutput", {}).get(_REPORT, 0)
    node.config.stash[_LEFT] = max(left, node.config.stash.get(_LEFT, 0))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say it."""
    if left := config.stash.get(_LEFT, 0):
        terminalreporter.write_line(f"slow tests left to `make test-all`: {left:,}")
