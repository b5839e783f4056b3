"""The LESC stub as a process that is killed, stopped, slowed down and made to lie at random."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import grpc

from services.process.lesc_client import DEADLINE_S
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.callers import named_channel

START_TIMEOUT_S = 60.0


def free_port() -> int:
    """Choose a port; it is free until somebody else takes it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Stub:
    """One data folder and one port, through as many processes as it takes."""

    def __init__(self, data: Path, answer_target: str) -> None:
        self._data = data
        self.port = free_port()
        self._answer_target = answer_target
        self._process: subprocess.Popen[str] | None = None
        self.target = f"127.0.0.1:{self.port}"
        data.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Start a process and wait until it serves."""
        log = (self._data / "lesc.log").open("a")
        self._process = subprocess.Popen(
            [
                *(
                    sys.executable,
                    "-m",
                    "tenprint.cli.main",
                    "lesc",
                    "serve",
                    "--data",
                    str(self._data),
                ),
                *("--port", str(self.port), "--answer-target", self._answer_target),
                *("--delay-s", "0", "--log-level", "warning", "--log-format", "json"),
                "--watch-parent",
                "--insecure-loopback",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("ready"), (self._data / "lesc.log").read_text()[-2000:]

    def kill(self) -> None:
        """End it at once, and start another."""
        assert self._process is not None
        self._process.kill()
        self._reap()
        self.start()

    def freeze(self, seconds: float) -> None:
        """Let it hang: it keeps its connections and answers nothing."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self._process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ask it to end."""
        assert self._process is not None
        self._process.terminate()
        self._reap()

    def script(self, script: pb2.Script) -> bool:
        """Set how it misbehaves; returns whether it took that in."""
        with named_channel(self.target) as channel, suppress(grpc.RpcError):
            request = pb2.SetScriptRequest(script=script)
            LescServiceStub(channel).SetScript(request, timeout=DEADLINE_S, wait_for_ready=True)
            return True
        return False

    def behave(self) -> None:
        """End all misbehaviour."""
        while not self.script(pb2.Script()):
            pass

    def queries(self) -> list[pb2.Query]:
        """Read everything on its record, oldest first."""
        found: list[pb2.Query] = []
        with named_channel(self.target) as channel:
            request = pb2.ListQueriesRequest(page_size=1_000)
            while True:
                response = LescServiceStub(channel).ListQueries(
                    request, timeout=60, wait_for_ready=True
                )
                found += response.queries
                if not response.next_page_token:
                    return found
                request.page_token = response.next_page_token

    def _reap(self) -> None:
        assert self._process is not None
        self._process.wait(START_TIMEOUT_S)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


class Chaos:
    """Does one bad thing to a stub after another, drawn from a seed; counts what it did."""

    def __init__(self, stub: Stub, seed: int) -> None:
        self._stub = stub
        self._random = random.Random(seed)
        self.counts: Counter[str] = Counter()

    def strike(self) -> None:
        """Do the next thing."""
        act = self._random.choice((self._kill, self._freeze, self._slow, self._lie, self._behave))
        act()

    def _kill(self) -> None:
        self.counts["killed"] += 1
        self._stub.kill()

    def _freeze(self) -> None:
        self.counts["hung"] += 1
        self._stub.freeze(self._random.uniform(0.2, 2.5))

    def _slow(self) -> None:
        self.counts["slow"] += self._stub.script(
            pb2.Script(
                seed=self._seed(),
                research_delay_s=self._random.uniform(0.0, 2.0),
                hang_share=0.05,
                hang_s=self._random.uniform(0.0, 1.5),
            )
        )

    def _lie(self) -> None:
        self.counts["lying"] += self._stub.script(
            pb2.Script(
                seed=self._seed(),
                refuse_share=self._random.uniform(0.0, 0.2),
                lost_receipt_share=self._random.uniform(0.0, 0.3),
                false_receipt_share=self._random.uniform(0.0, 0.2),
                duplicate_share=self._random.uniform(0.0, 0.5),
                stray_share=self._random.uniform(0.0, 0.3),
                out_of_order=self._random.random() < 0.5,
            )
        )

    def _behave(self) -> None:
        self.counts["behaving"] += self._stub.script(pb2.Script())

    def _seed(self) -> int:
        return self._random.randrange(2**31)
