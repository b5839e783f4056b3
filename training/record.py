"""Writes the results of a training: the weights and their origin."""

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from training.finish import Finished
from training.measure import HitRates
from training.network import to_weights
from training.recipe import Recipe

RUNS = Path(__file__).with_name("runs")
_PACKAGES = ("torch", "numpy", "numba")


@dataclass(frozen=True)
class Logged:
    """A line of the training log: means since the previous line."""

    step: int
    loss: float
    accuracy: float
    """Share of impressions whose mate is the nearest of the batch."""
    scale: float
    """The factor of cosines in the loss."""


@dataclass(frozen=True, eq=False)
class Training:
    """The result of a run."""

    before: HitRates
    """Hit rates of the closed-form start."""
    after: HitRates
    log: list[Logged]
    finished: Finished


def write_weights(path: Path, finished: Finished) -> None:
    """Write weights for the matcher, in half precision."""
    weights = vars(to_weights(finished.network.state_dict())) | {"code": finished.code}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **{k: v.astype(np.float16) for k, v in weights.items()})


def write_record(folder: Path, recipe: Recipe, weights: Path, done: Training) -> None:
    """Write recipe, population, versions, figures and digest, and the log in a second file."""
    record = {
        "weights_sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "recipe": asdict(recipe),
        "views": [repr(view) for view in recipe.views()],
        "populations": sorted({view.population.version for view in recipe.views()}),
        "held_out_before": asdict(done.before),
        "held_out_after": asdict(done.after),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "record.json").write_text(json.dumps(record, indent=2, default=str) + "\n")
    lines = [json.dumps(asdict(line)) for line in done.log]
    (folder / "log.jsonl").write_text("\n".join(lines) + "\n")
