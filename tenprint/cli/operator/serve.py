"""Start the service."""

import sys

import click

from tenprint.cli.shared import server_packages


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    options_metavar="[OPTIONS]",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="")
def serve(arguments: tuple[str, ...]) -> None:
    """Start the service and its LESC stub; `--help` lists the settings.

    \b
    tenprint serve
    tenprint serve --data /var/lib/tenprint --port 50051
    """
    with server_packages(tell_of_compilations=False):
        import server

        sys.exit(server.main(list(arguments)))
