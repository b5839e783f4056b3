"""Enrol, identify, verify: prints against a gallery."""

from pathlib import Path

import click
from rich.progress import Progress

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.files import files_of_person, imaged, prints_argument, read_samples
from tenprint.cli.shared.output import (
    console,
    json_option,
    print_candidates,
    print_json,
    print_report,
    print_samples,
    progress_console,
)
from tenprint.v1.identification_service_pb2 import EnrolResponse

gallery_option = click.option("--gallery", required=True, help="Which gallery: `iafis` or `ident`.")


@click.command()
@gallery_option
@click.option("--encounter", default=None, help="Encounter id; makes a repetition harmless.")
@click.option("--identity", default="", help="Join this identity; without it a new one is made.")
@click.option("--people", is_flag=True, help="FOLDER holds one folder of prints per person.")
@imaged
@json_option
@prints_argument
@connected
def enrol(
    connection: Connection,
    gallery: str,
    encounter: str | None,
    identity: str,
    people: bool,
    ppi: int,
    impression: str,
    as_json: bool,
    prints: tuple[str, ...],
) -> None:
    """Enrol the prints of a person, or of a folder of people.

    With --people the name of each person's folder is the encounter id.

    \b
    tenprint enrol --gallery ident --ppi 500 2:right_index.png 7:left_index.png
    tenprint enrol --gallery ident --ppi 500 --people people/
    """
    if people:
        _enrol_people(connection, gallery, prints, ppi, impression, as_json)
        return
    samples = read_samples(prints, ppi, impression)
    with connection.open() as client, progress_console.status("enrolling"):
        response = client.enrol(gallery, samples, encounter_id=encounter, identity_id=identity)
    _print_enrolled(response, as_json)


@click.command()
@gallery_option
@click.option("--fpir", default=0.0, help="Target false positive identification rate [0.001].")
@click.option("--candidates", default=0, help="Length of the candidate list [10].")
@imaged
@json_option
@prints_argument
@connected
def identify(
    connection: Connection,
    gallery: str,
    fpir: float,
    candidates: int,
    ppi: int,
    impression: str,
    as_json: bool,
    prints: tuple[str, ...],
) -> None:
    """Search a gallery for the person that prints belong to.

    \b
    tenprint identify --gallery ident --ppi 500 2:right_index.png
    tenprint identify --gallery iafis --ppi 500 --json prints/anna/
    """
    samples = read_samples(prints, ppi, impression)
    with connection.open() as client, progress_console.status("searching"):
        response = client.identify(gallery, samples, target_fpir=fpir, max_candidates=candidates)
    if as_json:
        print_json(response)
        return
    print_samples(response.samples)
    print_candidates(response.candidates, "Candidates")
    print_report(response.report)


@click.command()
@gallery_option
@click.option("--identity", required=True, help="The claimed identity.")
@click.option("--fmr", default=0.0, help="Target false match rate [0.0001].")
@imaged
@json_option
@prints_argument
@connected
def verify(
    connection: Connection,
    gallery: str,
    identity: str,
    fmr: float,
    ppi: int,
    impression: str,
    as_json: bool,
    prints: tuple[str, ...],
) -> None:
    """Compare prints with one claimed identity.

    \b
    tenprint verify --gallery ident --identity IDENT-0123 --ppi 500 2:right_index.png
    """
    samples = read_samples(prints, ppi, impression)
    with connection.open() as client, progress_console.status("comparing"):
        response = client.verify(gallery, identity, samples, target_fmr=fmr)
    if as_json:
        print_json(response)
        return
    print_samples(response.samples)
    print_candidates([response.comparison], f"Threshold {response.threshold_db:.1f} dB")


def _enrol_people(
    connection: Connection,
    gallery: str,
    folders: tuple[str, ...],
    ppi: int,
    impression: str,
    as_json: bool,
) -> None:
    people = [person for folder in folders for person in _people_of(Path(folder))]
    with connection.open() as client, Progress(console=progress_console) as progress:
        for person in progress.track(people, description="enrolling"):
            samples = read_samples([str(person)], ppi, impression)
            response = client.enrol(gallery, samples, encounter_id=person.name)
            _print_enrolled(response, as_json, one_line=True)


def _people_of(folder: Path) -> list[Path]:
    people = sorted(path for path in folder.iterdir() if path.is_dir())
    if not people:
        raise click.BadParameter(f"folder {folder} has no folders of people")
    for person in people:
        files_of_person(person)
    return people


def _print_enrolled(response: EnrolResponse, as_json: bool, one_line: bool = False) -> None:
    if as_json:
        print_json(response, indent=None if one_line else 2)
        return
    if not one_line:
        print_samples(response.encounter.samples)
    console.print(
        f"encounter {response.encounter.encounter_id} of identity {response.identity.identity_id}"
    )
