"""Send many mutated requests over every RPC: `python -m tests.fuzz.requests_soak --out FILE`.

Each piece is a run against a service of its own. It is added to the record when it is done; started
again, the run goes on where the record ends. `make soak requests` is the long run.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from tests.fuzz.running import FLAGS, Outcome, fuzz
from tests.fuzz.stages import WITHOUT
from tests.servers import running_server
from tests.services.access.rpcs import RPCS

ROUNDS = 10
"""Of a piece."""
_SEEDS = 1_000
"""Pieces of one seed have seeds of their own, fewer than these."""
_MOST_TOLD = 500
"""Faults that a record tells; it counts them all."""


@dataclass
class Record:
    """What has come back so far."""

    seed: int
    pieces: int = 0
    requests: int = 0
    duration_s: float = 0.0
    requests_per_s: float = 0.0
    fault_count: int = 0
    faults: list[str] = field(default_factory=list)
    without_ok: list[str] = field(default_factory=list)
    """RPCs that answered no request with OK, although a request can be."""
    cannot: dict[str, str] = field(default_factory=lambda: dict(WITHOUT))
    """RPCs that no request brings to OK, with the reason."""
    unstaged: dict[str, int] = field(default_factory=dict)
    """How often nobody could be led to a state, by the first 200 characters of why."""
    codes: dict[str, dict[str, int]] = field(default_factory=dict)
    """By RPC: how many requests were answered with which code."""

    def add(self, outcome: Outcome, duration_s: float, names: Iterable[str]) -> None:
        """Add a piece. names: of every RPC."""
        self.pieces += 1
        self.requests += sum(outcome.codes.values())
        self.duration_s = round(self.duration_s + duration_s, 1)
        self.requests_per_s = round(self.requests / max(self.duration_s, 0.1), 1)
        self.fault_count += len(outcome.faults)
        self.faults = [*self.faults, *outcome.faults][:_MOST_TOLD]
        for (name, code), count in sorted(outcome.codes.items()):
            of_rpc = self.codes.setdefault(name, {})
            of_rpc[code] = of_rpc.get(code, 0) + count
        self.codes = {name: self.codes[name] for name in sorted(self.codes)}
        unstaged = Counter(self.unstaged) + Counter(one[:200] for one in outcome.unstaged)
        self.unstaged = dict(unstaged.most_common())
        answered = {name for name, codes in self.codes.items() if "OK" in codes}
        self.without_ok = sorted(set(names) - answered - set(self.cannot))

    @property
    def is_sound(self) -> bool:
        """Whether nothing happened that must not, and each RPC that can was answered OK once."""
        return not self.fault_count and not self.without_ok


def read(path: Path, seed: int) -> Record:
    """Read the record of the same seed, or begin one. Raises click.UsageError."""
    if not path.exists():
        return Record(seed)
    try:
        record = Record(**json.loads(path.read_text()))
    except (TypeError, ValueError) as error:
        raise click.UsageError(f"{path} is no record of this version: remove it") from error
    if record.seed != seed:
        raise click.UsageError(f"{path} is a run of seed {record.seed}: remove it, or use the seed")
    return record


def write(path: Path, record: Record) -> None:
    """Replace the record, so that an interruption leaves the old record or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(asdict(record), indent=1) + "\n")
    beside.replace(path)


def piece(seed: int, rounds: int) -> Outcome:
    """Fuzz a service of its own, whose data are thrown away."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder), *FLAGS) as server:
        return fuzz(server, rounds=rounds, seed=seed)


@click.command()
@click.option("--count", default=50_000, show_default=True, help="Requests, at least.")
@click.option("--seed", default=1, show_default=True)
@click.option("--rounds", default=ROUNDS, show_default=True, help="Of a piece.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
def soak(count: int, seed: int, rounds: int, out: Path) -> None:
    """Fuzz until the record holds so many requests; exit with 1 if it is not sound."""
    record, names = read(out, seed), [rpc.descriptor.name for rpc in RPCS]
    while record.requests < count:
        started_s = time.monotonic()
        outcome = piece(seed * _SEEDS + record.pieces, rounds)
        record.add(outcome, time.monotonic() - started_s, names)
        write(out, record)
        click.echo(
            f"{record.requests:,}/{count:,} requests, {record.requests_per_s:.1f}/s, "
            f"{record.fault_count} faults, without OK: {', '.join(record.without_ok) or 'none'}"
        )
    for fault in record.faults:
        click.echo(fault, err=True)
    sys.exit(0 if record.is_sound else 1)


if __name__ == "__main__":
    soak()
