"""What a person at the terminal does about a refusal: the option or the command that mends it."""

import re
from collections.abc import Mapping

import click

from tenprint.errors import RpcError

_LONGER = "a longer --timeout tries for longer"
_ANOTHER_ID = "give another --id"
REMEDIES: Mapping[str, str] = {
    "RESOLUTION_MISSING": "state the scanner's resolution by --ppi",
    "RESOLUTION_OUT_OF_RANGE": "state the scanner's resolution by --ppi",
    "MISSING_FINGER_SENT": "leave out the print, or its --missing",
    "TRANSACTION_FAULTY": "`tenprint ebts validate` lists every fault of a file",
    "GALLERY_NOT_FOUND": "name `iafis` or `ident` by --gallery",
    "BOOKING_NOT_FOUND": "`tenprint booking list` lists the bookings of your agency",
    "QUERY_NOT_FOUND": "`tenprint lesc queries` lists the queries",
    "IDENTITY_CHANGE_NOT_FOUND": "`tenprint gallery changes` lists the changes",
    "TCN_CONFLICT": "another TCN is given by --tcn, or stands in the file",
    "ENCOUNTER_CONFLICT": _ANOTHER_ID,
    "CASE_CONFLICT": _ANOTHER_ID,
    "RECORD_CONFLICT": _ANOTHER_ID,
    "CORRECTION_CONFLICT": _ANOTHER_ID,
    "COMPARISON_CONFLICT": _ANOTHER_ID,
    "OVERLOADED": _LONGER,
    "CALLER_LIMIT": _LONGER,
    "BACKLOG_FULL": _LONGER,
    "NO_RESOURCES": _LONGER,
    "DECODER_UNAVAILABLE": _LONGER,
    "STORE_UNAVAILABLE": f"{_LONGER}; `tenprint doctor` says what is wrong",
    "SHUTTING_DOWN": _LONGER,
    "STARTING": f"{_LONGER}; `tenprint health` says what the start waits for",
    "DEADLINE_EXPIRED": "give the call more time by --timeout",
    "DEADLINE_TOO_SHORT": "give the call more time by --timeout",
    "MESSAGE_TOO_SLOW": _LONGER,
    "CORRUPT_RECORD": "`tenprint doctor` says what is damaged",
    "PARTITION_UNAVAILABLE": f"{_LONGER}; `tenprint cluster status` names what is away",
    "EXTRACTION_FAILED": "`tenprint cluster status` shows the workers that extract",
    "PERMISSION_DENIED": "a role is stated by --role, a purpose by --purpose",
    "AGENCY_NOT_FOUND": "correct --ori, or add the agency by `tenprint jurisdictions set`",
    "JURISDICTION_NOT_FOUND": "`tenprint jurisdictions list` lists the jurisdictions",
    "RESPONSE_NOT_FOUND": "`tenprint booking show` lists the versions",
    "QUERY_STATE": "`tenprint programme queries` shows the state of each message",
    "BOOKING_NOT_PARKED": "`tenprint programme parked` lists what is parked",
    "RECORD_NOT_FOUND": "`tenprint records events` and `tenprint records wants` list records",
    "REVIEW_ITEM_NOT_FOUND": "`tenprint review next` gives the item in hand, or another",
    "REVIEW_NOT_ASSIGNED": "`tenprint review next` gives the item in hand, or another",
    "REVIEW_NOT_DECIDED": "decide by `tenprint review decide`",
    "CASE_NOT_FOUND": "`tenprint case list` lists the cases that you may see",
    "DETAINER_NOT_FOUND": "`tenprint detainer list` lists the detainers that you may see",
    "CLAIM_NOT_FOUND": "`tenprint case show` lists the claims of a case",
    "ALARM_NOT_FOUND": "`tenprint case alarms` lists the alarms",
    "CASE_STATE": "`tenprint case show` says where the case stands",
    "DETAINER_STATE": "`tenprint detainer show` says where the detainer stands",
    "CLAIM_STATE": "`tenprint case show` says where each claim stands",
    "CASE_INCOMPLETE": "record by `tenprint case encounter` and `tenprint case disposition`",
    "DISPOSITION_MISMATCH": "give another --reason or another --action",
    "CORRECTION_NOT_FOUND": "`tenprint correction list` lists the corrections",
    "CORRECTION_STATE": "`tenprint correction show` says where the correction stands",
    "NO_MATCH_TO_CORRECT": "`tenprint booking show` says whom the booking matched",
    "NOTICE_NOT_FOUND": "`tenprint correction notices` lists the notices",
    "RELEASE_NOTICE_NOT_FOUND": "`tenprint detainer notices` lists the notices",
    "CREDENTIAL_MISSING": "say who calls by --ori, or by --credentials",
    "CREDENTIAL_REFUSED": "make new --credentials: `tenprint keys token`, or `tenprint keys renew`",
    "DELEGATION_MISSING": "name that agency by --ori, or by --acts-for",
    "PERSON_NOT_PROVED": "name the person whom the --credentials name, or by --as",
    "TASK_NOT_HELD": "take the task: `tenprint officer take`, at the LESC `tenprint lesc take`",
    "TASK_HELD": "`tenprint officer work` and `tenprint lesc work` list who holds what",
    "OTHER_OFFICE": "call as the office that has the case, by --ori",
    "TRANSFER_NOT_FOUND": "`tenprint officer transfers` lists the transfers",
    "TRANSFER_STATE": "`tenprint officer transfers` says where each transfer stands",
    "ESCALATION_NOT_FOUND": "`tenprint officer escalations` lists the escalations",
    "ESCALATION_STATE": "`tenprint officer escalations` says where each stands",
    "RESEARCH_TASK_NOT_FOUND": "`tenprint lesc work` lists the researches",
    "RESEARCH_TASK_STATE": "`tenprint lesc task` says what the research lacks",
    "PERSON_NOT_FOUND": "`tenprint report find` finds people by any of their ids",
    "UNKNOWN_METHOD": "name the HOST:PORT of the service by --target",
}
"""By reason. A reason that is not here is mended by its message alone."""

_OPTION = re.compile(r"--[a-z][a-z-]+")
_OF_METADATA = {
    "tenprint-ori": "--ori",
    "tenprint-roles": "--role",
    "tenprint-purpose": "--purpose",
    "tenprint-person": "--as",
    "tenprint-acts-for": "--acts-for",
}
_OF_FIELDS = {
    "dates_of_birth": "--born",
    "resolution_ppi": "--ppi",
    "impression_type": "--impression",
}
"""Options whose parameter is called otherwise than the field."""


def remedy(error: RpcError, command: click.Command) -> str:
    """Say what mends a refusal; empty if no option of the command and no other command does."""
    known = {
        option: one.name or ""
        for one in command.params
        if isinstance(one, click.Option)
        for option in one.opts
    }
    option = _option_of(error.metadata.get("field", ""), known)
    words = f"the option is {option}" if option else REMEDIES.get(error.reason, "")
    named = set(_OPTION.findall(words))
    is_said = named and all(one in error.message for one in named)
    return "" if is_said or not named <= set(known) else words


def _option_of(field: str, known: Mapping[str, str]) -> str:
    """Find the option for a field: the innermost part of the field's path that has an option."""
    for part in reversed(re.sub(r"\[\d+\]", "", field).split(".")):
        for option, name in known.items():
            if option in (_OF_METADATA.get(part), _OF_FIELDS.get(part)) or name == part:
                return option
    return ""
