"""Some commands need the service's packages, which the wheel of `tenprint` does not hold."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from tenprint.cli.shared.output import progress_console
from tenprint.cli.shared.progress import EVERY_S

_ROOT = Path(__file__).resolve().parents[3]
"""The folder in which `tenprint` lies: a checkout, or site-packages."""
_TARGETS = {"pyarrow": "transfer-setup", "ray": "cluster-setup"}
"""By package, the target of make that installs what `make setup` leaves out."""


@contextmanager
def server_packages(*, tell_of_compilations: bool = True) -> Iterator[None]:
    """Let the body import and use the service's packages; their errors become one line.

    In a checkout the service's packages lie beside `tenprint`. The folder in which the command is
    run does not matter.

    tell_of_compilations: say on standard error when kernels are compiled. This imports numba, which
    reads the folder of its cache from the environment then.
    """
    if (_ROOT / "server.py").is_file() and str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    try:
        with _told_of_compilations() if tell_of_compilations else nullcontext():
            yield
    except ModuleNotFoundError as error:
        raise click.ClickException(_remedy(error)) from error
    except Exception as error:
        from matcher.errors import TenprintError

        if isinstance(error, TenprintError):
            raise click.ClickException(f"{error.reason}: {error}") from error
        raise


@contextmanager
def _told_of_compilations() -> Iterator[None]:
    """Say at once that kernels are compiled, and every 10 s how many."""
    from matcher.kernels import watch_compilations

    next_s = 0.0

    def tell(count: int) -> None:
        nonlocal next_s
        if count > 1 and time.monotonic() < next_s:
            return
        next_s = time.monotonic() + EVERY_S
        progress_console.print(
            f"compiling kernels for this processor, {count} so far: later commands find them kept"
        )

    with watch_compilations(tell):
        yield


def _remedy(error: ModuleNotFoundError) -> str:
    if (_ROOT / "server.py").is_file():
        target = _TARGETS.get(error.name or "", "setup")
        return f"{error.name} is not installed: run `make {target}` in {_ROOT}"
    command = click.get_current_context().command_path
    return f"`{command}` is part of the service: run it from a checkout or the container"
