"""Enrol prints in a gallery, or compare prints with a gallery."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from tenprint.cli.agency import verdict
from tenprint.cli.shared import (
    OPERATOR,
    answered,
    console,
    files,
    options,
    output,
    stepwise,
    waiting,
)
from tenprint.client import Client
from tenprint.v1.identification_service_pb2 import EnrolResponse, IdentifyResponse, VerifyResponse
from tenprint.v1.sample_pb2 import MissingFinger


def _print_enrolled(response: EnrolResponse | Iterable[EnrolResponse]) -> None:
    if isinstance(response, EnrolResponse):
        output.print_samples(response.encounter.samples)
        output.print_missing(response.encounter.missing_fingers)
        response = [response]
    for one in response:
        console.print(
            f"encounter {one.encounter.encounter_id} of identity {one.identity.identity_id}"
        )


@click.command()
@options.gallery
@click.option("--encounter", help="Encounter id; makes a repetition harmless.")
@click.option("--identity", default="", help="Enrol under this identity, not under a new identity.")
@click.option("--people", is_flag=True, help="FOLDER holds one folder of prints for each person.")
@files.imaged
@files.missing_option
@files.prints_argument
@answered(_print_enrolled, OPERATOR)
def enrol(
    client: Client,
    gallery: str,
    encounter: str | None,
    identity: str,
    people: bool,
    ppi: int,
    impression: str,
    missing_fingers: list[MissingFinger],
    prints: tuple[str, ...],
) -> EnrolResponse | Iterator[EnrolResponse]:
    """Enrol the prints of a person, or of a folder of people.

    With --people the name of each person's folder is the encounter id.

    \b
    tenprint enrol --gallery ident --ppi 500 2:right_index.png 7:left_index.png
    tenprint enrol --gallery ident --ppi 500 --people people/
    """
    if people and missing_fingers:
        raise click.UsageError("--missing is about one person: leave out --people")
    if people:
        return _enrol_people(client, gallery, prints, ppi, impression)
    samples = files.read_samples(prints, ppi, impression)
    with waiting("enrolling"):
        return client.enrol(
            gallery,
            samples,
            encounter_id=encounter,
            identity_id=identity,
            missing_fingers=missing_fingers,
        )


def _print_identified(response: IdentifyResponse) -> None:
    output.print_samples(response.samples)
    output.print_candidates(response.candidates, "Candidates")
    output.print_report(response.report)
    verdict.print_doubt(response)


@click.command()
@options.gallery
@click.option(
    "--fpir", "target_fpir", default=0.0, help="Target false positive identification rate [0.001]."
)
@click.option(
    "--candidates", "max_candidates", default=0, help="Length of the candidate list [10]."
)
@files.sampled
@answered(_print_identified, OPERATOR)
def identify(client: Client, /, **search: Any) -> IdentifyResponse:  # noqa: ANN401 - the client's arguments
    """Search a gallery for the person that prints belong to.

    \b
    tenprint identify --gallery ident --ppi 500 2:right_index.png
    tenprint identify --gallery iafis --ppi 500 --json prints/anna/
    """
    with waiting("searching"):
        return client.identify(**search)


def _print_verified(response: VerifyResponse) -> None:
    output.print_samples(response.samples)
    output.print_candidates([response.comparison], f"Threshold {response.threshold_db:.1f} dB")


@click.command()
@options.gallery
@click.option("--identity", "identity_id", required=True, help="The claimed identity.")
@click.option("--fmr", "target_fmr", default=0.0, help="Target false match rate [0.0001].")
@files.sampled
@answered(_print_verified, OPERATOR)
def verify(client: Client, /, **claim: Any) -> VerifyResponse:  # noqa: ANN401 - the client's arguments
    """Compare prints with one claimed identity.

    \b
    tenprint verify --gallery ident --identity IDENT-0123 --ppi 500 2:right_index.png
    """
    with waiting("comparing"):
        return client.verify(**claim)


def _enrol_people(
    client: Client, gallery: str, folders: tuple[str, ...], ppi: int, impression: str
) -> Iterator[EnrolResponse]:
    people = [person for folder in folders for person in _people_of(Path(folder))]
    with stepwise("enrolling", len(people), "people") as advance:
        for person in people:
            samples = files.read_samples([str(person)], ppi, impression)
            yield client.enrol(gallery, samples, encounter_id=person.name)
            advance()


def _people_of(folder: Path) -> list[Path]:
    people = sorted(path for path in folder.iterdir() if path.is_dir())
    if not people:
        raise click.BadParameter(f"folder {folder} has no folders of people")
    for person in people:
        files.of_person(person)
    return people
