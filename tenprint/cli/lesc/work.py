"""What people of the LESC do: list and take researches, check identities, determine."""

from collections.abc import Iterator
from typing import Any

import click

from tenprint.cli.shared import EnumChoice, console, output, research_answered, table_of
from tenprint.enums import enum_name
from tenprint.research import ResearchClient
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import Finding, ImmigrationStatus, RemovalGround

_task = click.argument("task_id", type=click.IntRange(min=1))
_person = click.option("--person", required=True, help="Who acts, as an opaque id.")


def _urgency(task: pb2.ResearchTask) -> str:
    claim = "claim" if task.claim_id else ""
    custody = "custody" if task.in_custody else "free"
    return ", ".join(filter(None, (claim, custody, f"priority {task.priority}")))


def _checked(task: pb2.ResearchTask) -> str:
    found = task.identity_check
    return enum_name(pb2.IdentityResult, found.result) if found.result else ""


_print_tasks = table_of(
    {
        "research": lambda one: str(one.task_id),
        "query": "query_id",
        "urgency": _urgency,
        "since": lambda one: output.time_words(one.queue_time, "minutes"),
        "state": lambda one: enum_name(pb2.ResearchTaskState, one.state),
        "by": "specialist",
        "until": lambda one: output.time_words(one.lease_end, "minutes"),
        "identity": _checked,
    },
    empty="no researches",
)
_print_findings = table_of(
    {
        "source": "source",
        "outcome": "outcome",
        "facts": lambda one: ", ".join(fact.kind for fact in one.facts),
        "name": "name",
        "born": "date_of_birth",
    },
    empty="no findings",
)


def _print_file(file: pb2.ResearchTaskFile) -> None:
    _print_tasks(file.task)
    asked = file.query
    booked = f"booked: {asked.name}, born {asked.date_of_birth}, {asked.sex}, {asked.ori}"
    console.print(booked, markup=False)
    found: list[Finding] = list(file.research.findings)
    _print_findings(found)
    status = output.enum_words(ImmigrationStatus, file.conclusion.status)
    because = file.conclusion.unresolved_because
    console.print(f"by the rules: {status} {because}".rstrip(), markup=False)


@click.command()
@click.option("--state", type=EnumChoice(pb2.ResearchTaskState), help="Only in this state.")
@click.option("--query", "query_id", default="", help="Only researches of this query.")
@click.option("--held-by", "person", default="", help="Only what this person holds or held.")
@research_answered(_print_tasks)
def work(lesc: ResearchClient, /, **filters: Any) -> Iterator[pb2.ResearchTask]:  # noqa: ANN401 - the filters
    """List researches in the order in which to work on them; with --json one line for each.

    \b
    tenprint lesc work
    """
    return lesc.tasks(**filters)


@click.command()
@_person
@_task
@research_answered(_print_file)
def task(lesc: ResearchClient, person: str, task_id: int) -> pb2.ResearchTaskFile:
    """Show a research with what the sources hold now and what the rules conclude.

    \b
    tenprint lesc task --person L3 12
    """
    return lesc.get(task_id, person)


@click.command()
@_person
@click.option(
    "--minutes",
    "lease_minutes",
    type=click.IntRange(1, 720),
    default=60,
    show_default=True,
    help="Minutes for which nobody else gets the research.",
)
@_task
@research_answered(_print_file)
def take(
    lesc: ResearchClient, person: str, lease_minutes: int, task_id: int
) -> pb2.ResearchTaskFile:
    """Take a research for some time, or get more time for a research in hand.

    \b
    tenprint lesc take --person L3 12
    """
    return lesc.take(task_id, person, lease_minutes=lease_minutes)


@click.command()
@_person
@_task
@research_answered(_print_tasks)
def release(lesc: ResearchClient, person: str, task_id: int) -> pb2.ResearchTask:
    """Give a research back before its time.

    \b
    tenprint lesc release --person L3 12
    """
    return lesc.release(task_id, person)


@click.command("check-identity")
@_person
@click.option("--remark", default="", help="Why the identity is not confirmed.")
@_task
@click.argument("result", type=EnumChoice(pb2.IdentityResult))
@research_answered(_print_tasks)
def check_identity(
    lesc: ResearchClient, person: str, remark: str, task_id: int, result: pb2.IdentityResult
) -> pb2.ResearchTask:
    """Say whether the person of the sources is the person who was booked.

    \b
    tenprint lesc check-identity --person L3 12 confirmed
    """
    return lesc.check_identity(task_id, person, result, remark=remark)


@click.command()
@_person
@click.option(
    "--ground", "grounds", type=EnumChoice(RemovalGround), multiple=True, help="Ground of removal."
)
@click.option("--because", "unresolved_because", default="", help="Why it is unresolved.")
@click.option("--remark", default="", help="Why the rules do not conclude so.")
@_task
@click.argument("status", type=EnumChoice(ImmigrationStatus))
@research_answered(_print_tasks)
def determine(lesc: ResearchClient, /, **stated: Any) -> pb2.ResearchTask:  # noqa: ANN401 - the client's arguments
    """Conclude instead of the rules; the answer leaves at once.

    \b
    tenprint lesc determine --person L3 --ground overstayed 12 unlawfully-present
    """
    return lesc.determine(**stated)


WORK_COMMANDS = (work, task, take, release, check_identity, determine)
