"""Extract the minutiae of a print, and draw the minutiae on the print."""

from pathlib import Path

import click

from tenprint.cli.shared import (
    OPERATOR,
    answered,
    console,
    files,
    options,
    output,
    server_packages,
    waiting,
)
from tenprint.client import Client
from tenprint.v1.identification_service_pb2 import ExtractTemplateResponse
from tenprint.v1.sample_pb2 import Sample


def _print_template(response: ExtractTemplateResponse) -> None:
    console.print(
        f"{output.position_name(response.report.position)}: quality {response.report.quality}, "
        f"{response.report.minutia_count} minutiae, {response.width_px} x {response.height_px} px "
        f"at 500 ppi, {len(response.template)} bytes of template ({response.matcher_version})"
    )
    if response.report.recapture_advice:
        console.print(response.report.recapture_advice)


@click.command()
@click.option(
    "--draw", type=options.FILE, help="Write the print with its minutiae to this PNG file."
)
@click.option("--local", is_flag=True, help="Extract in this process, without a service.")
@files.imaged
@click.argument("print_", metavar="POSITION:PATH")
@answered(_print_template, OPERATOR)
def extract(
    client: Client,
    draw: Path | None,
    local: bool,
    ppi: int,
    impression: str,
    print_: str,
) -> ExtractTemplateResponse:
    """Extract the template of one print; nothing is stored.

    \b
    tenprint extract --ppi 500 2:right_index.png
    tenprint extract --ppi 500 --local --draw overlay.png 2:right_index.png
    """
    if len(files.named(print_)) != 1:
        raise click.BadParameter("name one print as POSITION:PATH")
    [sample] = files.read_samples([print_], ppi, impression)
    with waiting("extracting"):
        response = _extract_here(sample) if local else client.extract_template(sample)
    if draw:
        _draw(sample, response, draw)
    return response


def _extract_here(sample: Sample) -> ExtractTemplateResponse:
    with server_packages():
        from services.process import extract_locally

        return extract_locally(sample)


def _draw(sample: Sample, response: ExtractTemplateResponse, path: Path) -> None:
    with server_packages():
        from services.process import overlay_png

        path.write_bytes(overlay_png(sample, response.template))
    output.progress_console.print(f"drawn to {path}")
