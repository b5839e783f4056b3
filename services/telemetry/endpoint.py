"""The address at which Prometheus reads metrics: GET /metrics, in clear text."""

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from services.errors import SettingError, unusable_port

METRICS = "--metrics"
"""The flag that sets the address."""
_TIMEOUT_S = 5.0
"""A whole request with its answer. One scraper is served at a time, and nobody holds the place."""


class MetricsEndpoint:
    """Serves one registry on one thread until it is closed."""

    def __init__(self, address: str, registry: CollectorRegistry) -> None:
        """address: HOST:PORT; port 0 lets the system choose. Raises SettingError."""
        host, _, port = address.rpartition(":")
        host = host.strip("[]")
        handler = type("Handler", (_Handler,), {"registry": registry})
        kind = type(
            "Server",
            (HTTPServer,),
            {"address_family": socket.AF_INET6 if ":" in host else socket.AF_INET},
        )
        try:
            self._server: HTTPServer = kind((host, int(port)), handler)
        except OSError as error:
            raise SettingError(unusable_port(host, int(port), error, METRICS)) from error
        except OverflowError as error:
            raise SettingError(f"{METRICS} {address}: {error}") from error
        self.port: int = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="metrics", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop to serve."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers GET /metrics and nothing else. Says nothing of the machine, and logs nothing."""

    registry: ClassVar[CollectorRegistry]
    server_version = "tenprint"
    sys_version = ""

    def setup(self) -> None:
        """Begin a connection, which ends at the latest when its time is over."""
        super().setup()
        self._end = threading.Timer(_TIMEOUT_S, self._cut)
        self._end.daemon = True
        self._end.start()

    def finish(self) -> None:
        """End a connection."""
        self._end.cancel()
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        """Write all metrics."""
        if self.path.partition("?")[0] != "/metrics":
            self.send_error(404)
            return
        body = generate_latest(self.registry)
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Log nothing: what a stranger sends does not belong into the log."""
