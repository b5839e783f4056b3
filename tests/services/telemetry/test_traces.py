"""Traces by option: nothing is imported without it, and a collector gets spans of OTLP."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from services.errors import SettingError
from services.telemetry import Watch, open_spans
from tests.paths import ROOT

REMOTE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector of spans on this machine."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/traces", got
        finally:
            server.shutdown()
            thread.join()


def test_without_the_option_nothing_is_imported() -> None:
    words = (
        "import sys; from services.telemetry import Watch, open_spans; "
        "watch = Watch(spans=open_spans('')); watch.call('Identify', {}).end('OK'); "
        "import services.process; "
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_collector_gets_a_tree_of_spans() -> None:
    with collector() as (url, got):
        watch = Watch(spans=open_spans(url))
        call = watch.call("Identify", {"traceparent": REMOTE})
        with watch.stage("extract"), pytest.raises(ZeroDivisionError), watch.stage("decode"):
            raise ZeroDivisionError("QUAXELROD")
        call.end("OK")
        watch.close()
    spans = {
        span.name: span
        for data in got
        for resource in ExportTraceServiceRequest.FromString(data).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    }
    assert spans.keys() == {"Identify", "extract", "decode"}
    assert spans["Identify"].parent_span_id.hex() == "b7ad6b7169203331"
    assert {one.trace_id.hex() for one in spans.values()} == {"0af7651916cd43dd8448eb211c80319c"}
    assert spans["extract"].parent_span_id == spans["Identify"].span_id
    assert spans["decode"].parent_span_id == spans["extract"].span_id
    assert spans["decode"].status.code == 2
    assert b"QUAXELROD" not in b"".join(got)


@pytest.mark.parametrize(
    "carrier",
    [
        {"traceparent": "no trace"},
        {"traceparent": REMOTE, "tracestate": "=" * 10_000},
        {"traceparent": REMOTE[:-2] + "\n"},
        {"baggage": "name=QUAXELROD"},
    ],
)
def test_a_wrong_carrier_starts_a_trace_of_its_own(carrier: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "spans.jsonl"
    watch = Watch(spans=open_spans(str(target)))
    watch.call("Identify", carrier).end("OK")
    watch.close()
    text = target.read_text()
    assert len(text.splitlines()) == 1
    assert "QUAXELROD" not in text
    assert "====" not in text


def test_a_collector_that_is_away_stops_nothing() -> None:
    watch = Watch(spans=open_spans("http://127.0.0.1:9/v1/traces"))
    watch.call("Identify", {}).end("OK")
    watch.close()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="--traces"):
        open_spans(str(tmp_path / "absent" / "spans.jsonl"))
