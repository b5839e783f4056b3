"""One research: the booked person beside each source, and what the specialist concludes.

The score of the match and IDENT's encounter are part of the query and are not shown: a specialist
judges by what the sources hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from console.screens import claims
from console.screens.lesc.actions import ACTIONS, CHOICES, GROUND, WHY_DOUBT, WHY_UNRESOLVED
from console.web import Page, act, dates, enum, fact_words, get, post, time_words
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import FieldComparison, Finding, ImmigrationStatus

PATH = "/research/{task_id:int}"
_MOST = 200
Field = tuple[str, str, str]
"""The field of the booked person, that of a source, and the heading."""
_FIELDS: Sequence[Field] = (
    ("name", "name", "Name"),
    ("dates_of_birth", "date_of_birth", "Born"),
    ("sex", "sex", "Sex"),
    ("place_of_birth", "place_of_birth", "Born in"),
    ("alien_number", "alien_number", "Alien number"),
    ("fbi_number", "fbi_number", "FBI number"),
)


@dataclass(frozen=True)
class Stated:
    """One value, and what it is beside the booked one: tone and words, empty if it agrees."""

    value: str
    tone: str = ""
    words: str = ""


@dataclass(frozen=True)
class Source:
    """One of the sources as the page shows it."""

    finding: Finding
    outcome: str
    stated: Sequence[Stated]
    facts: Sequence[str]


async def show(page: Page) -> Response:
    """Show the research with what the sources hold now."""
    request = pb2.GetResearchTaskRequest(
        task_id=int(page.part("task_id")), person=page.person.person
    )
    file = (await page.call(request, pb2.GetResearchTaskResponse)).file
    task, by_field = file.task, {one.field: one for one in file.conclusion.identity}
    fields = [one for one in _FIELDS if _is_stated(file, *one[:2])]
    case = await _case(page, file.query)
    return page.show(
        "lesc/research.html",
        title=f"Research {task.task_id}",
        task=task,
        booked=[
            (heading, _booked(file.query.booked, field), by_field.get(field))
            for field, _, heading in fields
        ],
        unstated=_unstated(file.query.booked),
        arrest={
            "agency": file.query.ori,
            "offense": file.query.offense_code,
            "in custody": "yes" if file.query.in_custody else "no",
        },
        sources=[_source(one, fields, by_field) for one in file.research.findings],
        conclusion=file.conclusion,
        case=case,
        claim_refused="" if case is None else claims.refusal(case),
        compare_refused="" if case is None else await _compare_refused(page, task.tcn),
        labels={"doubt": WHY_DOUBT, "unresolved": WHY_UNRESOLVED},
        statuses=_statuses(task),
        is_mine=task.specialist == page.person.person and task.HasField("lease_end"),
        lost=_lost(page, task),
        choices=CHOICES,
        ground=GROUND,
        steps=[
            (one.event_time, one.kind.replace("_", " "), f"{one.person} {one.remark}".strip(), "")
            for one in task.events
        ],
    )


async def do(page: Page) -> Response:
    """Do one of the actions of the research."""
    return await act(page, ACTIONS, f"/research/{page.part('task_id')}")


def _lost(page: Page, task: pb2.ResearchTask) -> str:
    """Say why a research is not the person's any more that the person did not end."""
    own = [one for one in task.events if one.person == page.person.person]
    if not own or own[-1].kind in ("released", "determined"):
        return ""
    if own[-1].kind == "lease_ended":
        when = time_words(own[-1].event_time, page.zone)
        has = (
            f"{task.specialist} has it now" if task.specialist else "it waits for whoever takes it"
        )
        return f"Your time for this research was over at {when}: {has}."
    is_open = task.state in (pb2.RESEARCH_TASK_STATE_WAITING, pb2.RESEARCH_TASK_STATE_IN_RESEARCH)
    return (
        "" if is_open else "This research was taken from you: its query needs no answer any more."
    )


async def _case(page: Page, query: pb2.SubmitQueryRequest) -> case_pb2.GetCaseResponse | None:
    """Find the case of the query, for claims and evidence; None if there is none any more."""
    request = case_pb2.ListCasesRequest(identity_id=query.identity_id, page_size=_MOST)
    found = (await page.call(request, case_pb2.ListCasesResponse)).cases
    case_id = next((one.case_id for one in found if one.tcn == query.tcn), "")
    if not case_id:
        return None
    return await page.call(case_pb2.GetCaseRequest(case_id=case_id), case_pb2.GetCaseResponse)


async def _compare_refused(page: Page, tcn: str) -> str:
    """Say why examiners cannot be asked about a booking now; empty: they can."""
    request = correction_pb2.ListComparisonsRequest(tcn=tcn, page_size=_MOST)
    found = await page.call(request, correction_pb2.ListComparisonsResponse)
    return claims.comparison_refusal(found.comparisons)


def _statuses(task: pb2.ResearchTask) -> list[tuple[str, str]]:
    """List what can be determined: without a confirmed identity nothing but that it is open."""
    if task.identity_check.result == pb2.IDENTITY_RESULT_CONFIRMED:
        return CHOICES["status"]
    unresolved = str(ImmigrationStatus.IMMIGRATION_STATUS_UNRESOLVED)
    return [one for one in CHOICES["status"] if one[0] == unresolved]


def _booked(booked: pb2.BookedPerson, field: str) -> str:
    value = getattr(booked, field)
    return value if isinstance(value, str) else dates(", ".join(value))


def _unstated(booked: pb2.BookedPerson) -> str:
    """Say that a booking does not tell who the person is; empty: it states name or birth."""
    if booked.name or booked.dates_of_birth:
        return ""
    states_more = any(getattr(booked, field) for field, _, _ in _FIELDS)
    lacks = "neither name nor birth" if states_more else "nothing about the person"
    return f"The booking states {lacks}: only the prints tell who it is."


def _is_stated(file: pb2.ResearchTaskFile, field: str, name: str) -> bool:
    """Tell whether the agency or any source states a field; else it would be an empty column."""
    held = any(getattr(one, name) for one in file.research.findings)
    return held or bool(getattr(file.query.booked, field))


def _source(
    finding: Finding, fields: Sequence[Field], by_field: Mapping[str, FieldComparison]
) -> Source:
    return Source(
        finding,
        enum(finding, "outcome"),
        [_stated(finding, by_field.get(field), name) for field, name, _ in fields],
        [fact_words(one) for one in finding.facts],
    )


def _stated(finding: Finding, compared: FieldComparison | None, name: str) -> Stated:
    """Mark a value where the booked person and the sources do not agree."""
    value = str(getattr(finding, name))
    shown = dates(value) if name == "date_of_birth" else value
    if not value or compared is None or not finding.found_by_number:
        return Stated(shown)
    how = enum(compared, "agreement")
    is_booked = value == compared.booked or value in compared.booked.split(",")
    if how == "agreement" or is_booked:
        return Stated(shown)
    if how == "contradiction":
        return Stated(shown, "bad", "contradicts")
    return Stated(shown, "warn", "leaves doubt")


PLACES = (get(PATH, show), post(f"{PATH}/{{action}}", do))
