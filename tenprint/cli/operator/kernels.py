"""Compile the inner loops for this processor, before anybody waits for them."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

import click

from tenprint.cli.shared import console, server_packages, shown, waiting

_PPI = 500


class CompiledKernels(TypedDict):
    """What `compile --json` prints."""

    compiled_count: int
    """Functions that the folder did not hold."""
    seconds: float
    folder: str


def _tell(done: CompiledKernels) -> None:
    console.print(
        f"{done['compiled_count']} functions compiled in {done['seconds']:.0f} s, kept in "
        f"{done['folder']}"
    )


@click.command("compile")
@shown(_tell)
def compile_kernels() -> CompiledKernels:
    """Compile the kernels for this processor; `make setup` does so.

    The service, all commands, the benchmarks and the tests read them from one folder:
    TENPRINT_MODEL_CACHE, or the user's cache. A version of the matcher has kernels of its own.

    \b
    tenprint compile
    """
    with server_packages(tell_of_compilations=False):
        import matcher
        from matcher.kernels import watch_compilations

        start_s, count = time.monotonic(), 0

        def counted(compiled: int) -> None:
            nonlocal count
            count = compiled

        with watch_compilations(counted), TemporaryDirectory(prefix="tenprint-compile-") as folder:
            for number, (doing, step) in enumerate(_STEPS, 1):
                with waiting(f"compiling, step {number} of {len(_STEPS)}: {doing}"):
                    step(Path(folder))
        return CompiledKernels(
            compiled_count=count,
            seconds=round(time.monotonic() - start_s, 1),
            folder=matcher.DEFAULT_KERNEL_FOLDER,
        )


def _search(folder: Path) -> None:
    from gallery.warm_up import load_kernels

    load_kernels()


def _render(folder: Path) -> None:
    from ebts.writing import write
    from synthesis.images import encode_png
    from tenprint.cli.transactions import synthetic

    order = synthetic.Order(seed=1, tcn="COMPILE", agency="WVTEST000", destination="WVIAFIS0Z")
    drawn = synthetic.draw_prints(order)
    write(synthetic.make_transaction(order, drawn))
    for position, pixels in list(drawn.rolled.items())[:2]:
        (folder / f"{int(position):02}.png").write_bytes(encode_png(pixels))


def _extract(folder: Path) -> None:
    from services.process import extract_locally
    from tenprint.samples import sample_from_file

    for path in sorted(folder.iterdir()):
        extract_locally(sample_from_file(path, int(path.stem), _PPI))


def _draw_templates(folder: Path) -> None:
    """Draw people without images, as large galleries are made, and compare their fingers."""
    from matcher.repetition import find_repeated
    from synthesis.populations import POPULATION_NAMES, population

    for name in POPULATION_NAMES:
        find_repeated(list(population(name).encounter(0, 0).items())[:2])


_STEPS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("searching", _search),
    ("rendering synthetic prints", _render),
    ("finding minutiae", _extract),
    ("drawing synthetic templates", _draw_templates),
)
