"""Wait for what threads and processes do. A test that waits in vain fails by itself."""

import time
from collections.abc import Callable


def until(what: Callable[[], bool], within_s: float, every_s: float = 0.02) -> None:
    """Look again and again until something is so.

    within_s: seconds after which it is an error that it is not so. every_s: between two looks.
    """
    end_s = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < end_s, f"not within {within_s} s"
        time.sleep(every_s)
