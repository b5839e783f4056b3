"""Bookings that come in side by side, spread over a span of time."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tenprint.client import Client
from tenprint.errors import RpcError
from tests.kill.people import BOOKED, Subject

ORI = "CA0190000"
"""The agency that books."""


@dataclass
class Sent:
    """What became of submissions."""

    acknowledged: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)


@contextmanager
def submitting(target: str, bookings: dict[str, Subject], span_s: float) -> Iterator[Sent]:
    """Submit bookings in the background, spread over the span.

    What is yielded is complete at the end of the block. What has not been submitted then is not
    submitted any more.
    """
    sent = Sent()
    over = threading.Event()
    start_s = time.monotonic()
    client = Client(target, ori=ORI, timeout_s=10.0)

    def submit(tcn: str, subject: Subject, at_s: float) -> None:
        if over.wait(max(0.0, start_s + at_s - time.monotonic())):
            return
        try:
            client.submit_booking(tcn, subject.samples(BOOKED))
            sent.acknowledged.add(tcn)
        except RpcError as error:
            # Where the trouble is faster, the caller repeats it.
            sent.told[error.code.name] += 1

    with client, ThreadPoolExecutor(3) as pool:
        pause_s = span_s / len(bookings)
        for number, (tcn, subject) in enumerate(bookings.items()):
            pool.submit(submit, tcn, subject, number * pause_s)
        yield sent
        over.set()
