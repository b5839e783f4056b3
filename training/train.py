"""Make the weights of the vector: `python -m training.train`.

All people are synthetic, from the seeds of Purpose.TRAIN. A stopped run continues from its last
checkpoint. `training/runs` records the origin and the digest of the weights. `--quick` shows in
minutes that everything works, and does not change the weights in use.
"""

import argparse
from pathlib import Path
from statistics import fmean

import torch
from platformdirs import user_cache_dir

from matcher.vector import WEIGHTS_PATH
from synthesis.seeds import Purpose
from training.finish import finish
from training.impressions import make_impressions
from training.learning import Batch, Learner, Source
from training.measure import hit_rates
from training.network import Network
from training.recipe import QUICK, Recipe
from training.record import RUNS, Logged, Training, write_record, write_weights
from training.start import start

LOGGED_STEPS = 100
CHECKPOINT_STEPS = 500


def main() -> None:
    """Train, and write the weights and the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, not installed")
    parser.add_argument("--cache", type=Path, default=Path(user_cache_dir("tenprint")))
    arguments = parser.parse_args()
    cache = arguments.cache / "training"
    if arguments.quick:
        recipe, weights, record = QUICK, cache / "quick" / WEIGHTS_PATH.name, cache / "quick"
    else:
        recipe = Recipe()
        weights, record = WEIGHTS_PATH, RUNS / recipe.name
    done = train(recipe, cache)
    write_weights(weights, done.finished)
    write_record(record, recipe, weights, done)
    print(f"{weights}: {weights.stat().st_size:,} bytes")


def train(recipe: Recipe, cache: Path) -> Training:
    """Train by a recipe and print progress."""
    torch.set_num_threads(1)  # Another order of sums would give other weights.
    torch.manual_seed(recipe.seed)
    people = make_impressions(recipe.views(), Purpose.TRAIN, range(recipe.people), cache)
    views = recipe.held_out_views()
    others = make_impressions(views, Purpose.TRAIN, recipe.held_out, cache)
    network, most = Network(recipe.shape), recipe.course.most_minutiae
    start(
        network,
        people,
        recipe.course.augmentation,
        fingers=recipe.start_fingers,
        most=most,
        seed=recipe.seed,
    )
    before = hit_rates(network, others, most)
    print(f"start: {before}", flush=True)
    learner = Learner(network, [Source(people, 1.0)], recipe.course, recipe.seed)
    log = _learn(learner, recipe.course.steps, cache / f"{recipe.learning_digest}.checkpoint")
    finished = finish(learner.averaged(), people, recipe)
    after = hit_rates(finished.network, others, most)
    print(f"end:   {after}", flush=True)
    return Training(before, after, log, finished)


def _learn(learner: Learner, steps: int, checkpoint: Path) -> list[Logged]:
    log: list[Logged] = []
    if checkpoint.is_file():
        kept = torch.load(checkpoint, weights_only=False)  # nosec B614 # our own checkpoint of the same run
        learner.resume(kept["learner"])
        log = kept["log"]
        print(f"going on from step {learner.step}", flush=True)
    batches: list[Batch] = []
    while learner.step < steps:
        batches.append(learner.learn())
        if learner.step % LOGGED_STEPS == 0 or learner.step == steps:
            log.append(_summary(learner, batches))
            print(log[-1], flush=True)
            batches = []
        if learner.step % CHECKPOINT_STEPS == 0 or learner.step == steps:
            draft = checkpoint.with_suffix(".draft")
            torch.save({"learner": learner.state(), "log": log}, draft)
            draft.replace(checkpoint)
    return log


def _summary(learner: Learner, batches: list[Batch]) -> Logged:
    return Logged(
        step=learner.step,
        loss=round(fmean(batch.loss for batch in batches), 4),
        accuracy=round(fmean(batch.accuracy for batch in batches), 4),
        scale=round(float(learner.network.log_scale.detach().exp()), 2),
    )


if __name__ == "__main__":
    main()
