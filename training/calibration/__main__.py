"""Make `matcher/calibration_tables.npz` from synthetic people and prove the tables on others.

    python -m training.calibration

Likelihood ratios, decibels and tails come from the fitting half of the people reserved for
calibration. The proving half then shows how far decibels hold; scores beyond are marked
extrapolated. Comparisons are kept in the cache: an interrupted run continues, and a changed fit
needs no new comparisons. Run this again whenever scores or people change.
"""

import argparse
from dataclasses import fields
from pathlib import Path

import numpy as np

from matcher.calibration import TABLES_PATH, Tables
from synthesis.first import FirstPopulation
from training.calibration.making import Recipe, make_tables
from training.calibration.pairs import DEFAULT_CACHE


def main() -> None:
    """Compare, fit, prove and write the tables."""
    defaults = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in vars(defaults).items():
        if isinstance(value, int):
            parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--out", type=Path, default=TABLES_PATH)
    arguments = parser.parse_args()
    named = {name: given for name, given in vars(arguments).items() if hasattr(defaults, name)}
    recipe = Recipe(**named)
    tables = make_tables(recipe, FirstPopulation(), arguments.cache)
    columns = {one.name: getattr(tables, one.name) for one in fields(Tables)}
    columns["llr"] = columns["llr"].round(4).astype(np.float32)
    np.savez_compressed(arguments.out, allow_pickle=False, **columns)
    print(f"{arguments.out.name}: {arguments.out.stat().st_size:,} bytes from {recipe}")


if __name__ == "__main__":
    main()
