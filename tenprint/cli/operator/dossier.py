"""Print what is on record about a person."""

from tenprint.cli.operator.audit import actor_words
from tenprint.cli.shared import console, output, table_of
from tenprint.enums import enum_name
from tenprint.v1.detainer_service_pb2 import ReleaseOutcome
from tenprint.v1.report_service_pb2 import Dossier

_print_bookings = table_of(
    {"booking": "tcn", "agency": "ori", "received": "receive_time", "state": "state"},
    empty="no bookings",
)
_print_cases = table_of(
    {
        "case": "case_id",
        "office": "office",
        "opened": "open_time",
        "state": lambda one: output.cell(one.current, "state"),
        "decided": lambda one: output.cell(one.current.disposition, "action"),
        "by": lambda one: str(one.current.disposition.officer),
        "withdrawn": "withdraw_time",
    },
    empty="no cases",
)
_print_claims = table_of(
    {
        "claim": "claim_id",
        "case": "case_id",
        "state": "state",
        "time": "claim_time",
        "taken by": lambda one: f"{one.officer} {one.taken_by}".strip(),
        "ended": "end_time",
        "because": "end_reason",
    },
    empty="no claims",
)
_print_holds = table_of(
    {
        "hold": "detainer_id",
        "case": "case_id",
        "agency": "ori",
        "asked by": "officer",
        "state": "state",
        "time": "request_time",
        "ended": "end_time",
        "because": "end_reason",
    },
    empty="no holds",
)
_print_notices = table_of(
    {
        "notice": "notice_id",
        "to": "address",
        "because": "cause",
        "since": "create_time",
        "answer": lambda one: enum_name(ReleaseOutcome, one.outcome) if one.outcome else "none",
        "by": "confirmed_by",
        "at": "confirm_time",
        "released": "release_time",
    },
    empty="no notices of releases",
)
_print_alarms = table_of(
    {
        "alarm": "alarm_id",
        "case": "case_id",
        "what": "kind",
        "since": "alarm_time",
        "caused by": "caused_by",
        "known to": "acknowledged_by",
        "at": "acknowledge_time",
    },
    empty="no alarms",
)
_print_corrections = table_of(
    {"correction": "correction_id", "booking": "tcn"}, empty="no corrections"
)


def print_dossier(found: Dossier) -> None:
    """Print a dossier as tables."""
    console.print(f"person {found.person_id}")
    console.print(f"in IDENT: {', '.join(found.ident_identity_ids) or 'nobody'}")
    console.print(f"in IAFIS: {', '.join(found.iafis_identity_ids) or 'nobody'}")
    _print_bookings(found.bookings)
    _print_cases(found.cases)
    _print_claims([claim for case in found.cases for claim in case.claims])
    _print_holds([hold for case in found.cases for hold in case.detainers])
    _print_notices(found.release_notices)
    _print_alarms([alarm for case in found.cases for alarm in case.alarms])
    _print_corrections(found.corrections)
    empty = "the log is for auditors" if found.log_left_out else "no entries"
    table_of(
        {"time": "append_time", "who": actor_words, "did": "action", "to": "object_id"},
        empty=empty,
    )(found.log)
