"""One table says which role may do what. Rows are operations, columns are roles."""

from collections.abc import Mapping
from enum import StrEnum

from database.caller import Caller
from interop.errors import PermissionDeniedError

ALIASES = {"booking": "law_enforcement"}
"""Other names of roles."""


class Operation(StrEnum):
    """What a caller does. The values complete a sentence that begins with `to`."""

    SEE_EVERY_BOOKING = "see every agency's bookings"
    READ_HISTORIES = "read criminal histories and wants"
    WRITE_HISTORIES = "write criminal histories"
    WRITE_WANTS = "write wants and warrants"
    READ_IDENT = "read IDENT's records"
    WRITE_IDENT = "write IDENT's records"
    WRITE_WATCH_LIST = "write the watch list"
    CHECK_IDENT = "check somebody against IDENT"
    REVIEW = "review matches"
    READ_REVIEWS = "read reviews"
    READ_REVIEW_STATISTICS = "read the statistics of reviews"
    ASK_LESC = "ask the LESC, withdraw a query or have one reviewed"
    READ_QUERIES = "read the LESC's queries"
    LOOK_UP = "look into the LESC's sources"
    WRITE_SOURCES = "write what the LESC's sources hold"
    SCRIPT_LESC = "set how the LESC and its sources behave"
    READ_CASE = "read cases"
    WORK_CASE = "work on cases"
    RECORD_CLAIM = "record a claim of citizenship or evidence about one"
    UPHOLD_CLAIM = "uphold a claim of citizenship"
    REFUTE_CLAIM = "refute a claim of citizenship"
    ACKNOWLEDGE_ALARM = "acknowledge alarms about cases"
    ACT_AS_SUPERVISOR = "answer and decide as a supervisor"
    READ_DETAINER = "read detainers"
    SEE_EVERY_DETAINER = "see every agency's detainers"
    ANSWER_DETAINER = "answer detainers"
    CORRECT = "withdraw a match"
    REINSTATE = "reinstate a match that was withdrawn"
    REQUEST_COMPARISON = "ask examiners to compare the prints of a match again"
    READ_CORRECTIONS = "read corrections"
    SEE_EVERY_NOTICE = "see every recipient's notices"
    KNOW_AS_AGENCY = "acknowledge for the booking agency"
    KNOW_AS_LESC = "acknowledge for the LESC"
    KNOW_AS_OFFICE = "acknowledge for the field office"
    CHANGE_PROGRAMME = "edit jurisdictions or requeue messages"
    SEE_MESSAGES = "see the messages to the LESC"
    SEE_OVERDUE = "see what waits for too long"
    READ_REPORTS = "read samples, compliance, exceptions and dossiers"
    READ_AUDIT_LOG = "read the audit log"
    VERIFY_AUDIT_LOG = "verify the audit log"


_COLUMNS = {
    "none": "",
    "agency": "law_enforcement",
    "dhs": "dhs",
    "consul": "consular",
    "examin": "examiner",
    "superv": "supervisor",
    "lesc": "lesc",
    "office": "field_office",
    "operat": "operator",
    "audit": "auditor",
}
"""The role of each heading. `none` is a caller that names no role."""

