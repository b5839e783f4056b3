"""Times pieces of work as metrics and as spans, in one place."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from matcher.errors import TenprintError
from services.telemetry.instruments import Instruments
from services.telemetry.spans import NoSpans, Span, Spans

A = TypeVar("A")
R = TypeVar("R")

_parent: ContextVar[Span | None] = ContextVar("tenprint_span", default=None)
"""The span around the present work. Threads of a pool work in a copy of the request's context."""


class Call:
    """A call of an RPC that has begun."""

    def __init__(self, instruments: Instruments, rpc: str, span: Span | None) -> None:
        self._instruments, self._rpc, self._span = instruments, rpc, span
        self._begin_s = time.perf_counter()

    def end(self, code: str) -> None:
        """End the call with the name of its status code."""
        passed_s = time.perf_counter() - self._begin_s
        self._instruments.rpc.labels(self._rpc, code).observe(passed_s)
        if self._span is not None:
            self._span.end({"rpc.grpc.status": code}, failed=code not in ("OK", "CANCELLED"))


class Watch:
    """Sees the work of a process. Safe for threads."""

    def __init__(self, instruments: Instruments | None = None, spans: Spans | None = None) -> None:
        self.instruments = instruments or Instruments()
        self._spans = spans or NoSpans()

    def call(self, rpc: str, carrier: Mapping[str, str]) -> Call:
        """Begin a call. Work of the same task and its threads belongs to the call from now on."""
        span = self._spans.begin(rpc, None, carrier)
        _parent.set(span)
        return Call(self.instruments, rpc, span)

    def close(self) -> None:
        """Send the spans that ended."""
        self._spans.close()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        with self._span(name):
            begin_s = time.perf_counter()
            try:
                yield
            finally:
                self.instruments.stage.labels(name).observe(time.perf_counter() - begin_s)

    @contextmanager
    def step(self, state: str) -> Iterator[None]:
        """Time the step that follows a state of a booking."""
        begin_s, outcome = time.perf_counter(), "failed"
        try:
            with self._span(f"step {state}"):
                yield
            outcome = "done"
        finally:
            passed_s = time.perf_counter() - begin_s
            self.instruments.step.labels(state, outcome).observe(passed_s)

    def routed(self, route: str) -> None:
        """Count what follows a search of IDENT for a booking."""
        self.instruments.routed.labels(route).inc()

    def waited(self, pool: str, seconds: float) -> None:
        """Count for how long a request waited for a worker."""
        self.instruments.wait.labels(pool).observe(seconds)

    def on_prints(self, name: str, work: Callable[[A], R]) -> Callable[[A], R]:
        """Time each call of a function on a print as a stage, and count what it refuses."""

        def run(given: A) -> R:
            try:
                with self.stage(name):
                    return work(given)
            except TenprintError as error:
                self.instruments.refused.labels(error.reason).inc()
                raise

        return run

    def rated(self, quality: int) -> None:
        """Count the quality of a print."""
        self.instruments.quality.observe(quality)

    @contextmanager
    def _span(self, name: str) -> Iterator[None]:
        span = self._spans.begin(name, _parent.get(), {})
        if span is None:
            yield
            return
        token, failed = _parent.set(span), True
        try:
            yield
            failed = False
        finally:
            _parent.reset(token)
            span.end({}, failed=failed)
