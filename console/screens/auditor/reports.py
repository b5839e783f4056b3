"""The reports that audits ask for: exceptions, compliance, samples."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from google.protobuf.message import Message
from starlette.responses import Response

from console.gateway import explain, missing_words
from console.screens.auditor.log import COMPLIANCE, EXCEPTIONS, SAMPLES, TABS
from console.web import (
    FORMATS,
    Cell,
    Column,
    Filter,
    Page,
    RefusedFormError,
    enum,
    exported,
    forms,
    get,
    part_of,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import report_service_pb2 as pb2

_TIMEOUT_S = 60.0
_MOST_HOURS = 87_600
_MOST_CASES = 10_000
_SAMPLED = 100
"""The cases of a sample that the page of compliance proposes."""
_DAYS = (
    "Compliance and samples count the same matches, those that were sent to the LESC, on the same "
    "day: the day by the clock of the place of the arrest. Near midnight two places have two days, "
    "and at the end of a month two months."
)
_DOCUMENTED = "Documented is a match with encounter and disposition: no more is asked here."
_INCOMPLETE = (
    "A sample asks more than compliance does: incomplete is also a documented case whose records "
    "do not tell whether the action was appropriate, because the LESC has not answered, or because "
    "a detention is documented of which no detainer is on record."
)


async def show_exceptions(page: Page) -> Response:
    """List what lacks a case, a query, an answer, an end or an acknowledgement."""
    hours = forms.number(page.query, "hours", _MOST_HOURS) if page.query.get("hours") else 0
    request = pb2.GetExceptionReportRequest(min_age_hours=hours)
    found = await page.call(request, pb2.GetExceptionReportResponse, _TIMEOUT_S)
    if page.query.get("as") in FORMATS:
        return exported(found.exceptions, "exceptions", page.query["as"])
    part, token = part_of(found.exceptions, page.query)
    shown = table(
        EXCEPTIONS,
        page.query,
        _EXCEPTIONS,
        part,
        next_page_token=token,
        caption="What is not done, by kind, the oldest first; of each kind the first 1,000",
        empty="Nothing lacks anything.",
        filters=(Filter("hours", "Older than hours", page.query.get("hours", "")),),
    )
    counts = [(enum(one, "kind").capitalize(), f"{one.count:,}") for one in found.counts]
    return page.show(
        "auditor/report.html", title="Exceptions", tabs=TABS, facts=counts, tables=[shown]
    )


async def show_compliance(page: Page) -> Response:
    """Show which matches of a month are documented, by office."""
    month = page.query.get("month", "") or f"{datetime.now(page.zone):%Y-%m}"
    request = pb2.GetComplianceReportRequest(month=month)
    found = await page.call(request, pb2.GetComplianceReportResponse, _TIMEOUT_S)
    if page.query.get("as") in FORMATS:
        offices = [*found.offices, found.total]
        return exported(offices, f"compliance-{month}", page.query["as"])
    shown = table(
        COMPLIANCE,
        page.query,
        _OFFICES,
        found.offices,
        caption=f"Matches of {month} with encounter and disposition, by office",
        empty="There was no match in this month.",
        filters=(Filter("month", "Month", month, kind="month"),),
    )
    part, token = part_of(found.lacking, page.query)
    lacking = table(
        COMPLIANCE,
        page.query,
        _LACKING,
        part,
        next_page_token=token,
        caption="Matches that lack something, the oldest first",
        empty="No match lacks anything.",
    )
    total = found.total
    facts = [
        ("Matches", f"{total.match_count:,}"),
        ("Documented", f"{total.documented_count:,} ({total.rate:.1%})"),
        ("Against the policy", f"{total.violation_count:,}"),
    ]
    return page.show(
        "auditor/report.html",
        title="Compliance",
        tabs=TABS,
        note=f"{_DAYS} {_DOCUMENTED}",
        beside=("Sample the same days", _sample_of(month)),
        facts=facts,
        tables=[shown, lacking],
    )


async def show_samples(page: Page) -> Response:
    """Draw a random sample of the cases of a period, and show the audit's rows."""
    query, failure, found = page.query, None, None
    if query.get("first"):
        try:
            found = await page.call(_sample(query), pb2.SampleCasesResponse, _TIMEOUT_S)
        except RefusedFormError as error:
            failure = error.failure
        except RpcError as error:
            failure = explain(error)
    if found is not None and query.get("as") in FORMATS:
        return exported(found.cases, "sample", query["as"])
    filters = (
        Filter("first", "First day", query.get("first", ""), kind="date"),
        Filter("last", "Last day", query.get("last", ""), kind="date"),
        Filter("count", "Cases", query.get("count", "")),
        Filter("seed", "Seed", query.get("seed", "")),
    )
    rows = table(
        SAMPLES,
        query,
        _ROWS,
        found.rows if found else (),
        caption="What the sample shows, with 95 % intervals",
        empty="Choose the days of the matches; the same seed draws the same cases.",
        filters=filters,
    )
    part, token = part_of(found.cases if found else (), query)
    cases = table(
        SAMPLES,
        query,
        _CASES,
        part,
        next_page_token=token,
        caption="The cases of the sample, in the order of the drawing",
        empty="No case was drawn.",
    )
    return page.show(
        "auditor/report.html",
        title="Samples",
        failure=failure,
        tabs=TABS,
        note=f"{_DAYS} {_INCOMPLETE}",
        beside=("Compliance of the month", f"{COMPLIANCE}?month={query['first'][:7]}")
        if found
        else (),
        facts=_sample_facts(found),
        tables=[rows, cases] if found else [rows],
    )


