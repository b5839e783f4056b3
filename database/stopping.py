"""The check that long work calls to learn whether to go on."""

from collections.abc import Callable

Check = Callable[[], None]
"""Raises DeadlineExpiredError or CancelledError when the work should stop."""


def never_stop() -> None:
    """Never stop the work."""
