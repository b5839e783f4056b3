"""Figures that are saved as files."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def canvas(
    path: Path, size: tuple[float, float], rows: int = 1, columns: int = 1, dpi: int = 120
) -> Iterator[Any]:
    """Give the axes of a figure, as `plt.subplots` does, and save the figure at the end."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3}):
        figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained")
        yield axes
        with warnings.catch_warnings():
            # Matplotlib times the placing of a legend, and warns where a busy machine was slow.
            warnings.filterwarnings("ignore", 'Creating legend with loc="best" can be slow')
            figure.savefig(path, dpi=dpi)
        plt.close(figure)
