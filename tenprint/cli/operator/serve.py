"""Start the service."""

import sys

import click

from tenprint.cli.shared import server_packages


class _WithSettings(click.Command):
    """A command whose options are the settings of the service, read only when they are needed."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        with server_packages(tell_of_compilations=False):
            from services.settings import (
                REPEATABLE,
                SWITCHES,
                Settings,
                explained,
                flag_name,
                values_of,
            )

        settings = [
            click.Option(
                [flag_name(name), name],
                metavar=None if name in SWITCHES else values_of(name),
                is_flag=name in SWITCHES,
                default=None,
                multiple=name in REPEATABLE,
                help=explained(name),
            )
            for name in Settings.model_fields
        ]
        return [*settings, *super().get_params(ctx)]


@click.command(cls=_WithSettings)
def serve(**given: str | bool | tuple[str, ...] | None) -> None:
    """Start the service and its LESC stub. Every setting is a flag and a variable; flags win.

    \b
    tenprint serve --insecure-loopback
    tenprint serve --keys keys/ --data /var/lib/tenprint --port 50051
    """
    flags = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value not in (None, ())
    }
    with server_packages(tell_of_compilations=False):
        import server

        sys.exit(server.serve(flags))
