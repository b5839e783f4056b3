"""Which jurisdictions take part, since when, and which agencies book people there."""

from http import HTTPStatus

from starlette.responses import Response

from console.gateway import explain
from console.screens.operator.health import JURISDICTIONS, TABS
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    RefusedFormError,
    day,
    forms,
    get,
    post,
    read_table,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import programme_service_pb2 as pb2

ONE = f"{JURISDICTIONS}/{{jurisdiction_id}}"


async def show_list(page: Page) -> Response:
    """List jurisdictions, with how far activation is."""
    query = page.query
    request = pb2.ListJurisdictionsRequest(
        us_state=query.get("state", "").strip().upper(),
        ori=query.get("ori", "").strip(),
        active_on=forms.day(query, "day"),
    )
    active = await page.call(pb2.GetActivationRequest(), pb2.GetActivationResponse)
    shown = await read_table(
        page,
        JURISDICTIONS,
        request,
        pb2.ListJurisdictionsResponse,
        "jurisdictions",
        _COLUMNS,
        caption="Jurisdictions",
        empty="No jurisdiction is like this.",
        filters=(
            Filter("state", "State", request.us_state),
            Filter("ori", "With the agency", request.ori),
            Filter("day", "Active on", query.get("day", ""), kind="date"),
        ),
        href=lambda one: f"{JURISDICTIONS}/{one.jurisdiction_id}",
    )
    everywhere = "; every agency counts as activated" if active.nationwide else ""
    facts = [
        ("Active today", f"{active.active_count:,} of {active.jurisdiction_count:,}{everywhere}"),
        ("States with an active one", f"{active.active_state_count:,} of {active.state_count:,}"),
    ]
    return page.show(
        "operator/jurisdictions.html", title="Jurisdictions", tabs=TABS, facts=facts, table=shown
    )


async def find(page: Page) -> Response:
    """Open a jurisdiction by its id, on record or not yet."""
    stated = page.query.get("id", "").strip()
    return page.to(f"{JURISDICTIONS}/{stated}" if stated and "/" not in stated else JURISDICTIONS)


async def show(page: Page) -> Response:
    """Show one jurisdiction and what was ever on record; an id without a record can get one."""
    jurisdiction_id = page.part("jurisdiction_id")
    try:
        request = pb2.GetJurisdictionRequest(jurisdiction_id=jurisdiction_id)
        found = await page.call(request, pb2.GetJurisdictionResponse)
    except RpcError as error:
        if explain(error).status != HTTPStatus.NOT_FOUND:
            raise
        found = pb2.GetJurisdictionResponse()
    history = table(
        page.request.url.path,
        page.query,
        _HISTORY,
        found.activation_history,
        caption="Periods in which the jurisdiction takes part, the oldest record first",
        empty="No period is on record: no booking of this jurisdiction goes on to IDENT.",
    )
    return page.show(
        "operator/jurisdiction.html",
        title=f"Jurisdiction {jurisdiction_id}",
        jurisdiction_id=jurisdiction_id,
        is_new=not found.jurisdiction.jurisdiction_id,
        jurisdiction=found.jurisdiction,
        table=history,
    )


async def change(page: Page) -> Response:
    """Add or replace a jurisdiction."""
    fields, jurisdiction_id = await page.fields(), page.part("jurisdiction_id")
    here = f"{JURISDICTIONS}/{jurisdiction_id}"
    try:
        request = pb2.UpdateJurisdictionRequest(jurisdiction=_stated(jurisdiction_id, fields))
        await page.call(request, pb2.UpdateJurisdictionResponse)
    except RefusedFormError as error:
        return page.refuse(here, error.failure, fields)
    except RpcError as error:
        asked = pb2.UpdateJurisdictionRequest.DESCRIPTOR.name
        return page.refuse(here, explain(error, asked), fields)
    return page.to(here, "The jurisdiction is on record.")


def _stated(jurisdiction_id: str, fields: forms.Fields) -> pb2.Jurisdiction:
    """Read the form. Earlier periods stay as they are on record. Raises RefusedFormError."""
    place = "UpdateJurisdictionRequest.jurisdiction"
    return pb2.Jurisdiction(
        jurisdiction_id=jurisdiction_id,
        name=fields.get("name", ""),
        us_state=fields.get("us_state", "").upper(),
        activation_date=forms.day(fields, "activation_date", f"{place}.activation_date"),
        deactivation_date=forms.day(fields, "deactivation_date", f"{place}.deactivation_date"),
        oris=fields.get("oris", "").split(),
        time_zone=fields.get("time_zone", ""),
    )


_COLUMNS = (
    Column("Jurisdiction", lambda one: Cell(one.jurisdiction_id, kind="id"), "id", opens=True),
    Column("Name", lambda one: one.name, "name", opens=True),
    Column("State", lambda one: one.us_state, "state"),
    Column("Active from", lambda one: day(one.activation_date), "from"),
    Column("Not from", lambda one: day(one.deactivation_date), "until"),
    Column(
        "Agencies", lambda one: Cell(f"{len(one.oris):,}", order=len(one.oris), kind="number"), "n"
    ),
    Column("Own time zone", lambda one: one.time_zone.replace("_", " "), "zone"),
)
_HISTORY = (
    Column("Active from", lambda one: day(one.period.activation_date)),
    Column("Not from", lambda one: day(one.period.deactivation_date)),
    Column("On record since", lambda one: Cell(time=one.record_time)),
    Column("Replaced", lambda one: Cell(time=one.replace_time)),
)

PLACES = (
    get(JURISDICTIONS, show_list),
    get(f"{JURISDICTIONS}.find", find),
    get(ONE, show),
    post(ONE, change),
)