def _sample_of(month: str) -> str:
    """Name the page that samples all days of a month."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return f"{SAMPLES}?first={first}&last={last}&count={_SAMPLED}"


def _sample(query: Any) -> Message:  # noqa: ANN401 - the parameters of the address
    """Ask for a sample. Raises RefusedFormError."""
    return pb2.SampleCasesRequest(
        first_day=forms.day(query, "first"),
        last_day=forms.day(query, "last") or forms.day(query, "first"),
        case_count=forms.number(query, "count", _MOST_CASES) if query.get("count") else 0,
        seed=forms.number(query, "seed", 2**63 - 1) if query.get("seed") else 0,
    )


def _sample_facts(found: pb2.SampleCasesResponse | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    return [
        ("Cases of the period", f"{found.population_count:,}"),
        ("Assessed", _rate_words(found.assessed)),
        ("Consistent, of the assessed", _rate_words(found.consistent)),
        ("Incomplete against the policy", _rate_words(found.violations)),
    ]


def _rate_words(one: pb2.SampleRate) -> str:
    return f"{one.share:.1%} ({one.count:,} of {one.total:,}; {one.low:.1%} to {one.high:.1%})"


def _count(name: str) -> Callable[[Any], Cell]:
    def cell(one: Any) -> Cell:  # noqa: ANN401 - any message that has the count
        value = getattr(one, name)
        return Cell(f"{value:,}", order=value, kind="number")

    return cell


def _violation(one: Any) -> Cell:  # noqa: ANN401 - any message that says so
    return Cell("against the policy", tone="bad") if one.is_violation else Cell("no")


_EXCEPTIONS = (
    Column("What", lambda one: enum(one, "kind"), "what"),
    Column("Of", lambda one: Cell(one.object_id, kind="id"), "of"),
    Column("Case", lambda one: Cell(one.case_id, kind="id"), "case"),
    Column("Since", lambda one: Cell(time=one.since), "since"),
    Column("More", lambda one: one.detail),
)
_OFFICES = (
    Column("Office", lambda one: one.office, "office"),
    Column("Matches", _count("match_count"), "matches"),
    Column("Documented", _count("documented_count"), "documented"),
    Column("Rate", lambda one: Cell(f"{one.rate:.1%}", order=one.rate, kind="number"), "rate"),
    Column("Against the policy", _count("violation_count"), "violations"),
)
_LACKING = (
    Column("Booking", lambda one: Cell(one.tcn, kind="id")),
    Column("Case", lambda one: Cell(one.case_id, kind="id")),
    Column("Office", lambda one: one.office),
    Column("Match", lambda one: Cell(time=one.match_time)),
    Column("Lacks", lambda one: "; ".join(missing_words(one.missing_fields))),
    Column("Violation", _violation),
)
_ROWS = (
    Column("Row of the audit", lambda one: enum(one, "row"), "row"),
    Column(
        "Share",
        lambda one: Cell(_rate_words(one.rate), order=one.rate.share),
        "share",
    ),
)
_CASES = (
    Column("Case", lambda one: Cell(one.case_id, kind="id")),
    Column("Row", lambda one: enum(one, "row")),
    Column("Violation", _violation),
)
PLACES = (
    get(EXCEPTIONS, show_exceptions),
    get(COMPLIANCE, show_compliance),
    get(SAMPLES, show_samples),
)
