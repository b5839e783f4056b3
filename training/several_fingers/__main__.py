"""Learn the weights of `matcher.layout` from rendered prints, and show the border.

    python -m training.several_fingers --folder DIR

DIR keeps rendered prints and examples, so that a second run is short. The network learns to tell
maps of composites from maps of single prints, which are worn in many ways. The border lies above
every single print of people whom the network has not seen. All prints are synthetic.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

from matcher.layout import WEIGHTS_PATH, load_weights, several_odds
from matcher.several_fingers import OneFingerParameters
from training.several_fingers.examples import (
    SCALE,
    Example,
    Prints,
    block,
    composite,
    examples,
    jointed_composite,
    single,
)
from training.several_fingers.keeping import read_examples, write_examples
from training.several_fingers.learning import Course, learn
from training.several_fingers.network import Network, write_weights

RECORD = Path(__file__).parents[1] / "runs" / "several_fingers.json"


@dataclass(frozen=True)
class Part:
    """Examples that are made together."""

    people: range
    singles: int
    composites: int
    seed: int
    blocks: int = 0
    jointed_composites: int = 0


@dataclass(frozen=True)
class Lesson:
    """Examples and how they are learned."""

    parts: tuple[Part, ...]
    course: Course


_WORN = tuple(Part(range(100), 3_000, 1_500, 100 + k) for k in range(4))
_BLOCKS = Part(range(100), 0, 0, 110, 1_500, 500)


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights."""

    lessons: tuple[Lesson, ...] = (
        Lesson(_WORN[:3], Course()),
        Lesson(
            (*_WORN[2:], _BLOCKS, _BLOCKS), Course(rounds=3, learning_rate=1e-3, most_cells=150_000)
        ),
    )
    """The second lesson adds what blocks of cards hold, each example twice."""
    held_back: Part = Part(range(100, 140), 3_000, 2_000, 200)
    """People of whom the network learns nothing."""


def main() -> None:
    """Make the examples, learn, and write weights and record."""
    parser = argparse.ArgumentParser(prog="python -m training.several_fingers")
    parser.add_argument("--folder", type=Path, required=True, help="for prints and examples")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--weights", type=Path, default=WEIGHTS_PATH)
    parser.add_argument("--record", type=Path, default=RECORD)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.processes)
    recipe, network, log = Recipe(), None, list[str]()
    for number, lesson in enumerate(recipe.lessons, 1):
        kept = arguments.folder / f"lesson-{number}.pt"
        if not kept.is_file():
            made = make(lesson.parts, arguments.folder, arguments.processes)
            taught(made, lesson.course, network, kept)
        network = Network()
        network.load_state_dict(torch.load(kept, weights_only=True))
        log += kept.with_suffix(".log").read_text().splitlines()
    assert network is not None
    write_weights(arguments.weights, network)
    figures = judge(
        arguments.weights, make([recipe.held_back], arguments.folder, arguments.processes)
    )
    record = {
        "weights_sha256": hashlib.sha256(arguments.weights.read_bytes()).hexdigest(),
        "recipe": json.loads(json.dumps(asdict(recipe), default=str)),
        "held_back": figures,
        "log": log,
        "packages": {name: version(name) for name in ("torch", "numpy")},
    }
    arguments.record.parent.mkdir(parents=True, exist_ok=True)
    arguments.record.write_text(json.dumps(record, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


def taught(made: Sequence[Example], course: Course, start: Network | None, kept: Path) -> None:
    """Learn a lesson, and keep the network and the log."""
    log: list[str] = []

    def told(line: str) -> None:
        print(line, flush=True)
        log.append(line)

    network = learn(made, course, told, start)
    kept.with_suffix(".log").write_text("\n".join(log) + "\n")
    torch.save(network.state_dict(), kept)


def make(parts: Sequence[Part], folder: Path, processes: int) -> list[Example]:
    """Make the examples of parts, or read those that are kept."""
    if processes > 1:
        with ProcessPoolExecutor(processes) as pool:
            for done in [pool.submit(_made, part, folder) for part in parts]:
                done.result()
    return [one for part in parts for one in _made(part, folder)]


def _made(part: Part, folder: Path) -> list[Example]:
    path = folder / f"{part.people.start}-{part.people.stop}-{part.seed}.npz"
    if path.is_file():
        return read_examples(path)
    prints = Prints(folder / "prints", part.people)
    prints.render()
    rng = np.random.default_rng(part.seed)
    found = examples(single, prints, part.singles, rng)
    found += examples(composite, prints, part.composites, rng)
    found += examples(block, prints, part.blocks, rng)
    found += examples(jointed_composite, prints, part.jointed_composites, rng)
    write_examples(path, found)
    return found


def judge(path: Path, held_back: Sequence[Example]) -> dict[str, object]:
    """Say how the odds of people whom the network has not seen lie to the matcher's border."""
    weights = load_weights(path)
    odds = np.array(
        [several_odds((one.map / SCALE).astype(np.float32), weights) for one in held_back]
    )
    several = np.array([one.several for one in held_back])
    origins = np.array([one.origin for one in held_back])
    border = OneFingerParameters().max_layout_odds
    refused = {
        f"{origin}, {'several' if flag else 'one'}": {
            "count": int(chosen.sum()),
            "refused": int((odds[chosen] > border).sum()),
        }
        for flag in (False, True)
        for origin in np.unique(origins[several == flag]).tolist()
        for chosen in [(origins == origin) & (several == flag)]
    }
    highest = np.sort(odds[~several])[::-1][:10]
    lowest = np.sort(odds[several])[:10]
    return {
        "border": border,
        "highest odds of one finger": highest.round(2).tolist(),
        "lowest odds of several": lowest.round(2).tolist(),
        "refused": refused,
    }


if __name__ == "__main__":
    main()
