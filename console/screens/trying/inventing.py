"""Invented people: their prints are drawn from a number, in a process of its own."""

import atexit
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import platformdirs

from console.screens.trying.trial import Print, Trial
from matcher.types import STANDARD_PPI
from synthesis.images import PrintCache, Recipe
from tenprint.samples import sample_from_bytes

MAX_SEED = 999_999
MAX_CAPTURE = 99
FIRST_CAPTURE = 2
"""The demonstration has enrolled captures 0 and 1 of its people, and books capture 2."""


def invent(seed: int, capture: int) -> Trial:
    """Draw ten prints of the person of a number, or read them if this machine has drawn them."""
    recipe = Recipe(seed, capture)
    cached = PrintCache(Path(platformdirs.user_cache_dir("tenprint")) / "prints")
    if cached.missing([recipe]):
        _renderer().submit(cached.render, [recipe]).result()
    prints = tuple(
        Print(
            int(position),
            int(position),
            f"drawn, {STANDARD_PPI} ppi",
            sample_from_bytes(png, int(position), STANDARD_PPI),
            png,
        )
        for position, png in cached.read(recipe).items()
    )
    return Trial(
        f"invented person {seed}, capture {capture}",
        prints,
        facts=(("Person", f"{seed}, who does not exist"), ("Capture", str(capture))),
        seed=seed,
    )


@cache
def _renderer() -> ProcessPoolExecutor:
    """Start the drawing process with the first person."""
    renderer = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    atexit.register(renderer.shutdown, wait=False, cancel_futures=True)
    return renderer
