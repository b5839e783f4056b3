"""What each part of the work costs, from results files that this project's benchmarks wrote."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import Floats, MeasurementError

SEARCHES = ("search-100k", "search-1m", "search-10m", "search-70m")
CALLS = "cluster_check.json"
_ROW_BYTES = 17
"""A row of a shortlist: an id, two similarities, a class."""


@dataclass(frozen=True)
class Call:
    """A question to a replica and its answer, with no work in it."""

    caller_s: float
    """Time of a core at the caller."""
    replica_s: float
    """Time of a core at the replica."""
    wire_s: float
    """What is left of the time from the question to the answer."""

    def carrying(self, byte_count: float, byte: "Call") -> "Call":
        """Return the same call with so many bytes more."""
        return Call(
            self.caller_s + byte_count * byte.caller_s,
            self.replica_s + byte_count * byte.replica_s,
            self.wire_s + byte_count * byte.wire_s,
        )


@dataclass(frozen=True)
class Calls:
    """What calls cost, by what they carry."""

    nothing: Call
    vectors: Call
    """A probe's vectors."""
    templates: Call
    """A probe's prepared templates."""
    byte: Call
    merge_s: float
    """The caller's time for a row of a shortlist that is merged with others."""

    def shortlist(self, rows: float) -> Call:
        """Return the call that brings a shortlist."""
        return self.vectors.carrying(_ROW_BYTES * rows, self.byte)

    @classmethod
    def of(cls, measured: Mapping[str, Any]) -> "Calls":
        """Read what `checking` has measured, in milliseconds."""
        nothing, vectors, templates, ids = (
            _call(measured[name]) for name in ("nothing", "vectors", "templates", "ids")
        )
        count = measured["ids"]["bytes"]
        byte = Call(
            max(0.0, ids.caller_s - vectors.caller_s) / count,
            max(0.0, ids.replica_s - vectors.replica_s) / count,
            max(0.0, ids.wire_s - vectors.wire_s) / count,
        )
        return cls(nothing, vectors, templates, byte, measured["merge_ns_per_row"] / 1e9)


_FREE = Call(0.0, 0.0, 0.0)
NO_CALLS = Calls(_FREE, _FREE, _FREE, _FREE, merge_s=0.0)
"""Of an index in the service itself."""


@dataclass(frozen=True, eq=False)
class Costs:
    """Seconds of one core for each part, and bytes for each person."""

    scan: tuple[Floats, Floats]
    """People, and the seconds in which their small codes are scanned."""
    place_s: float
    """Rescoring a place of a shortlist."""
    few_s: float
    """Comparing a reference by the few fingers."""
    all_s: float
    """Comparing a reference by the other fingers."""
    own_s: float
    """Of a search in the service: preparing and deciding."""
    prints_s: Floats
    """Extraction of each of some prints."""
    spread: Floats
    """Times of searches, of their median."""
    calls: Calls
    resident_bytes: float = 0.0
    """Of a person in memory."""
    disk_bytes: float = 0.0
    """Of a person's codes on the disk of a replica."""
    load_s: float = 0.0
    """For a person, when a replica starts from its folder."""
    fill_s: float = 0.0
    """For a person, when a replica fills an empty folder."""
    sources: Mapping[str, str] = field(default_factory=dict)

    def scan_s(self, people: float) -> float:
        """Return the time for scanning so many people, on a line between measured sizes."""
        sizes, seconds = self.scan
        if people > sizes[-1]:
            return float(seconds[-1] * people / sizes[-1])
        return float(np.interp(people, sizes, seconds))


def read_costs(folder: Path, *, cold: bool = True) -> Costs:
    """Read every cost from the folder of results. cold: finer codes come from the disk."""
    searches = [_read(folder / "search" / f"{name}.json") for name in SEARCHES]
    raw = _read(folder / "search" / f"{SEARCHES[-1]}.raw.json")
    bulk, prints = _read(folder / "bulk.json"), folder / "extraction.npz"
    state = "cold" if cold else "warm"
    largest = searches[-1]
    stages = {name: found["p50_ms"] / 1_000 for name, found in largest[state]["stages"].items()}
    whole = np.array([sum(one.values()) for one in raw[state]])
    depth, few, more = largest["shortlist"]["depth"], 100, 10
    with np.load(prints) as arrays:
        prints_s = arrays["cost/blocks/pruned"].min(axis=1)
    return Costs(
        scan=(
            np.array([one["records"] for one in searches], np.float64),
            np.array([one[state]["stages"]["shortlist"]["p50_ms"] / 1e3 for one in searches]),
        ),
        place_s=stages["rescore"] / depth,
        few_s=stages["compare_few"] / few,
        all_s=stages["compare_all"] / more,
        own_s=stages["prepare"] + stages["decide"],
        prints_s=prints_s,
        spread=whole / np.median(whole),
        calls=Calls.of(_read(folder / CALLS)["calls"]),
        resident_bytes=largest["opening"]["index_bytes"] / largest["records"],
        disk_bytes=largest["set_bytes"] / largest["records"],
        load_s=largest["load_seconds"] / largest["records"],
        fill_s=1 / bulk["bulk"]["templates_and_vectors_to_set_per_second"],
        sources=_sources(state),
    )


def _sources(state: str) -> dict[str, str]:
    """Say where each cost stands."""
    stages = f"search/search-70m.json, {state}.stages"
    return {
        "scan": f"search/search-{{100k,1m,10m,70m}}.json, {state}.stages.shortlist.p50_ms",
        "place_s": f"{stages}.rescore.p50_ms over shortlist.depth",
        "few_s": f"{stages}.compare_few.p50_ms over 100 references",
        "all_s": f"{stages}.compare_all.p50_ms over 10 references",
        "own_s": f"{stages}.prepare and decide, p50_ms",
        "prints_s": "extraction.npz, cost/blocks/pruned, the best of three rounds of 40 prints",
        "spread": f"search/search-70m.raw.json, {state}: 150 searches, of their median",
        "calls": CALLS,
        "resident_bytes": "search/search-70m.json, opening.index_bytes",
        "disk_bytes": "search/search-70m.json, set_bytes: codes, without templates",
        "load_s": "search/search-70m.json, load_seconds",
        "fill_s": "bulk.json, templates_and_vectors_to_set_per_second",
    }


def _call(measured: Mapping[str, float]) -> Call:
    caller_s, replica_s = measured["caller_ms"] / 1_000, measured["replica_ms"] / 1_000
    return Call(caller_s, replica_s, max(0.0, measured["took_ms"] / 1_000 - caller_s - replica_s))


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except OSError as error:
        raise MeasurementError(
            f"{path} is missing, and with it a cost: measure it with its benchmark, see "
            "docs/benchmarks.md"
        ) from error
    return found
