"""The audit log, its head, and whether it is as it was written."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.web import (
    FORMATS,
    Cell,
    Column,
    Filter,
    Page,
    RefusedFormError,
    Table,
    choices,
    exported,
    forms,
    get,
    part_of,
    post,
    read_all,
    read_table,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import audit_service_pb2 as pb2

PATH = "/audit"
HEAD, DOSSIER, EXCEPTIONS = f"{PATH}/head", f"{PATH}/person", f"{PATH}/exceptions"
COMPLIANCE, SAMPLES = f"{PATH}/compliance", f"{PATH}/samples"
TABS = (
    ("Log", PATH),
    ("Head and proof", HEAD),
    ("Person", DOSSIER),
    ("Exceptions", EXCEPTIONS),
    ("Compliance", COMPLIANCE),
    ("Samples", SAMPLES),
)
_VERIFY_TIMEOUT_S = 300.0
"""A log of millions of entries takes minutes."""
_DIGEST_BYTES = 32
_MOST_TURNED = 2_000
"""So many entries of the last hours are shown the newest first."""
_ALL, _HOUR = "all", "hour"
_LAST = (
    (_ALL, "all, the oldest first"),
    (_HOUR, "the last hour"),
    ("day", "the last 24 hours"),
    ("week", "the last 7 days"),
)
_BY_ITSELF = "the last hour; with a filter all"
_HOURS = {_HOUR: 1, "day": 24, "week": 168}
_EVERYTHING = f"{PATH}?last={_ALL}"
_ACTIONS = tuple(
    (words.replace(" ", "_"), words) for _, words in choices(pb2.AuditAction.DESCRIPTOR)
)
_KINDS = tuple(
    (words.replace(" ", "_"), words) for _, words in choices(pb2.AuditObjectKind.DESCRIPTOR)
)
_TYPED = (
    ("object", "Object"),
    ("ori", "Agency"),
    ("actor", "Who, by id"),
    ("person", "About the person, by identity, TCN or case"),
)
_FILTERS = ("action", "kind", "from", "before", *(name for name, _ in _TYPED))


async def show_log(page: Page) -> Response:
    """List who saw and did what."""
    query = page.query
    if query.get("as") in FORMATS:
        items = await read_all(page, _request(page), pb2.ListAuditEntriesResponse, "entries")
        return exported(items, "audit-log", query["as"])
    filters = (
        Filter("last", "Time", query.get("last", ""), _LAST, nothing=_BY_ITSELF),
        Filter("action", "Action", _word(query, "action"), _ACTIONS),
        Filter("kind", "Kind of object", _word(query, "kind"), _KINDS),
        *(Filter(name, label, query.get(name, "").strip()) for name, label in _TYPED),
        Filter("from", "From", query.get("from", ""), kind="date"),
        Filter("before", "Before", query.get("before", ""), kind="date"),
    )
    shown = await _newest(page, filters) if _last(query) in _HOURS else None
    if shown is None:
        shown = await read_table(
            page,
            PATH,
            lambda: _request(page),
            pb2.ListAuditEntriesResponse,
            "entries",
            ENTRIES,
            caption="Who saw and did what, the oldest first; this look is logged too",
            empty="No entry is like this.",
            filters=filters,
        )
    return page.show(
        "listed.html",
        title="Audit log",
        tabs=TABS,
        table=shown,
        exports=True,
        beside=None if _last(query) == _ALL else ("All entries, the oldest first", _EVERYTHING),
    )


async def _newest(page: Page, filters: Sequence[Filter]) -> Table | None:
    """List the last hours, the newest first; None if they have too many entries to turn round.

    The service lists the oldest first, so the hours are read to their end.
    """
    try:
        found = await read_all(
            page, _request(page), pb2.ListAuditEntriesResponse, "entries", _MOST_TURNED
        )
    except RefusedFormError:
        return None
    except RpcError as error:
        if explain(error).may_repeat:
            raise
        return None
    if len(found) == _MOST_TURNED:
        return None
    part, following = part_of(found[::-1], page.query)
    return table(
        PATH,
        page.query,
        ENTRIES,
        part,
        caption="Who saw and did what, the newest first; this look is logged too",
        empty="No entry is like this.",
        next_page_token=following,
        filters=filters,
    )


def _request(page: Page) -> pb2.ListAuditEntriesRequest:
    """Make the request of the filters. Raises RefusedFormError."""
    query = page.query
    request = pb2.ListAuditEntriesRequest(
        action=_word(query, "action"),
        object_kind=_word(query, "kind"),
        object_id=query.get("object", "").strip(),
        actor_ori=query.get("ori", "").strip(),
        actor_id=query.get("actor", "").strip(),
        person_id=query.get("person", "").strip(),
        appended_from=forms.day_start(query, "from", page.zone),
        appended_before=forms.day_start(query, "before", page.zone),
    )
    hours = _HOURS.get(_last(query))
    if hours:
        request.appended_from.FromDatetime(datetime.now(UTC) - timedelta(hours=hours))
    return request


def _last(query: Mapping[str, str]) -> str:
    """Name the time that is listed: the last hour, unless somebody looks for something."""
    if query.get("last") in dict(_LAST):
        return query["last"]
    is_filtered = any(query.get(one) for one in _FILTERS)
    return _ALL if is_filtered else _HOUR


def _word(query: Mapping[str, str], name: str) -> str:
    """Read a word of the service, also as the table prints it."""
    return query.get(name, "").strip().lower().replace(" ", "_")


async def show_head(page: Page) -> Response:
    """Show the place and the digest of the newest entry."""
    found = await page.call(pb2.GetAuditHeadRequest(), pb2.GetAuditHeadResponse)
    return page.show(
        "auditor/head.html",
        title="Head and proof",
        tabs=TABS,
        sequence=found.head.sequence,
        digest=found.head.digest.hex(),
    )


async def verify(page: Page) -> Response:
    """Have every digest computed again, and compare heads that were kept elsewhere."""
    fields = await page.fields()
    try:
        request = pb2.VerifyAuditLogRequest(heads=_heads(fields))
        found = await page.call(request, pb2.VerifyAuditLogResponse, _VERIFY_TIMEOUT_S)
    except RefusedFormError as error:
        return page.refuse(HEAD, error.failure, fields)
    except RpcError as error:
        return page.refuse(HEAD, explain(error), fields)
    if not found.intact:
        return page.refuse(HEAD, _broken(found.first_broken_sequence), fields)
    kept = f", with {len(request.heads):,} heads that were kept elsewhere" if request.heads else ""
    words = f"The log is intact: {found.head.sequence:,} entries are as they were written{kept}."
    return page.to(HEAD, words)


def _broken(sequence: int) -> Failure:
    return Failure(
        "The log was changed",
        f"Entry {sequence:,} is not as it was written, or a head that was kept elsewhere is gone.",
        "Keep what you have, and compare with a backup from before.",
        HTTPStatus.CONFLICT,
        "AUDIT_LOG_BROKEN",
    )


def _heads(fields: forms.Fields) -> list[pb2.AuditHead]:
    """Read lines of a place and a digest. Raises RefusedFormError."""
    return [_head(line) for line in fields.get("heads", "").splitlines() if line.strip()]


def _head(line: str) -> pb2.AuditHead:
    sequence, _, digest = line.strip().partition(" ")
    try:
        found = pb2.AuditHead(sequence=int(sequence), digest=bytes.fromhex(digest))
    except ValueError as error:
        raise RefusedFormError("heads", "each line a place, a space, and 64 hex digits") from error
    if len(found.digest) != _DIGEST_BYTES:
        raise RefusedFormError("heads", f"each digest has 64 hex digits, this one {len(digest)}")
    return found


def _actor(one: pb2.AuditEntry) -> Cell:
    return Cell(one.actor_id or one.actor_ori or "the service", note=one.actor_ori, kind="id")


def _object(one: pb2.AuditEntry) -> Cell:
    return Cell(one.object_id, note=one.object_kind.replace("_", " "), kind="id")


ENTRIES = (
    Column(
        "Place",
        lambda one: Cell(f"{one.sequence:,}", order=one.sequence, kind="number"),
        "place",
    ),
    Column("Time", lambda one: Cell(time=one.append_time), "time"),
    Column("Action", lambda one: one.action.replace("_", " "), "action"),
    Column("Object", _object, "object"),
    Column("Who", _actor, "who"),
    Column("Roles", lambda one: ", ".join(one.roles).replace("_", " "), "roles"),
    Column("Purpose", lambda one: one.purpose, "purpose"),
    Column("Reason", lambda one: one.reason.replace("_", " "), "reason"),
)

PLACES = (
    get(PATH, show_log),
    get(HEAD, show_head),
    post(f"{HEAD}/verify", verify),
)
