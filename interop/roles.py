"""One table says which role may do what. Rows are operations, columns are roles."""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum

from database.caller import Caller
from interop.errors import PermissionDeniedError

ALIASES = {"booking": "law_enforcement"}
"""Other names of roles."""


class Operation(StrEnum):
    """What a caller does. The values complete a sentence that begins with `to`."""

    SUBMIT = "submit prints"
    READ_BOOKING = "read bookings"
    TAKE_RESPONSE = "acknowledge responses"
    SEE_PRINTS = "see a booking's prints, and take its file"
    EXTRACT = "extract a template"
    SEARCH_GALLERY = "search a gallery"
    ENROL = "enrol in a gallery"
    READ_IDENTITY = "read a gallery's identities"
    DELETE_ENCOUNTER = "delete encounters"
    CHANGE_IDENTITIES = "merge, split and move identities"
    READ_CHANGES = "read changes of identities"
    READ_STATUS = "read the status of a gallery"
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
    ANSWER_FOR_LESC = "deliver the LESC's answers"
    READ_QUERIES = "read the LESC's queries"
    READ_RESEARCH = "read the LESC's list of researches"
    RESEARCH = "research queries as a person of the LESC"
    LOOK_UP = "look into the LESC's sources"
    WRITE_SOURCES = "write what the LESC's sources hold"
    SCRIPT_LESC = "set how the LESC and its sources behave"
    READ_CASE = "read cases"
    WORK_CASE = "work on cases"
    MOVE_WORK = "take tasks, and transfer and escalate cases"
    RECORD_CLAIM = "record a claim of citizenship or evidence about one"
    RECORD_DEATH = "mark that a person has died"
    UPHOLD_CLAIM = "uphold a claim of citizenship"
    REFUTE_CLAIM = "refute a claim of citizenship"
    ACKNOWLEDGE_ALARM = "acknowledge alarms about cases"
    ACT_AS_SUPERVISOR = "answer and decide as a supervisor"
    READ_DETAINER = "read detainers"
    ANSWER_DETAINER = "answer detainers"
    CORRECT = "withdraw a match"
    REINSTATE = "reinstate a match that was withdrawn"
    REQUEST_COMPARISON = "ask examiners to compare the prints of a match again"
    READ_CORRECTIONS = "read corrections"
    SEE_EVERY_NOTICE = "see every recipient's notices"
    KNOW_AS_AGENCY = "acknowledge for the booking agency"
    KNOW_AS_LESC = "acknowledge for the LESC"
    KNOW_AS_OFFICE = "acknowledge for the field office"
    READ_PROGRAMME = "read which jurisdictions are activated"
    CHANGE_PROGRAMME = "edit jurisdictions or requeue messages"
    SEE_MESSAGES = "see the messages to the LESC"
    SEE_OVERDUE = "see what waits for too long"
    READ_WORK_RATES = "read how much is done and how long it takes"
    READ_REPORTS = "read samples, compliance, exceptions and dossiers"
    FIND_PERSON = "find people by their numbers"
    READ_AUDIT_LOG = "read the audit log"
    VERIFY_AUDIT_LOG = "verify the audit log"


class Group(Enum):
    """What a call is for, to which places are given."""

    PRINTS = "prints"
    """To submit, search, enrol, extract; and whatever agencies ask."""
    DESKS = "desks"
    """Whatever else people ask who read and decide, and the two systems: examiners, officers,
    supervisors, auditors, operators, the LESC."""


class Scope(StrEnum):
    """How far a role reaches in an operation."""

    NONE = "."
    OWN = "own"
    """Only what belongs to the caller: the agency's bookings, the office's cases, the examiner's
    items."""
    ANY = "any"


LESC_SYSTEM = "lesc_system"
"""The role of the LESC's own machine, which nobody else has."""
INTEROP_SYSTEM = "interop_system"
"""The role of the system that asks the LESC."""
OPERATOR = "operator"
MACHINE_ROLES = frozenset({LESC_SYSTEM, INTEROP_SYSTEM})
"""Only certificates prove these roles: tokens, which people carry, never hold them."""

COLUMNS = {
    "none": "",
    "agency": "law_enforcement",
    "civil": "civil_agency",
    "dhs": "dhs",
    "consul": "consular",
    "examin": "examiner",
    "superv": "supervisor",
    "lesc": "lesc",
    "office": "field_office",
    "operat": OPERATOR,
    "audit": "auditor",
    "ask": INTEROP_SYSTEM,
    "reply": LESC_SYSTEM,
}
"""The role of each heading. `none` is an agency that names no role."""

