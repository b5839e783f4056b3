"""Enrol, identify, verify: prints against a gallery."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.progress import Progress

from tenprint.cli.shared import (
    connected,
    console,
    files_of_person,
    gallery_option,
    imaged,
    json_option,
    print_candidates,
    print_report,
    print_samples,
    prints_argument,
    progress_console,
    read_samples,
    show,
    shown,
)
from tenprint.client import Client
from tenprint.v1.identification_service_pb2 import EnrolResponse, IdentifyResponse, VerifyResponse


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
    client: Client,
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
        enrolled = _enrol_people(client, gallery, prints, ppi, impression)
        show(enrolled, _print_people, as_json=as_json)
        return
    samples = read_samples(prints, ppi, impression)
    with progress_console.status("enrolling"):
        response = client.enrol(gallery, samples, encounter_id=encounter, identity_id=identity)
    show(response, _print_enrolled, as_json=as_json)


def _print_identified(response: IdentifyResponse) -> None:
    print_samples(response.samples)
    print_candidates(response.candidates, "Candidates")
    print_report(response.report)


@click.command()
@gallery_option
@click.option("--fpir", default=0.0, help="Target false positive identification rate [0.001].")
@click.option("--candidates", default=0, help="Length of the candidate list [10].")
@imaged
@prints_argument
@connected
@shown(_print_identified)
def identify(
    client: Client,
    gallery: str,
    fpir: float,
    candidates: int,
    ppi: int,
    impression: str,
    prints: tuple[str, ...],
) -> IdentifyResponse:
    """Search a gallery for the person that prints belong to.

    \b
    tenprint identify --gallery ident --ppi 500 2:right_index.png
    tenprint identify --gallery iafis --ppi 500 --json prints/anna/
    """
    samples = read_samples(prints, ppi, impression)
    with progress_console.status("searching"):
        return client.identify(gallery, samples, target_fpir=fpir, max_candidates=candidates)


def _print_verified(response: VerifyResponse) -> None:
    print_samples(response.samples)
    print_candidates([response.comparison], f"Threshold {response.threshold_db:.1f} dB")


@click.command()
@gallery_option
@click.option("--identity", required=True, help="The claimed identity.")
@click.option("--fmr", default=0.0, help="Target false match rate [0.0001].")
@imaged
@prints_argument
@connected
@shown(_print_verified)
def verify(
    client: Client,
    gallery: str,
    identity: str,
    fmr: float,
    ppi: int,
    impression: str,
    prints: tuple[str, ...],
) -> VerifyResponse:
    """Compare prints with one claimed identity.

    \b
    tenprint verify --gallery ident --identity IDENT-0123 --ppi 500 2:right_index.png
    """
    samples = read_samples(prints, ppi, impression)
    with progress_console.status("comparing"):
        return client.verify(gallery, identity, samples, target_fmr=fmr)


def _enrol_people(
    client: Client, gallery: str, folders: tuple[str, ...], ppi: int, impression: str
) -> Iterator[EnrolResponse]:
    people = [person for folder in folders for person in _people_of(Path(folder))]
    with Progress(console=progress_console) as progress:
        for person in progress.track(people, description="enrolling"):
            samples = read_samples([str(person)], ppi, impression)
            yield client.enrol(gallery, samples, encounter_id=person.name)


def _people_of(folder: Path) -> list[Path]:
    people = sorted(path for path in folder.iterdir() if path.is_dir())
    if not people:
        raise click.BadParameter(f"folder {folder} has no folders of people")
    for person in people:
        files_of_person(person)
    return people


def _print_people(responses: Iterable[EnrolResponse]) -> None:
    for one in responses:
        console.print(
            f"encounter {one.encounter.encounter_id} of identity {one.identity.identity_id}"
        )


def _print_enrolled(response: EnrolResponse) -> None:
    print_samples(response.encounter.samples)
    _print_people([response])