# none: the LESC's stub serves loopback. So a caller without a role is the asking system or the
#   machine's operator. A caller that names roles has only the permissions of these roles.
# agency: law enforcement learns about IDENT's records and the LESC's sources only from responses.
# dhs, consul: federal requesters read the criminal file too (R44).
_TABLE = """
                        none agency dhs consul examin superv lesc office operat audit
SEE_EVERY_BOOKING         .     .    .    .      .      .      .     .      x     x
READ_HISTORIES            .     x    x    x      .      .      x     x      x     .
WRITE_HISTORIES           .     .    .    .      .      .      .     .      x     .
WRITE_WANTS               .     x    .    .      .      .      .     .      x     .
READ_IDENT                .     .    x    x      .      .      x     x      x     .
WRITE_IDENT               .     .    x    x      .      .      .     .      x     .
WRITE_WATCH_LIST          .     .    x    .      .      .      .     .      x     .
CHECK_IDENT               .     .    x    x      .      .      .     .      x     .
REVIEW                    .     .    .    .      x      .      .     .      .     .
READ_REVIEWS              .     .    .    .      .      x      .     .      .     x
READ_REVIEW_STATISTICS    .     .    .    .      .      x      .     .      x     x
ASK_LESC                  x     .    .    .      .      .      .     .      x     .
READ_QUERIES              x     .    .    .      .      .      x     x      x     x
LOOK_UP                   x     .    .    .      .      .      x     x      x     .
WRITE_SOURCES             x     .    .    .      .      .      .     .      x     .
SCRIPT_LESC               x     .    .    .      .      .      .     .      x     .
READ_CASE                 .     .    .    .      .      x      x     x      x     x
WORK_CASE                 .     .    .    .      .      .      .     x      .     .
RECORD_CLAIM              .     x    .    .      .      x      x     x      .     .
UPHOLD_CLAIM              .     .    .    .      .      x      x     x      .     .
REFUTE_CLAIM              .     .    .    .      .      x      x     .      .     .
ACKNOWLEDGE_ALARM         .     .    .    .      .      x      .     x      .     .
ACT_AS_SUPERVISOR         .     .    .    .      .      x      .     .      .     .
READ_DETAINER             .     x    .    .      .      x      x     x      x     x
SEE_EVERY_DETAINER        .     .    .    .      .      x      x     x      x     x
ANSWER_DETAINER           .     x    .    .      .      .      .     .      .     .
CORRECT                   .     .    .    .      x      x      x     .      .     .
REINSTATE                 .     .    .    .      .      x      .     .      .     .
REQUEST_COMPARISON        .     x    .    .      x      x      x     x      .     .
READ_CORRECTIONS          .     .    .    .      x      x      x     x      x     x
SEE_EVERY_NOTICE          .     .    .    .      x      x      x     .      x     x
KNOW_AS_AGENCY            x     x    .    .      .      .      .     .      .     .
KNOW_AS_LESC              .     .    .    .      .      .      x     .      .     .
KNOW_AS_OFFICE            .     .    .    .      .      .      .     x      .     .
CHANGE_PROGRAMME          .     .    .    .      .      .      .     .      x     .
SEE_MESSAGES              .     .    .    .      .      .      .     .      x     x
SEE_OVERDUE               .     .    .    .      .      x      x     x      x     x
READ_REPORTS              .     .    .    .      .      x      .     .      .     x
READ_AUDIT_LOG            .     .    .    .      .      .      .     .      .     x
VERIFY_AUDIT_LOG          .     .    .    .      .      .      .     .      x     x
"""


def _read(table: str) -> Mapping[Operation, frozenset[str]]:
    headings, *rows = (line.split() for line in table.strip().splitlines())
    roles = [_COLUMNS[heading] for heading in headings]
    return {
        Operation[name]: frozenset(
            role for role, cell in zip(roles, cells, strict=True) if cell == "x"
        )
        for name, *cells in rows
    }


ALLOWED = _read(_TABLE)
"""The roles of each operation. An empty text stands for a caller that names no role.

Role, purpose and type of transaction decide what may be submitted: see `purposes`.
"""


def may(caller: Caller, operation: Operation) -> bool:
    """Tell whether one of a caller's roles allows an operation."""
    held = {ALIASES.get(role, role) for role in caller.roles} or {""}
    return not held.isdisjoint(ALLOWED[operation])


def require(caller: Caller, operation: Operation) -> None:
    """Check that a caller may do an operation. Raises PermissionDeniedError."""
    if not may(caller, operation):
        allowed = ", ".join(sorted(ALLOWED[operation] - {""}))
        held = ", ".join(sorted(caller.roles)) or "none"
        raise PermissionDeniedError(
            f"a caller needs a role of {allowed} to {operation}; your roles: {held}"
        )