# none: a booking agency, as before there were roles. Nobody, with or without a role, acts without
#   an ORI. A caller that names roles has only the permissions of these roles.
# agency: law enforcement learns about IDENT's records and the LESC's sources only from responses,
#   and searches galleries only by the table of purposes.
# dhs, consul: federal requesters read the criminal file too (R44).
# examin: an examiner sees the prints of the examiner's own items and searches nothing.
# office: an officer acts on the cases of the own office (`interop.cases.own_office`). A claim, what
#   somebody has seen, and the wish for a fresh comparison are taken from whoever learns of them.
_TABLE = """
                       none agency civil dhs consul examin superv lesc office operat audit ask reply
SUBMIT                 any   any    any  any  any     .      .     .    any     .      .    .    .
READ_BOOKING           own   own    own  own  own     .      .     .    own    any    any   .    .
TAKE_RESPONSE          own   own    own  own  own     .      .     .    own     .      .    .    .
SEE_PRINTS             own   own    own  own  own     .      .     .    own     .      .    .    .
EXTRACT                any   any    any  any  any     .      .     .     .     any     .    .    .
SEARCH_GALLERY          .    any    any  any  any     .      .     .     .     any     .    .    .
ENROL                   .     .      .   any  any     .      .     .     .     any     .    .    .
READ_IDENTITY           .     .      .   any  any     .      .     .     .     any     .    .    .
DELETE_ENCOUNTER        .     .      .    .    .      .      .     .     .     any     .    .    .
CHANGE_IDENTITIES       .     .      .    .    .      .      .     .     .     any     .    .    .
READ_CHANGES            .     .      .    .    .      .      .     .     .     any    any   .    .
READ_STATUS             .     .      .    .    .      .     any    .     .     any    any   .    .
READ_HISTORIES          .    any     .   any  any     .      .    any   any    any     .    .    .
WRITE_HISTORIES         .     .      .    .    .      .      .     .     .     any     .    .    .
WRITE_WANTS             .    own     .    .    .      .      .     .     .     any     .    .    .
READ_IDENT              .     .      .   any  any     .      .    any   any    any     .    .    .
WRITE_IDENT             .     .      .   any  any     .      .     .     .     any     .    .    .
WRITE_WATCH_LIST        .     .      .   any   .      .      .     .     .     any     .    .    .
CHECK_IDENT             .     .      .   any  any     .      .     .     .     any     .    .    .
REVIEW                  .     .      .    .    .     own     .     .     .      .      .    .    .
READ_REVIEWS            .     .      .    .    .      .     any    .     .      .     any   .    .
READ_REVIEW_STATISTICS  .     .      .    .    .      .     any    .     .     any    any   .    .
ASK_LESC                .     .      .    .    .      .      .     .     .     any     .   any   .
ANSWER_FOR_LESC         .     .      .    .    .      .      .     .     .      .      .    .   own
READ_QUERIES            .     .      .    .    .      .      .    any   any    any    any   .    .
READ_RESEARCH           .     .      .    .    .      .      .    any    .     any    any   .    .
RESEARCH                .     .      .    .    .      .      .    any    .      .      .    .    .
LOOK_UP                 .     .      .    .    .      .      .    any   any    any     .   any   .
WRITE_SOURCES           .     .      .    .    .      .      .     .     .     any     .    .    .
SCRIPT_LESC             .     .      .    .    .      .      .     .     .     any     .    .    .
READ_CASE               .     .      .    .    .      .     any   any   any    any    any   .    .
WORK_CASE               .     .      .    .    .      .      .     .    own     .      .    .    .
MOVE_WORK               .     .      .    .    .      .      .     .    own     .      .    .    .
RECORD_CLAIM            .    own     .    .    .      .     any   any   any     .      .    .    .
RECORD_DEATH            .    own     .    .    .      .     any   any   own     .      .    .    .
UPHOLD_CLAIM            .     .      .    .    .      .     any   any   own     .      .    .    .
REFUTE_CLAIM            .     .      .    .    .      .     any   any    .      .      .    .    .
ACKNOWLEDGE_ALARM       .     .      .    .    .      .     any    .    own     .      .    .    .
ACT_AS_SUPERVISOR       .     .      .    .    .      .     any    .     .      .      .    .    .
READ_DETAINER           .    own     .    .    .      .     any   any   any    any    any   .    .
ANSWER_DETAINER         .    own     .    .    .      .      .     .     .      .      .    .    .
CORRECT                 .     .      .    .    .     any    any   any    .      .      .    .    .
REINSTATE               .     .      .    .    .      .     any    .     .      .      .    .    .
REQUEST_COMPARISON      .    own     .    .    .     any    any   any   any     .      .    .    .
READ_CORRECTIONS        .     .      .    .    .     any    any   any   any    any    any   .    .
SEE_EVERY_NOTICE        .     .      .    .    .     any    any   any    .     any    any   .    .
KNOW_AS_AGENCY         own   own     .    .    .      .      .     .     .      .      .    .    .
KNOW_AS_LESC            .     .      .    .    .      .      .    own    .      .      .    .    .
KNOW_AS_OFFICE          .     .      .    .    .      .      .     .    own     .      .    .    .
READ_PROGRAMME         any   any    any  any  any    any    any   any   any    any    any  any  any
CHANGE_PROGRAMME        .     .      .    .    .      .      .     .     .     any     .    .    .
SEE_MESSAGES            .     .      .    .    .      .      .     .     .     any    any   .    .
SEE_OVERDUE             .     .      .    .    .      .     any   any   any    any    any   .    .
READ_WORK_RATES        .     .      .    .    .      .      .     .     .     any     .    .    .
READ_REPORTS            .     .      .    .    .      .     any    .     .      .     any   .    .
FIND_PERSON             .     .      .    .    .      .     any   any   any    any    any   .    .
READ_AUDIT_LOG          .     .      .    .    .      .      .     .     .      .     any   .    .
VERIFY_AUDIT_LOG        .     .      .    .    .      .      .     .     .     any    any   .    .
"""


