"""Tests whether composed people represent genuine ones, before hit rates at 70 million are quoted.

Strangers are searched for among genuine people and among composed people. A hit rate depends on the
similarity of the nearest and the thousandth stranger, so these are compared, probe by probe. A
difference is expressed as a factor of gallery size: how much larger or smaller a gallery of genuine
people would give the same similarity.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import MeasurementError
from benchmarks.search import exact, probes, tails
from benchmarks.search.exact import Nearest
from benchmarks.search.people import Composition, Ids
from benchmarks.search.pool import Floats, Pool
from benchmarks.search.tails import difference

LARGEST_FACTOR = 1.5
"""Composed people represent genuine ones if the difference, within its interval, is at most that of
this factor of people: 70 million would then be 47 to 105 million."""
_SEED = 77
_FACTORS = ("gallery_factor", "gallery_factor_low", "gallery_factor_high")


@dataclass(frozen=True)
class Plan:
    """The parameters of the validation."""

    probes: int = 512
    beyond: int = 10_000_000
    """Composed people whose best stranger is predicted from genuine ones."""
    pools: tuple[float, ...] = (0.25, 0.5, 1.0)
    """Shares of the pool: 50, 100 and 200 thousand."""
    deep: int = 1_000
    """The rank of the stranger who is compared besides the nearest."""

    @property
    def depths(self) -> dict[str, int]:
        """Return the places of the compared strangers."""
        return {"top_1": 0, f"top_{self.deep}": self.deep - 1}

    @property
    def kept(self) -> int:
        """Return how many strangers of each probe are needed."""
        return 2 * self.deep


def validate(pool: Pool, plan: Plan, cache: Path) -> dict[str, Any]:
    """Compare and judge; returns figures with the raw values of each probe under `raw`."""
    people = pool.recipe.people - pool.recipe.probed
    if people < plan.kept * 2:
        raise MeasurementError(f"validation asks for a --pool of {2 * plan.kept:,} people or more")
    searched = probes.strangers(plan.probes, cache).vectors
    genuine = _search(pool, plan, searched, exact.genuine_parts(pool))
    doubling = _per_doubling(genuine, plan, people)
    composed = dict(_composed(pool, plan, searched))
    tail, raw = _tail(pool, plan, searched, genuine, doubling["top_1"])
    agreement = {
        name: {
            depth: _judged(found.similarity[:, at], genuine.similarity[:, at], doubling[depth])
            for depth, at in plan.depths.items()
        }
        for name, found in composed.items()
    }
    columns = list(plan.depths.values())
    for name, found in {"genuine": genuine, **composed}.items():
        raw[name] = found.similarity[:, columns]
    parts = [one["agrees"] for depths in agreement.values() for one in depths.values()]
    return {
        "people": people,
        "probes": plan.probes,
        "quantiles": tails.QUANTILES,
        "per_doubling": doubling,
        "agreement": agreement,
        "tail": tail,
        "agrees": all([*parts, tail["agrees"]]),
        "raw": raw,
    }


def _composed(pool: Pool, plan: Plan, searched: Floats) -> Iterator[tuple[str, Nearest]]:
    """Search among equally many composed people, from parts of the pool."""
    recipe = pool.recipe
    people = recipe.people - recipe.probed
    for share in plan.pools:
        used = recipe.probed + round(people * share)
        made = Composition(pool, people, 0, _SEED, pool_people=used, plain=True)
        found = _search(pool, plan, searched, exact.parts(made))
        yield f"composed_of_{used - recipe.probed}", found


def _search(pool: Pool, plan: Plan, searched: Floats, people: Iterable[tuple[int, Ids]]) -> Nearest:
    kept = list(people)
    return exact.nearest(pool, partial(iter, kept), searched, plan.kept)


def _per_doubling(genuine: Nearest, plan: Plan, people: int) -> dict[str, float]:
    """Return how much nearer strangers come with twice as many genuine people."""
    half = tails.best_among(genuine.numbers, genuine.similarity, people // 2)
    # The stranger of half the rank is about as near as this rank's among twice as many.
    rank = plan.deep // 2 - 1
    deeper = genuine.similarity[:, rank] - genuine.similarity[:, plan.deep - 1]
    return {
        "top_1": float((genuine.similarity[:, 0] - half).mean()),
        f"top_{plan.deep}": float(deeper.mean()),
    }


def _judged(composed: Floats, genuine: Floats, per_doubling: float) -> dict[str, object]:
    """Compare means and quantiles; express the mean's difference as a factor of gallery size."""
    apart = difference(composed, genuine)
    factors = _factors((apart.mean, apart.low, apart.high), per_doubling)
    ends = zip(
        _factors(apart.quantiles_low, per_doubling),
        _factors(apart.quantiles_high, per_doubling),
        strict=True,
    )
    return {
        **asdict(apart),
        **dict(zip(_FACTORS, factors, strict=True)),
        "agrees": all(_near(low, high) for low, high in [factors[1:], *ends]),
    }


def _factors(differences: Sequence[float], per_doubling: float) -> list[float]:
    return [float(2 ** (one / per_doubling)) for one in differences]


def _near(low: float, high: float) -> bool:
    return low < LARGEST_FACTOR and high > 1 / LARGEST_FACTOR


def _tail(
    pool: Pool, plan: Plan, searched: Floats, genuine: Nearest, per_doubling: float
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Predict the best of many composed people from genuine ones, and check."""
    people = pool.recipe.people - pool.recipe.probed
    counts = [n for n in (10_000, 20_000, 50_000, 100_000) if n < people]
    measured = [
        float(tails.best_among(genuine.numbers, genuine.similarity, n).mean()) for n in counts
    ]
    made = Composition(pool, plan.beyond, 0, _SEED + 1, plain=True)
    found = exact.nearest(pool, partial(exact.parts, made), searched, 1)
    best = found.similarity[:, 0]
    predicted = tails.predicted_best(genuine.similarity, people, plan.beyond)
    apart = difference(best, predicted)
    factors = _factors((apart.mean, apart.low, apart.high), per_doubling)
    figures = {
        "people": [*counts, people],
        "mean_top_1": [*measured, float(genuine.similarity[:, 0].mean())],
        "beyond": plan.beyond,
        "predicted_mean_top_1": float(predicted.mean()),
        "composed_mean_top_1": float(best.mean()),
        "mean": apart.mean,
        "low": apart.low,
        "high": apart.high,
        **dict(zip(_FACTORS, factors, strict=True)),
        # A prediction for one probe is inaccurate, so only means are compared.
        "agrees": _near(*factors[1:]),
    }
    return figures, {"beyond_predicted": predicted, "beyond_composed": best}
