"""Reads metrics of a running server as Prometheus does."""

import time
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from tests.servers import RunningServer

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def metrics_port(server: RunningServer) -> int:
    [told] = [line for line in server.log() if line["event"] == "metrics"]
    return int(told["port"])


def text_of(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def text_once(port: int, name: str, *, within_s: float = 30, **labels: str) -> str:
    """Read metrics once a sample is among them: a refusal is counted after its caller has it."""
    end_s = time.monotonic() + within_s
    while True:
        text = text_of(port)
        if (name, frozenset(labels.items())) in samples_of(text) or time.monotonic() > end_s:
            return text
        time.sleep(0.05)


def samples_of(text: str) -> Samples:
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]
