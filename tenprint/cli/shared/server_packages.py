"""Some commands need the service's packages, which the wheel of `tenprint` does not hold."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

_ROOT = Path(__file__).resolve().parents[3]
"""The folder in which `tenprint` lies: a checkout, or site-packages."""


@contextmanager
def server_packages() -> Iterator[None]:
    """Let the body import and use the service's packages; their errors become one line.

    In a checkout the service's packages lie beside `tenprint`. The folder in which the command is
    run does not matter.
    """
    if (_ROOT / "server.py").is_file() and str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(_remedy(error)) from error
    except Exception as error:
        from matcher.errors import TenprintError

        if isinstance(error, TenprintError):
            raise click.ClickException(f"{error.reason}: {error}") from error
        raise


def _remedy(error: ModuleNotFoundError) -> str:
    if (_ROOT / "server.py").is_file():
        return f"{error.name} is not installed: run `make setup` in {_ROOT}"
    command = click.get_current_context().command_path
    return f"`{command}` is part of the service: run it from a checkout or the container"
