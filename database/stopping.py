"""How long work is asked whether it should go on."""

from collections.abc import Callable

Check = Callable[[], None]
"""Raises (DeadlineExpiredError, CancelledError) when the work should stop."""


def never_stop() -> None:
    """Let the work go on."""
