"""Commands of operators use the server's packages, which a booking system does not install."""

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def server_packages() -> Iterator[None]:
    """Import and use the server's packages inside; what they raise becomes one clear line."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is not installed: install tenprint[server] to use this command"
        ) from error
    except Exception as error:
        from matcher.errors import TenprintError

        if isinstance(error, TenprintError):
            raise click.ClickException(f"{error.reason}: {error}") from error
        raise
