"""Traces by OpenTelemetry, whose packages are imported only if traces are asked for."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from services.errors import SettingError
from services.telemetry.spans import NoSpans, Span, Spans

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span as OtelSpan

_HTTP = ("http://", "https://")
_CARRIED = ("traceparent", "tracestate")
_MAX_CARRIED_LENGTH = 512
_SEND_TIMEOUT_S = 5.0


def open_spans(target: str) -> Spans:
    """Open where spans go: an OTLP collector by its URL, or a file that gets a line a span.

    An empty target traces nothing. Raises SettingError if the packages of the extra `traces` are
    missing or the file cannot be written.
    """
    if not target:
        return NoSpans()
    try:
        return _OtelSpans(target)
    except ImportError as error:
        raise SettingError(
            f"--traces needs the package {error.name}: install the extra `traces`"
        ) from error
    except OSError as error:
        raise SettingError(f"--traces {target} cannot be written: {error.strerror}") from error


class _OtelSpan:
    """A span of OpenTelemetry."""

    def __init__(self, span: "OtelSpan") -> None:
        self.span = span

    def end(self, attributes: Mapping[str, str | float], *, failed: bool) -> None:
        """End the span. Messages of errors stay out: they may hold what a caller sent."""
        from opentelemetry.trace import StatusCode

        self.span.set_attributes(dict(attributes))
        if failed:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()


class _OtelSpans:
    """Spans of OpenTelemetry's SDK, sent by a thread of its own."""

    def __init__(self, target: str) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from matcher.version import MATCHER_VERSION

        self._files = ExitStack()
        resource = Resource.create({"service.name": "tenprint", "service.version": MATCHER_VERSION})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter(target)))
        self._tracer = self._provider.get_tracer("tenprint")

    def begin(self, name: str, parent: Span | None, carrier: Mapping[str, str]) -> Span:
        """Begin a span."""
        from opentelemetry.trace import set_span_in_context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        if isinstance(parent, _OtelSpan):
            context = set_span_in_context(parent.span)
        else:
            known = {
                key: value
                for key, value in carrier.items()
                if key in _CARRIED and len(value) <= _MAX_CARRIED_LENGTH
            }
            context = TraceContextTextMapPropagator().extract(known)
        return _OtelSpan(self._tracer.start_span(name, context))

    def close(self) -> None:
        """Send what has ended; a collector that does not answer is given up."""
        self._provider.force_flush(int(_SEND_TIMEOUT_S * 1_000))
        self._provider.shutdown()
        self._files.close()

    def _exporter(self, target: str) -> "SpanExporter":
        if target.startswith(_HTTP):
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

            return OTLPSpanExporter(target, timeout=_SEND_TIMEOUT_S)
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        lines = Path(target).open("a", encoding="utf-8")  # noqa: SIM115 - `close` closes it
        self._files.enter_context(lines)
        return ConsoleSpanExporter(out=lines, formatter=_line)


def _line(span: "ReadableSpan") -> str:
    return f"{span.to_json(indent=None)}\n"
