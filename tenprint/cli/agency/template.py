"""Minutiae in the formats of other systems: write them, read them, show what they hold."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.shared import answered, console, files, options, output, server_packages, shown
from tenprint.client import Client
from tenprint.samples import guess_template_format
from tenprint.v1 import sample_pb2
from tenprint.v1.identification_service_pb2 import ExtractTemplateResponse

if TYPE_CHECKING:
    from matcher.interchange import FingerView

_WRITTEN = {"iso": "ISO_19794_2_2005", "ansi": "ANSI_378_2004"}
_MOST_LISTED = 10


@click.group()
def template() -> None:
    """Exchange minutiae with other systems: ISO/IEC 19794-2:2005, ANSI 378-2004, Type-9.

    A template file stands wherever a print stands, as in
    `tenprint enrol --gallery ident --ppi 500 2:right_index.fmr`.
    """


def _print_template(response: ExtractTemplateResponse) -> None:
    console.print(
        f"{output.position_name(response.report.position)}: {response.report.minutia_count} "
        f"minutiae, {response.width_px} x {response.height_px} px at 500 ppi"
    )


@template.command("export")
@click.option(
    "--format",
    "template_format",
    type=click.Choice(list(_WRITTEN)),
    default="iso",
    help="iso: ISO/IEC 19794-2:2005; ansi: ANSI 378-2004.",
)
@click.option("--out", type=options.FILE, required=True, help="File to write.")
@files.imaged
@click.argument("print_", metavar="POSITION:PATH")
@answered(_print_template)
def export(
    client: Client, template_format: str, out: Path, ppi: int, impression: str, print_: str
) -> ExtractTemplateResponse:
    """Extract the minutiae of a print and write them for another system.

    \b
    tenprint template export --ppi 500 --format ansi --out index.fmr 2:right_index.png
    """
    sample = _only(print_, ppi, impression)
    response = client.extract_template(sample)
    with server_packages():
        from matcher import template as stored
        from matcher.interchange import TemplateFormat, export_template
        from matcher.types import FingerPosition, ImpressionType

        data = export_template(
            stored.decode(response.template),
            TemplateFormat[_WRITTEN[template_format]],
            FingerPosition(int(sample.position)),
            ImpressionType(max(int(sample.impression_type) - 1, 0)),
        )
    out.write_bytes(data)
    output.progress_console.print(f"{len(data)} bytes written to {out}")
    return response


@template.command("import")
@click.option("--out", type=options.FILE, required=True, help="File to write.")
@click.argument("print_", metavar="POSITION:PATH")
@answered(_print_template)
def import_(client: Client, out: Path, print_: str) -> ExtractTemplateResponse:
    """Read a template of another system and write it in this system's own form.

    \b
    tenprint template import --out index.tpt 2:index.fmr
    """
    sample = _only(print_, 0, "plain")
    if not sample.template:
        raise click.BadParameter(f"{print_} is an image: use `tenprint extract`")
    response = client.extract_template(sample)
    out.write_bytes(response.template)
    output.progress_console.print(f"{len(response.template)} bytes written to {out}")
    return response


class ShownView(TypedDict):
    """What `template show --json` prints of each view, on a line."""

    format: str
    title: str
    lines: list[str]
    """The view, then its best minutiae, as people see them."""


def _print_views(views: Iterable[ShownView]) -> None:
    for one in views:
        console.print(one["title"], *one["lines"], sep="\n")


@template.command("show")
@click.argument("path", type=options.EXISTING_FILE)
@shown(_print_views)
def show(path: Path) -> Iterator[ShownView]:
    """Show the views and the best minutiae of a template file; no service is needed.

    \b
    tenprint template show index.fmr
    """
    data = path.read_bytes()
    name = sample_pb2.TemplateFormat.Name(guess_template_format(data))
    with server_packages():
        from matcher.interchange import TemplateFormat, read_views

        key = name.removeprefix("TEMPLATE_FORMAT_")
        if key not in TemplateFormat.__members__:
            raise click.ClickException(f"{path} is no ISO, ANSI or Type-9 template")
        views = read_views(data, TemplateFormat[key])
    for number, view in enumerate(views, 1):
        title = f"{path}: {key}, view {number} of {len(views)}"
        yield ShownView(format=key, title=title, lines=_lines(view))


def _lines(view: "FingerView") -> list[str]:
    best = sorted(view.minutiae, key=lambda one: -one.quality)[:_MOST_LISTED]
    return [
        f"  {output.position_name(view.position)}, {view.impression.name.lower()}, quality "
        f"{view.quality or 'not stated'}, {view.width_px} x {view.height_px} px at 500 ppi, "
        f"{len(view.minutiae)} minutiae",
        *(
            f"  {one.x_px:7.1f} {one.y_px:7.1f} px {math.degrees(one.direction_rad):7.1f}°  "
            f"{one.type.name.lower() if view.kinds_known else 'type not stated'}, "
            f"quality {one.quality:.2f}"
            for one in best
        ),
    ]


def _only(print_: str, ppi: int, impression: str) -> sample_pb2.Sample:
    if len(files.named(print_)) != 1:
        raise click.BadParameter("name one print as POSITION:PATH")
    [sample] = files.read_samples([print_], ppi, impression)
    return sample
