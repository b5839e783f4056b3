"""Look for people who are in a gallery twice."""

import json
import shutil
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.operator.gallery_data import GalleryData, on_gallery
from tenprint.cli.shared import console, options, output, prints_json, progress_bar, table_of

if TYPE_CHECKING:
    from gallery.duplicates import DuplicateReport, FindingKind

_SHOWN = 50


class PossibleDuplicate(TypedDict):
    """Something for an examiner to examine."""

    kind: str
    """`same_person`, `swapped_hands` or `repeated_finger`."""
    identity_id: str
    other_identity_id: str
    other_encounter_id: str
    score_db: float
    threshold_db: float
    extrapolated: bool
    encounter_id: str
    position: int
    other_position: int


class DuplicatesFound(TypedDict):
    """What `gallery dedupe --json` prints."""

    gallery: str
    target_fpir: float
    finger_fmr: float
    swapped_hands: bool
    identity_count: int
    searched_count: int
    after_identity_id: str
    complete: bool
    since_sequence: int
    until_sequence: int
    findings: list[PossibleDuplicate]


_RATE = click.FloatRange(1e-12, 0.5)


@click.command()
@on_gallery
@options.defaulted(
    "--fpir",
    type=_RATE,
    default=1e-3,
    help="Target false positive identification rate of each identity's search.",
)
@options.defaulted(
    "--finger-fmr",
    type=_RATE,
    default=1e-6,
    help="Target false match rate of two fingers of one record.",
)
@options.defaulted(
    "--hands/--no-hands",
    default=True,
    help="Also search with right and left exchanged, which doubles the time.",
)
@options.defaulted(
    "--workers", type=click.IntRange(1, 64), default=1, help="Number of searches at the same time."
)
@click.option(
    "--report",
    "path",
    type=options.FILE,
    help="File of the report, from which a run continues [duplicates-GALLERY.json in the data "
    "folder].",
)
@click.option("--restart", is_flag=True, help="Start again although there is a report.")
@prints_json(DuplicatesFound)
def dedupe(
    data: GalleryData,
    fpir: float,
    finger_fmr: float,
    hands: bool,
    workers: int,
    path: Path | None,
    restart: bool,
    as_json: bool,
) -> None:
    """Look for people who are in a gallery twice, and for fingers that are in a record twice.

    If the gallery grew since the last search, the command searches the people who are new, and
    adds what it finds to the report.

    A service may run: the command makes an index of its own from the database, beside the report.
    You can stop the command at any time; run the command again to continue. The command changes
    nothing, but prints the commands that merge identities, for an examiner to choose from.

    \b
    tenprint gallery dedupe --gallery ident
    tenprint gallery dedupe --gallery ident --no-hands --report findings.json
    """
    from gallery.duplicates import DuplicateReport, find_duplicates, has_grown
    from gallery.gallery import Gallery

    path = path or data.settings.data_dir / f"duplicates-{data.gallery}.json"
    wanted = DuplicateReport(data.gallery, fpir, finger_fmr, hands)
    report = _begin(wanted, path, restart=restart)
    with data.database() as database:
        if not report.complete or has_grown(database, report):
            # The index stays until the search is complete, for a run that continues.
            folder = path.with_suffix(".index")
            with Gallery(data.gallery, database, folder=folder) as gallery:
                with progress_bar("indexing", "changes") as tell:
                    gallery.catch_up(tell)
                with progress_bar("searching", "identities") as tell:
                    find_duplicates(gallery, database, report, path, workers=workers, progress=tell)
            shutil.rmtree(folder)
        else:
            output.progress_console.print("nobody was enrolled since the last search: its report")
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
        return
    _tell(report, path)


_COLUMNS: dict[str, output.Column] = {
    "identity": attrgetter("identity_id"),
    "and": attrgetter("other_identity_id"),
    "encounter": attrgetter("other_encounter_id"),
    "score dB": output.score_words,
    "threshold dB": lambda one: f"{one.threshold_db:.1f}",
    "fingers": lambda one: " and ".join(
        output.position_name(finger)
        for finger in (one.position, one.other_position)
        if one.position
    ),
}


def _begin(wanted: "DuplicateReport", path: Path, *, restart: bool) -> "DuplicateReport":
    """Continue an earlier report, if it answers the same question."""
    from gallery.duplicates import load

    found = None if restart else load(path)
    if found is None:
        return wanted
    if found.question != wanted.question:
        raise click.ClickException(
            f"{path} is the report of another search: name another --report, or --restart"
        )
    return found


def _tell(report: "DuplicateReport", path: Path) -> None:
    from gallery.duplicates import FindingKind

    for kind, title in (
        (FindingKind.SAME_PERSON, "Perhaps one person under two identities"),
        (FindingKind.SWAPPED_HANDS, "Perhaps right and left exchanged"),
        (FindingKind.REPEATED_FINGER, "Perhaps one finger twice in a record"),
    ):
        _print_findings(report, kind, title)
    new = " that are new since the search before" if report.since_sequence else ""
    console.print(f"{report.searched_count} identities{new} searched; report in {path}")
    for identity_id, into in report.merges():
        click.echo(f"tenprint gallery merge --gallery {report.gallery} {identity_id} {into}")


def _print_findings(report: "DuplicateReport", kind: "FindingKind", title: str) -> None:
    found = report.ranked(kind)
    if not found:
        return
    table_of(_COLUMNS, empty="", title=f"{title}: {len(found)}")(found[:_SHOWN])
    if len(found) > _SHOWN:
        console.print(f"and {len(found) - _SHOWN} more: see the report")
