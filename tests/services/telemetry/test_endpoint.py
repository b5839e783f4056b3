"""The address of the metrics among strangers, and metrics in bad times."""

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import pytest
from prometheus_client import CollectorRegistry, Counter

from cluster.extraction import WorkerFigures
from database.errors import StoreUnavailableError
from services.errors import SettingError
from services.settings import load_settings
from services.telemetry import (
    GalleryFigures,
    MetricsEndpoint,
    PoolFigures,
    ReplicaFigures,
    StateCollector,
    WaitingFigures,
)
from tests.services.telemetry.scraping import samples_of, text_of, value


@pytest.fixture
def endpoint() -> Iterator[MetricsEndpoint]:
    registry = CollectorRegistry()
    Counter("one", "A counter", registry=registry).inc()
    opened = MetricsEndpoint("127.0.0.1:0", registry)
    yield opened
    opened.close()


def test_metrics_and_nothing_else(endpoint: MetricsEndpoint) -> None:
    assert "one_total 1.0" in text_of(endpoint.port)
    for path in ("/", "/metrics/..", "/metrics2", "//etc/passwd", "/%2e%2e"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"http://127.0.0.1:{endpoint.port}{path}", timeout=10)
        with closing(caught.value) as answer:
            assert answer.code == 404
            assert "Python" not in str(answer.headers)


@pytest.mark.parametrize("sent", [b"", b"G", b"POST /metrics HTTP/1.1\r\n\r\n", b"\xff" * 70_000])
def test_a_stranger_holds_nobody_up(sent: bytes, endpoint: MetricsEndpoint) -> None:
    with socket.create_connection(("127.0.0.1", endpoint.port)) as stranger:
        stranger.sendall(sent)
        begin_s = time.monotonic()
        assert "one_total" in text_of(endpoint.port)
        assert time.monotonic() - begin_s < 20


def test_one_who_sends_a_byte_a_second_is_cut_off(endpoint: MetricsEndpoint) -> None:
    with socket.create_connection(("127.0.0.1", endpoint.port)) as stranger:
        for _ in range(30):
            try:
                stranger.sendall(b"G")
            except OSError:
                break
            time.sleep(0.5)
        else:
            pytest.fail("the connection was never cut")


def test_a_taken_port_is_named(endpoint: MetricsEndpoint) -> None:
    with pytest.raises(SettingError, match="--metrics"):
        MetricsEndpoint(f"127.0.0.1:{endpoint.port}", CollectorRegistry())
    with pytest.raises(SettingError, match="--metrics"):
        MetricsEndpoint("127.0.0.1:70000", CollectorRegistry())


def test_metrics_are_off_unless_they_are_asked_for() -> None:
    assert load_settings({}).metrics == ""
    assert load_settings({"metrics": "[::1]:9464"}).metrics == "[::1]:9464"
    for wrong in ("9464", ":9464", "here", "here:port", "a b:1", "host:1:2"):
        with pytest.raises(SettingError, match="--metrics"):
            load_settings({"metrics": wrong})


class Figures:
    """A service whose database may be away."""

    def __init__(self) -> None:
        self.is_away = False
        self.read_count = 0

    def is_ready(self) -> bool:
        return not self.is_away

    def pools(self) -> Sequence[PoolFigures]:
        return [PoolFigures("search", 3, 34, 1.5)]

    def idle_decoders(self) -> int:
        return 2

    def workers(self) -> WorkerFigures | None:
        return WorkerFigures(ready_count=3, busy_count=2, unusable_count=1, waiting_count=5)

    def replicas(self) -> ReplicaFigures | None:
        return ReplicaFigures(ready_count=6, unready_count=2, together_count=4)

    def processor_s(self) -> Mapping[str, float]:
        return {"fingers": 12.5, "decoding": 0.5}

    def free_bytes(self) -> int:
        return 1_000

    def galleries(self) -> Sequence[GalleryFigures]:
        self.read_count += 1
        if self.is_away:
            raise StoreUnavailableError("away")
        return [GalleryFigures("ident", 7, 1, 0, False, 4_096)]

    def waiting(self) -> Sequence[WaitingFigures]:
        return [WaitingFigures("message", 2, 90.0, 1)]


def test_what_stands_is_read_when_it_is_asked_for() -> None:
    figures, registry = Figures(), CollectorRegistry()
    StateCollector(figures, kept_s=0).register(registry)
    with closing(MetricsEndpoint("127.0.0.1:0", registry)) as endpoint:
        assert figures.read_count == 0
        found = samples_of(text_of(endpoint.port))
        assert value(found, "tenprint_pool_requests", pool="search") == 3
        assert value(found, "tenprint_pool_oldest_wait_seconds", pool="search") == 1.5
        assert value(found, "tenprint_thread_cpu_seconds_total", threads="fingers") == 12.5
        states = ("busy", "idle", "unusable")
        counts = [value(found, "tenprint_extraction_workers", state=one) for one in states]
        assert counts == [2, 1, 1]
        assert value(found, "tenprint_extraction_waiting") == 5
        counts = [
            value(found, "tenprint_cluster_replicas", state=one) for one in ("ready", "unready")
        ]
        assert counts == [6, 2]
        assert value(found, "tenprint_cluster_replicas_together") == 4
        assert value(found, "tenprint_gallery_references", gallery="ident") == 7
        assert value(found, "tenprint_waiting_oldest_seconds", waiting="message") == 90
        assert value(found, "tenprint_overdue", waiting="message") == 1
        figures.is_away = True
        found = samples_of(text_of(endpoint.port))
        assert value(found, "tenprint_database_up") == 0
        assert value(found, "tenprint_ready") == 0
        assert value(found, "tenprint_disk_free_bytes") == 1_000
        assert value(found, "tenprint_cluster_replicas", state="unready") == 2
        assert not [name for name, _ in found if "gallery" in name], "no figures of before"


def test_a_scraper_without_rest_reads_the_database_once() -> None:
    figures, registry = Figures(), CollectorRegistry()
    StateCollector(figures, kept_s=60).register(registry)
    with closing(MetricsEndpoint("127.0.0.1:0", registry)) as endpoint:
        for _ in range(5):
            text_of(endpoint.port)
    assert figures.read_count == 1
