"""Load on a server: requests at random times (open loop), or after each answer (closed loop).

Latency counts from the intended time of sending, so that a server that falls behind cannot hide
this by slowing its clients down.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.data import progress_bar

Send = Callable[[int], Awaitable[dict[str, float] | None]]
"""Sends request number n; returns the server's stages in ms, or None if refused."""


@dataclass(frozen=True)
class Answer:
    """One request and its answer; times from the start of the phase."""

    intended_s: float
    sent_s: float
    answered_s: float
    stages_ms: dict[str, float] | None
    """None if the server refused."""


@dataclass(frozen=True)
class Bounds:
    """The end of a phase: whichever bound comes first."""

    duration_s: float
    max_requests: int = 2_000


def poisson_arrivals(rate: float, bounds: Bounds, seed: int) -> list[float]:
    """Draw the intended times of sending, in seconds; at least one."""
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.exponential(1 / rate, bounds.max_requests))
    count = max(1, int(np.searchsorted(times, bounds.duration_s)))
    return [float(t) for t in times[:count]]


async def open_loop(send: Send, arrivals: Sequence[float], title: str) -> list[Answer]:
    """Send each request at its time, whether or not earlier ones were answered."""
    start_s = time.perf_counter()
    with progress_bar() as progress:
        task = progress.add_task(title, total=len(arrivals))

        async def one(number: int, intended_s: float) -> Answer:
            await asyncio.sleep(max(0.0, start_s + intended_s - time.perf_counter()))
            answer = await _timed(send, number, intended_s, start_s)
            progress.advance(task)
            return answer

        waiting = (one(number, at) for number, at in enumerate(arrivals))
        return list(await asyncio.gather(*waiting))


async def closed_loop(send: Send, clients: int, bounds: Bounds, title: str) -> list[Answer]:
    """Let each client send its next request as soon as its last one is answered."""
    start_s = time.perf_counter()
    answers: list[Answer] = []
    taken = 0

    with progress_bar() as progress:
        task = progress.add_task(title, total=round(bounds.duration_s))

        async def client() -> None:
            nonlocal taken
            while (elapsed_s := time.perf_counter() - start_s) < bounds.duration_s:
                if taken >= bounds.max_requests:
                    return
                number, taken = taken, taken + 1
                answers.append(await _timed(send, number, elapsed_s, start_s))
                progress.update(task, completed=round(time.perf_counter() - start_s))

        await asyncio.gather(*(client() for _ in range(clients)))
    return answers


async def _timed(send: Send, number: int, intended_s: float, start_s: float) -> Answer:
    sent_s = time.perf_counter() - start_s
    stages_ms = await send(number)
    return Answer(intended_s, sent_s, time.perf_counter() - start_s, stages_ms)
