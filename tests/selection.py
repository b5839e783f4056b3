"""Which tests run, and where: what is `slow` is left to `make test-all`, and told at the end.

Of the values of a test, the first alone is shown on PostgreSQL too. The others are `repeated`
there, and left to `make soak postgresql`. What is `whole` takes minutes of a core, and is left to
`make soak whole`.

Two workers set up twice what their tests share. So tests of one module go to one worker, and so do
all tests on the shared server.
"""

from collections import Counter
from typing import Any

import pytest

_LEFT = pytest.StashKey[Counter[str]]()
_REPORT = "left"
_ELSEWHERE = {
    "slow": "slow tests left to `make test-all`",
    "repeated": "tests repeated on PostgreSQL, left to `make soak postgresql`",
    "whole": "runs of minutes left to `make soak whole`",
}
"""What runs elsewhere, by its marker. Whatever is repeated or whole is slow too."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what PostgreSQL does as SQLite does; `postgresql` marks what is not so."""
    shown: set[str] = set()
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            shared = "server" in getattr(item, "fixturenames", ())
            item.add_marker(pytest.mark.xdist_group("server" if shared else str(item.path)))
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if "postgresql" in parameters.values() and not item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.slow)
            function = item.nodeid.partition("[")[0]
            if function in shown:
                item.add_marker(pytest.mark.repeated)
            shown.add(function)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count them; every worker of xdist collects the same tests."""
    if items:
        left = items[0].config.stash.setdefault(_LEFT, Counter())
        for item in items:
            markers = [name for name in _ELSEWHERE if item.get_closest_marker(name)]
            left.update(markers[-1:])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the controller, where this process is one of its workers."""
    if hasattr(session.config, "workeroutput"):
        left: Counter[str] = session.config.stash.get(_LEFT, Counter())
        session.config.workeroutput[_REPORT] = dict(left)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist has no types
    """Take in what a worker tells."""
    told: Counter[str] = Counter(getattr(node, "workeroutput", {}).get(_REPORT, {}))
    known: Counter[str] = node.config.stash.get(_LEFT, Counter())
    node.config.stash[_LEFT] = told | known


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say it."""
    left: Counter[str] = config.stash.get(_LEFT, Counter())
    for name, count in left.items():
        terminalreporter.write_line(f"{_ELSEWHERE[name]}: {count:,}")
