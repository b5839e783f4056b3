"""Run the console alone: pages for people, as a client of a service."""

import sys
from pathlib import Path

import click

from tenprint.cli.shared import connection, options, server_packages


@click.command()
@connection.target_option
@click.option(
    "--lesc-target", default="", help="HOST:PORT of the LESC; without it no LESC screens."
)
@options.defaulted(
    "--data",
    type=options.FOLDER,
    envvar="TENPRINT_DATA_DIR",
    default=Path("data"),
    help="Folder of the list of people.",
)
@options.defaulted("--host", default="127.0.0.1", help="Address to listen on.")
@options.defaulted(
    "--port", type=click.IntRange(0, 65535), default=50080, help="Port; 0 lets the system choose."
)
@click.option(
    "--keys",
    type=options.FOLDER,
    help="Folder of certificates made by `tenprint keys init`: TLS, and people are proved.",
)
@click.option(
    "--issuer-key",
    type=options.EXISTING_FILE,
    help="Private key by which the console signs its people's tokens, tokens.key in KEYS if not "
    "given.",
)
@click.option(
    "--insecure-loopback",
    is_flag=True,
    help="Development: no TLS, and the service believes its callers.",
)
@options.defaulted(
    "--idle-minutes",
    type=click.FloatRange(1, 720),
    envvar="TENPRINT_CONSOLE_IDLE_MINUTES",
    default=30.0,
    help="Minutes without a request that end a session.",
)
@click.option(
    "--public-address",
    envvar="TENPRINT_CONSOLE_ADDRESS",
    default="",
    help="Address by which browsers reach the console, such as https://tenprint.example; a "
    "provider of identities sends people back there. Each browser's own address, if not given.",
)
@click.option("--watch-parent", is_flag=True, hidden=True, help="Stop when standard input ends.")
@options.defaulted("--log-level", default="info", help="Least severity that is logged.")
@options.defaulted("--log-format", default="auto", help="auto, json or console.")
def console(
    target: str,
    lesc_target: str,
    data: Path,
    host: str,
    port: int,
    keys: Path | None,
    issuer_key: Path | None,
    insecure_loopback: bool,
    idle_minutes: float,
    public_address: str,
    watch_parent: bool,
    log_level: str,
    log_format: str,
) -> None:
    """Serve pages for people. `tenprint serve` runs a console beside the service by itself.

    \b
    tenprint console --target 127.0.0.1:50051 --insecure-loopback
    tenprint console --target service:50051 --keys keys/ --host 0.0.0.0

    If KEYS has oidc.json, people sign in at the provider of identities that it names, and the
    service checks the provider's tokens by itself (docs/console.md).
    """
    if (keys is None) is not insecure_loopback:
        raise click.UsageError("give one of --keys FOLDER and --insecure-loopback")
    with server_packages(tell_of_compilations=False):
        from console import serving
        from console.settings import ConsoleSettings

        settings = ConsoleSettings(
            target=target,
            lesc_target=lesc_target,
            data=data,
            host=host,
            port=port,
            keys=keys,
            issuer_key=issuer_key,
            idle_minutes=idle_minutes,
            public_address=public_address,
            watch_parent=watch_parent,
            log_level=log_level,
            log_format=log_format,
        )
        sys.exit(serving.serve(settings))
