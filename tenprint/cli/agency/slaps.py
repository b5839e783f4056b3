"""Cut a slap into fingers, and draw what was found."""

from pathlib import Path

import click

from tenprint.cli.shared import console, files, options, output, server_packages, shown
from tenprint.v1 import sample_pb2
from tenprint.v1.sample_pb2 import MissingFinger, SlapReport

_print_fingers = output.table_of(
    {
        "finger": "position",
        "confidence": lambda one: f"{one.confidence:.2f}",
        "centre, px": lambda one: f"{one.centre_x_px:.0f}, {one.centre_y_px:.0f}",
        "size, px": lambda one: f"{one.width_px:.0f} x {one.height_px:.0f}",
        "angle, rad": lambda one: f"{one.angle_rad:.2f}",
        "cut off": lambda one: "yes" if one.cut_off else "",
    },
    empty="no fingers found",
)


def _print_slap(report: SlapReport) -> None:
    _print_fingers(report.fingers)
    console.print(f"{report.found_count} prints found, {report.expected_count} fingers expected")
    if report.hand:
        hand = output.enum_words(sample_pb2.Hand, report.hand)
        console.print(f"{hand} hand, confidence {report.hand_confidence:.3f}")
    for doubt in report.doubts:
        console.print(f"doubt: {output.enum_words(sample_pb2.SlapDoubt, doubt)}")


@click.command()
@click.option(
    "--position",
    type=click.IntRange(13, 15),
    required=True,
    help="13: right four fingers, 14: left four fingers, 15: both thumbs.",
)
@click.option("--ppi", type=int, required=True, help="Resolution of the scanner, 250 to 1200.")
@files.missing_option
@click.option("--out", type=options.FILE, help="Write the picture to this PNG file.")
@click.argument("file", type=options.EXISTING_FILE)
@shown(_print_slap)
def slaps(
    file: Path, position: int, ppi: int, missing_fingers: list[MissingFinger], out: Path | None
) -> SlapReport:
    """Show how the service cuts a slap into fingers, in this process, without a service.

    \b
    tenprint slaps --position 13 --ppi 500 --out fingers.png right_hand.png
    tenprint slaps --position 14 --ppi 500 --missing 9:XX left_hand.wsq
    """
    [sample] = files.read_samples([f"{position}:{file}"], ppi, "plain")
    with server_packages():
        from services.process import segment_locally

        report, picture = segment_locally(sample, missing_fingers)
    if out:
        out.write_bytes(picture)
        output.progress_console.print(f"drawn to {out}")
    return report
