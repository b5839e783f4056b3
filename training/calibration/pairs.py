"""Pairs of synthetic people for calibration: every score of a block, in a file.

A block has two encounters of some people. Everybody's first encounter is compared with everybody's
second, finger by finger. The diagonal is mated, the rest are strangers. Blocks share nobody, so
their differences show how much figures vary from people to people. One half of the seeds reserved
for calibration serves to fit, the other half to prove. In a block of small prints, all prints are
cut to windows: two small prints resemble each other more often than a small and a whole print.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from matcher.comparison import prepare, score_packed
from matcher.cylinders import Cylinders, pack, spread_px
from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.population import Population
from synthesis.seeds import Purpose
from training.calibration.windows import cut

DEFAULT_CACHE = Path(user_cache_dir("tenprint")) / "calibration"
PLAIN, ROLLED = ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED
PLAIN_PLAIN = (PLAIN, PLAIN)
PAIRINGS = (PLAIN_PLAIN, (PLAIN, ROLLED), (ROLLED, PLAIN), (ROLLED, ROLLED))
"""Kinds of probe and reference."""


class Half(Enum):
    """The use of a block; the value is the first number of its people."""

    FIT = 0
    PROVE = 1_500_000


@dataclass(frozen=True)
class BlockRecipe:
    """Everything that determines a block's scores, besides the population and the matcher."""

    half: Half
    number: int
    people: int = 400
    pairing: tuple[ImpressionType, ImpressionType] = PLAIN_PLAIN
    """Kind of probe, kind of reference."""
    small: bool = False
    """Whether all prints are cut to windows."""

    @property
    def seeds(self) -> list[int]:
        """Return the seeds of the block's people."""
        first = self.half.value + self.number * self.people
        return [Purpose.CALIBRATE.seed(first + k) for k in range(self.people)]

    @property
    def file_name(self) -> str:
        """Return the name of the block's file."""
        kinds = "-".join(str(int(kind)) for kind in self.pairing)
        small = "-small" if self.small else ""
        return f"{self.half.name.lower()}-{self.number:04d}-{kinds}-{self.people}{small}.npz"


@dataclass(frozen=True, eq=False)
class Block:
    """Scores of probes (p) against references (r), finger by finger (10)."""

    score: NDArray[np.float32]
    """(p, r, 10)"""
    probe_cylinder_count: NDArray[np.int64]
    """(p, 10); 0 without a template."""
    reference_cylinder_count: NDArray[np.int64]
    """(r, 10)"""
    probe_spread_px: NDArray[np.float64]
    """(p, 10), see `matcher.cylinders.spread_px`; 0 without a template."""
    reference_spread_px: NDArray[np.float64]
    """(r, 10)"""

    @property
    def cylinder_count(self) -> NDArray[np.int64]:
        """(p, r, 10), the smaller of both templates."""
        probe, reference = self.probe_cylinder_count, self.reference_cylinder_count
        return np.asarray(np.minimum(probe[:, None], reference[None]))

    @property
    def spread_px(self) -> NDArray[np.float64]:
        """(p, r, 10), the smaller of both templates."""
        probe, reference = self.probe_spread_px, self.reference_spread_px
        return np.asarray(np.minimum(probe[:, None], reference[None]))

    @property
    def mated(self) -> NDArray[np.bool_]:
        """(p, r), whether probe and reference are of one person."""
        return np.eye(len(self.score), dtype=np.bool_)


def blocks(recipes: Sequence[BlockRecipe], population: Population, cache: Path) -> Iterator[Block]:
    """Read stored blocks and compare missing ones; prints the remaining time."""
    folder = cache / f"{population.name}-{_fingerprint(population)}"
    missing = [recipe for recipe in recipes if not (folder / recipe.file_name).is_file()]
    started_s, made = time.monotonic(), 0
    for recipe in recipes:
        path = folder / recipe.file_name
        if recipe in missing:
            _save(path, compare_block(recipe, population))
            made += 1
            left_s = (time.monotonic() - started_s) / made * (len(missing) - made)
            print(f"{made} of {len(missing)} blocks compared, {left_s:.0f} s left", flush=True)
        with np.load(path) as data:
            yield Block(**{field.name: data[field.name] for field in fields(Block)})


def compare_block(recipe: BlockRecipe, population: Population) -> Block:
    """Make two encounters of everybody and compare all with all."""
    probes, references = (
        [prepare_encounter(_take(population, recipe, seed, encounter)) for seed in recipe.seeds]
        for encounter in range(len(recipe.pairing))
    )
    return compare_people(probes, references)


def _take(
    population: Population, recipe: BlockRecipe, seed: int, encounter: int
) -> dict[FingerPosition, Template]:
    """Take a person's first (probes) or second encounter (references)."""
    taken = population.encounter(seed, encounter, kind=recipe.pairing[encounter])
    if not recipe.small:
        return taken
    rng = np.random.default_rng([seed, encounter])
    windows = {position: cut(template, rng) for position, template in taken.items()}
    return {position: one for position, one in windows.items() if one is not None}


def prepare_encounter(
    templates: Mapping[FingerPosition, Template],
) -> dict[FingerPosition, Cylinders]:
    """Prepare all prints of an encounter."""
    return {position: prepare(template) for position, template in templates.items()}


def compare_people(
    probes: Sequence[Mapping[FingerPosition, Cylinders]],
    references: Sequence[Mapping[FingerPosition, Cylinders]],
) -> Block:
    """Compare every probe with every reference, each finger with the same finger."""
    score = np.zeros((len(probes), len(references), len(FINGERS)), np.float32)
    for column, position in enumerate(FINGERS):
        there = [k for k, one in enumerate(references) if position in one]
        packed = pack([references[k][position] for k in there])
        for row, probe in enumerate(probes):
            if position in probe:
                score[row, there, column] = score_packed(probe[position], packed)
    return Block(
        score=score,
        probe_cylinder_count=_cylinder_counts(probes),
        reference_cylinder_count=_cylinder_counts(references),
        probe_spread_px=_spreads(probes),
        reference_spread_px=_spreads(references),
    )


def _cylinder_counts(people: Sequence[Mapping[FingerPosition, Cylinders]]) -> NDArray[np.int64]:
    """Return (n, 10) cylinder counts, 0 without a print."""
    rows = [[one[p].cylinder_count if p in one else 0 for p in FINGERS] for one in people]
    return np.array(rows, np.int64)


def _spreads(people: Sequence[Mapping[FingerPosition, Cylinders]]) -> NDArray[np.float64]:
    """Return (n, 10) spreads in pixels, 0 without a print."""
    return np.array([[spread_px(one[p]) if p in one else 0.0 for p in FINGERS] for one in people])


def _fingerprint(population: Population) -> str:
    """Digest a few scores, which change if people's prints or their comparison change."""
    layout = [one.name for one in fields(Block)]
    digest = hashlib.sha256(f"{population!r} {population.version} {layout}".encode())
    taken = [
        prepare_encounter(population.encounter(Purpose.TEST.seed(person), encounter, kind=kind))
        for person in range(2)
        for encounter, kind in enumerate((PLAIN, ROLLED))
    ]
    digest.update(compare_people(taken, taken).score.tobytes())
    return digest.hexdigest()[:12]


def _save(path: Path, block: Block) -> None:
    """Write a file that exists as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft.npz")
    columns = {field.name: getattr(block, field.name) for field in fields(Block)}
    np.savez_compressed(draft, allow_pickle=False, **columns)
    draft.replace(path)
