"""The options of the scale benchmark."""

from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.data import DEFAULT_CACHE, option
from benchmarks.search.pool import PoolRecipe

SEED = 1
"""The seed of the composition."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures; raw figures go beside it")
    records: int = option("people composed", 1_000_000)
    pool: int = option("genuine people whose fingers are used", 200_000)
    probed: int = option("people of the pool that are kept to be searched for", 4_000)
    seconds_of: int = option("people of the pool with second impressions", 5_000)
    mated: int = option("mated searches that ask what the stages lose", 4_000)
    searches: int = option("searches timed one by one, cold and warm", 300)
    exact: int = option("searches compared with exact search over everybody", 32)
    seconds: float = option("of each phase under load", 60.0)
    clients: int = option("searching at once", 4)
    changes: float = option("enrolments, and as many removals, a second beside searches", 20.0)
    bulk: int = option("people loaded in bulk", 100_000)
    finer: str = option("finer codes: int8-32, sign-512, int8-512", "sign-512")
    validate: bool = option("do composed people stand for genuine people?", False)
    peers: bool = option("measure beside FAISS flat, IVF-PQ and HNSW", False)
    build_only: bool = option("make pool and set, measure nothing", False)
    probes: int = option("strangers searched for by --validate", 512)
    beyond: int = option("composed people whose nearest --validate predicts", 10_000_000)
    fresh: bool = option("measure again what an interrupted run has measured", False)
    plot: Path | None = option(
        "folder to draw in; sizes: of all results beside --json", None, metavar="DIR"
    )
    cache: Path = option("folder of pool and sets", DEFAULT_CACHE)

    @property
    def pool_recipe(self) -> PoolRecipe:
        """Return the recipe of the pool."""
        return PoolRecipe(self.pool, self.probed, self.seconds_of)

    @property
    def planted(self) -> int:
        """Return the number of genuine people among the composed: at most one in twenty."""
        return min(self.mated, self.probed, self.records // 20)

    def stated(self) -> dict[str, str]:
        """Return the options that determine the figures."""
        beside = {"json", "plot", "cache", "fresh", "build_only"}
        return {name: str(value) for name, value in asdict(self).items() if name not in beside}