def _read(table: str) -> Mapping[Operation, Mapping[str, Scope]]:
    headings, *rows = (line.split() for line in table.strip().splitlines())
    roles = [COLUMNS[heading] for heading in headings]
    return {
        Operation[name]: dict(zip(roles, map(Scope, cells), strict=True)) for name, *cells in rows
    }


SCOPES = _read(_TABLE)
"""How far each role reaches in each operation. An empty text stands for no role.

Role, purpose and type of transaction decide what may be submitted and searched: see `purposes`.
"""

ALLOWED: Mapping[Operation, frozenset[str]] = {
    operation: frozenset(role for role, scope in scopes.items() if scope is not Scope.NONE)
    for operation, scopes in SCOPES.items()
}
"""The roles of each operation."""


def roles_of(caller: Caller) -> frozenset[str]:
    """Name a caller's roles by the names of the table; an empty text for no role."""
    return frozenset(ALIASES.get(role, role) for role in caller.roles) or frozenset({""})


def scope(caller: Caller, operation: Operation) -> Scope:
    """Tell how far a caller reaches; nobody reaches anything without an ORI."""
    if not caller.ori:
        return Scope.NONE
    found = {SCOPES[operation].get(role, Scope.NONE) for role in roles_of(caller)}
    return next((one for one in (Scope.ANY, Scope.OWN) if one in found), Scope.NONE)


_AGENCIES = frozenset({"", "law_enforcement", "civil_agency", "dhs", "consular"})
_OF_PRINTS = frozenset(
    {
        Operation.SUBMIT,
        Operation.SEARCH_GALLERY,
        Operation.ENROL,
        Operation.EXTRACT,
        Operation.CHECK_IDENT,
    }
)


def group(caller: Caller, operations: Iterable[Operation]) -> Group:
    """Tell what a call is for. operations: of the RPC."""
    is_at_desk = not roles_of(caller) <= _AGENCIES and _OF_PRINTS.isdisjoint(operations)
    return Group.DESKS if is_at_desk else Group.PRINTS


def may(caller: Caller, operation: Operation) -> bool:
    """Tell whether one of a caller's roles allows an operation, if only on what is the caller's."""
    return scope(caller, operation) is not Scope.NONE


def may_any(caller: Caller, operation: Operation) -> bool:
    """Tell whether a caller may do an operation on what belongs to others too."""
    return scope(caller, operation) is Scope.ANY


def require(caller: Caller, *operations: Operation) -> None:
    """Check that a caller may do one of the operations. Raises PermissionDeniedError."""
    if any(may(caller, one) for one in operations):
        return
    if not caller.ori:
        raise PermissionDeniedError("a caller needs an ORI: nobody acts for no agency")
    allowed = ", ".join(sorted({role for one in operations for role in ALLOWED[one]} - {""}))
    held = ", ".join(sorted(caller.roles)) or "none"
    raise PermissionDeniedError(
        f"a caller needs a role of {allowed} to {operations[0]}; your roles: {held}"
    )
