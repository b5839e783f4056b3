"""The list of people who may sign in at the console of a data folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, TypedDict

import click
from rich.table import Table

from tenprint.cli.shared import console, options, print_table, server_packages, shown

_data = options.defaulted(
    "--data",
    type=options.FOLDER,
    envvar="TENPRINT_DATA_DIR",
    default=Path("data"),
    help="Folder of the list.",
)


class ListedPerson(TypedDict):
    """What `users add` and `users list` print with --json; never a password or its hash."""

    name: str
    ori: str
    roles: list[str]
    person: str
    purpose: str
    zone: str


class RemovedPerson(TypedDict):
    """What `users remove` prints with --json."""

    name: str


def _tell_people(people: Iterable[ListedPerson]) -> None:
    table = Table("name", "ORI", "roles", "logged as", "purpose", "time zone")
    for one in people:
        table.add_row(
            *(one["name"], one["ori"], " ".join(one["roles"])),
            *(one["person"], one["purpose"], one["zone"]),
        )
    print_table(table) if table.row_count else console.print("nobody: `tenprint users add`")


def _tell_added(one: ListedPerson) -> None:
    console.print(f"{one['name']} may sign in as {' '.join(one['roles'])}", markup=False)


def _tell_removed(one: RemovedPerson) -> None:
    console.print(f"{one['name']} may sign in no more", markup=False)


@click.group()
def users() -> None:
    """Keep the list of people who sign in at the console by name and password.

    The list lies in the data folder. A console reads changes at once: sessions of people who are
    changed or removed end with their next page.
    """


@users.command()
@click.argument("name")
@click.option("--ori", required=True, help="ORI of the person's agency, 9 characters.")
@click.option("--role", "roles", multiple=True, required=True, help="Role; repeatable.")
@click.option("--person", default="", help="Opaque id that the service logs; NAME if not given.")
@click.option("--purpose", default="", help="What the person's calls are for; the role's own.")
@options.defaulted("--zone", default="UTC", help="Time zone of the agency, such as US/Central.")
@click.option(
    "--password-file",
    type=click.File(),
    help="File with the password, or - for standard input; without it the password is asked for.",
)
@_data
@shown(_tell_added)
def add(
    name: str,
    ori: str,
    roles: tuple[str, ...],
    person: str,
    purpose: str,
    zone: str,
    password_file: IO[str] | None,
    data: Path,
) -> ListedPerson:
    """Add a person, or change the person of that name.

    \b
    tenprint users add mina --ori ICEHOU000 --role field_office --zone America/Chicago
    """
    password = (
        click.prompt("Password", hide_input=True, confirmation_prompt=True)
        if password_file is None
        else password_file.read().rstrip("\r\n")
    )
    with server_packages():
        from console import people
        from console.settings import users_file

        try:
            hashed = people.hash_password(password)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        one = people.Listed(name, ori, roles, person or name.lower(), purpose, zone, hashed)
        people.put(users_file(data), one)
        return _shown(people.read(users_file(data))[name.lower()])


@users.command("list")
@_data
@shown(_tell_people)
def list_people(data: Path) -> list[ListedPerson]:
    """List the people, without passwords.

    \b
    tenprint users list
    """
    with server_packages():
        from console import people
        from console.settings import users_file

        return [_shown(one) for one in people.read(users_file(data)).values()]


@users.command()
@click.argument("name")
@_data
@shown(_tell_removed)
def remove(name: str, data: Path) -> RemovedPerson:
    """Take a person off the list. Sessions of the person end with the next page.

    \b
    tenprint users remove mina
    """
    with server_packages():
        from console import people
        from console.settings import users_file

        people.remove(users_file(data), name)
    return RemovedPerson(name=name.lower())


def _shown(one: object) -> ListedPerson:
    found = vars(one)
    return ListedPerson(
        name=found["name"],
        ori=found["ori"],
        roles=list(found["roles"]),
        person=found["person"],
        purpose=found["purpose"],
        zone=found["zone"],
    )
