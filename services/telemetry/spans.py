"""Spans of traces as the service sees them. Without the option, nothing is made and imported."""

from collections.abc import Mapping
from typing import Protocol


class Span(Protocol):
    """A piece of work that has begun."""

    def end(self, attributes: Mapping[str, str | float], *, failed: bool) -> None:
        """End the span now."""


class Spans(Protocol):
    """Begins spans, and sends those that ended."""

    def begin(self, name: str, parent: Span | None, carrier: Mapping[str, str]) -> Span | None:
        """Begin a span under its parent, or under the remote span that the carrier names.

        carrier: `traceparent` and `tracestate` of W3C Trace Context, which nobody has checked.
        """

    def close(self) -> None:
        """Send what has ended."""


class NoSpans:
    """Traces nothing."""

    def begin(self, _name: str, _parent: Span | None, _carrier: Mapping[str, str]) -> None:
        """Begin nothing."""

    def close(self) -> None:
        """Do nothing."""
