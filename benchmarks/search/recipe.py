"""What the scale benchmark is asked to do."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.data.results import DEFAULT_CACHE
from benchmarks.search.pool import PoolRecipe

SEED = 1
"""Of the composition."""


@dataclass(frozen=True)
class Run:
    """What was asked for on the command line."""

    json: Path
    records: int = 1_000_000
    pool: int = 200_000
    """Genuine people whose fingers others are composed of."""
    probed: int = 4_000
    seconds_of: int = 5_000
    """People of the pool with second impressions."""
    mated: int = 4_000
    """Mated searches that ask what the stages lose."""
    searches: int = 300
    """Shortlists timed, and whole identifications, cold and warm."""
    exact: int = 32
    """Probes whose shortlist is compared with exact search over everybody."""
    seconds: float = 60.0
    """Of each phase under load."""
    clients: int = 4
    changes: float = 20.0
    """Enrolments, and as many removals, a second beside searches."""
    bulk: int = 100_000
    """People loaded in bulk."""
    finer: str = "sign-512"
    validate: bool = False
    peers: bool = False
    build_only: bool = False
    probes: int = 512
    """Strangers searched for by `validate`."""
    beyond: int = 10_000_000
    """Composed people whose nearest is predicted by `validate`."""
    fresh: bool = False
    plot: Path | None = None
    cache: Path = field(default=DEFAULT_CACHE)

    @property
    def pool_recipe(self) -> PoolRecipe:
        """Whose fingers are used."""
        return PoolRecipe(self.pool, self.probed, self.seconds_of)

    @property
    def planted(self) -> int:
        """Genuine people among the composed ones: at most one in twenty."""
        return min(self.mated, self.probed, self.records // 20)

    def stated(self) -> dict[str, str]:
        """Say what was asked for, where it decides the figures."""
        beside = {"json", "plot", "cache", "fresh", "build_only"}
        return {name: str(value) for name, value in asdict(self).items() if name not in beside}
