"""An example of every RPC: values by the name of a field, as a caller would send them.

`tests/reference/test_examples.py` sends each to a real server. None is refused for its form.
"""

import base64
import json
from typing import Any

from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from interop.roles import OPERATOR, SCOPES, Scope
from services.access.table import TABLE
from tests.services.access.rpcs import Rpc

CSV = b"jurisdiction_id,name,us_state,activation_date,oris\nTX101,Harris,TX,2008-10-27,TX1010000\n"
DAY = {"year": 2011, "month": 6, "day": 1}
TIME = "2011-06-01T12:00:00Z"
IMAGE = "UFJJTlQ="
"""Base64 of `PRINT`: stands for the bytes of a print."""
FILE = "RklMRQ=="
"""Base64 of `FILE`: stands for the bytes of a transaction file."""

_SAMPLE = {
    "image": IMAGE,
    "encoding": "IMAGE_ENCODING_PNG",
    "resolution_ppi": 500,
    "position": "FINGER_POSITION_RIGHT_INDEX",
    "impression_type": "IMPRESSION_TYPE_LIVESCAN_PLAIN",
}
_VALUES: dict[str, Any] = {
    "alarm_id": 1,
    "answer": "TRANSFER_STATE_ACCEPTED",
    "comparison_id": "COMPARISON-1",
    "escalation_id": "ESCALATION-1",
    "grounds": ["REMOVAL_GROUND_OVERSTAYED"],
    "lease_minutes": 60,
    "number": "A12345678",
    "person": "SPECIALIST-1",
    "reinstatement_id": "REINSTATEMENT-1",
    "resolution": "the supervisor decided",
    "result": "IDENTITY_RESULT_CONFIRMED",
    "status": "IMMIGRATION_STATUS_NO_RECORD",
    "task_id": "1",
    "to_officer": "OFFICER-2",
    "transfer_id": "TRANSFER-1",
    "because": "the field office was told",
    "candidate_id": "CANDIDATE-1",
    "case_id": "CASE-1",
    "change_id": 1,
    "claim_id": "CLAIM-1",
    "correction_id": "CORRECTION-1",
    "csv": base64.b64encode(CSV).decode(),
    "detainer_id": "DETAINER-1",
    "encounter_id": "ENCOUNTER-1",
    "encounter_ids": ["ENCOUNTER-2"],
    "entry_id": "ENTRY-1",
    "evidence": "passport 000000000, seen in person",
    "evidence_id": "EVIDENCE-1",
    "examiner_id": "EX-17",
    "explanation": "two examiners compared the cards",
    "first_day": DAY,
    "finger": "FINGER_POSITION_RIGHT_INDEX",
    "gallery": "ident",
    "identity_id": "IDENTITY-1",
    "into_identity_id": "IDENTITY-2",
    "item_id": "ITEM-1",
    "jurisdiction_id": "TX101",
    "last_day": {"year": 2011, "month": 6, "day": 30},
    "look_up_id": "LOOKUP-1",
    "message_id": "MESSAGE-1",
    "month": "2011-06",
    "notice_id": "NOTICE-1",
    "officer": "OFFICER-1",
    "ordinal": 1,
    "person_id": "IDENTITY-1",
    "query_id": "iaq:BOOKING-0001",
    "release_time": TIME,
    "request_id": "REQUEST-1",
    "sample": _SAMPLE,
    "samples": [_SAMPLE],
    "source": "passports",
    "tcn": "BOOKING-0001",
    "text": "birth certificate, seen in person",
    "to_identity_id": "IDENTITY-2",
    "transaction_file": FILE,
    "version": 1,
    "want_id": "WANT-1",
    "clear_date": DAY,
    "withdrawal_id": "WITHDRAWAL-1",
}
"""By the name of a field. Fields that are not here stay empty."""

_OTHERS: dict[str, dict[str, Any]] = {
    "SubmitBooking": {
        "tcn": "BOOKING-0001",
        "ori": "WVTEST000",
        "booking": {
            "samples": [_SAMPLE],
            "arrest_date": DAY,
            "subject": {"name": "ROE,RICHARD", "sex": "M"},
            "charges": [{"literal": "ASSAULT", "offense_code": "1313"}],
            "in_custody": True,
        },
    },
    "VerifyAuditLog": {},
    "RecordEncounter": {
        "case_id": "CASE-1",
        "encounter": {
            "encounter_time": TIME,
            "manner": "ENCOUNTER_MANNER_IN_PERSON",
            "place": "county jail",
        },
        "officer": "OFFICER-1",
    },
    "RecordDisposition": {
        "case_id": "CASE-1",
        "disposition": {
            "action": "DISPOSITION_ACTION_DETENTION_REQUESTED",
            "reason": "DISPOSITION_REASON_PRIORITY_1",
            "decision_time": TIME,
        },
        "officer": "OFFICER-1",
    },
    "CorrectMatch": {
        "correction_id": "CORRECTION-1",
        "tcn": "BOOKING-0001",
        "reason": "CORRECTION_REASON_DIFFERENT_PERSON",
        "explanation": "two examiners compared the cards",
    },
    "ReinstateMatch": {
        "reinstatement_id": "REINSTATEMENT-1",
        "correction_id": "CORRECTION-1",
        "reason": "two examiners compared the cards again",
    },
    "RequestComparison": {
        "comparison_id": "COMPARISON-1",
        "tcn": "BOOKING-0001",
        "reason": "the photographs differ",
        "officer": "OFFICER-1",
    },
    "RecordDetermination": {
        "task_id": "1",
        "person": "SPECIALIST-1",
        "status": "IMMIGRATION_STATUS_NO_RECORD",
    },
    "ReassignTask": {
        "case_id": "CASE-1",
        "to_officer": "OFFICER-2",
        "reason": "REASSIGN_REASON_ABSENT",
        "officer": "SUPERVISOR-1",
        "lease_minutes": 60,
    },
    "TransferCase": {
        "case_id": "CASE-1",
        "transfer_id": "TRANSFER-1",
        "to_office": "HOU",
        "reason": "the person was moved",
        "officer": "OFFICER-1",
    },
    "EscalateCase": {
        "case_id": "CASE-1",
        "escalation_id": "ESCALATION-1",
        "queue": "supervisor",
        "limit_hours": 24,
        "reason": "the answers contradict each other",
        "officer": "OFFICER-1",
    },
    "MovePerson": {
        "case_id": "CASE-1",
        "to_ori": "TX2020000",
        "move_time": TIME,
        "officer": "OFFICER-1",
    },
    "DeclineDetainer": {
        "detainer_id": "DETAINER-1",
        "reason": "released before",
        "officer": "OFFICER-1",
    },
    "CancelDetainer": {
        "detainer_id": "DETAINER-1",
        "reason": "no ground is left",
        "officer": "OFFICER-1",
    },
    "RecordRelease": {
        "detainer_id": "DETAINER-1",
        "release_time": TIME,
        "reason": "the 48 hours are over",
        "officer": "OFFICER-1",
    },
    "ConfirmRelease": {
        "notice_id": "NOTICE-1",
        "outcome": "RELEASE_OUTCOME_RELEASED",
        "release_time": TIME,
        "officer": "OFFICER-1",
    },
    "DeliverAnswer": {
        "query_id": "iaq:BOOKING-0001",
        "version": 1,
        "answer_time": TIME,
        "determination": {"status": "IMMIGRATION_STATUS_NO_RECORD"},
    },
    "SubmitQuery": {
        "query_id": "iaq:BOOKING-0001",
        "tcn": "BOOKING-0001",
        "ori": "TX1010000",
        "identity_id": "IDENTITY-1",
        "encounter_id": "ENCOUNTER-1",
        "score_db": 90.0,
        "match_time": TIME,
        "purpose": "C",
        "attention": "BOOKING DESK",
        "phone": "5555550100",
        "name": "DOE,JOHN",
        "date_of_birth": "19700101",
        "sex": "M",
        "place_of_birth": "MM",
        "in_custody": True,
        "offense_code": "1313",
        "priority": 9,
    },
    "WithdrawQuery": {
        "query_id": "iaq:BOOKING-0001",
        "withdrawal_id": "WITHDRAWAL-1",
        "reason": "FALSE_MATCH",
    },
    "PutSourceRecords": {
        "records": [
            {
                "source": "removals",
                "record_id": "RECORD-1",
                "identity_id": "IDENTITY-1",
                "facts": [{"kind": "removed", "from_date": DAY}],
            }
        ]
    },
    "SetScript": {"script": {"duplicate_share": 0.5}},
    "UpdateJurisdiction": {
        "jurisdiction": {
            "jurisdiction_id": "TX101",
            "name": "Harris",
            "us_state": "TX",
            "activation_date": {"year": 2008, "month": 10, "day": 27},
            "oris": ["TX1010000"],
        }
    },
    "PutCriminalEvent": {
        "identity_id": "IDENTITY-1",
        "event": {
            "event_id": "EVENT-1",
            "kind": "CRIMINAL_EVENT_KIND_ARREST",
            "date": DAY,
            "ori": "TX1010000",
            "literal": "ASSAULT",
        },
    },
    "PutWant": {
        "identity_id": "IDENTITY-1",
        "want": {
            "want_id": "WANT-1",
            "ori": "WVTEST000",
            "literal": "BURGLARY",
            "issue_date": DAY,
        },
    },
    "PutIdentEncounter": {
        "encounter": {
            "encounter_id": "ENCOUNTER-1",
            "kind": "IDENT_ENCOUNTER_KIND_BORDER_ENTRY",
            "encounter_time": TIME,
            "biographic": {"name": "ROE,RICHARD"},
            "site": "HOUSTON",
        }
    },
    "PutWatchListEntry": {
        "entry": {
            "entry_id": "ENTRY-1",
            "identity_id": "IDENTITY-1",
            "reason": "WATCH_LIST_REASON_CRIMINAL",
        }
    },
    "CheckIdent": {"samples": [_SAMPLE], "watch_list": True},
    "DecideReviewItem": {
        "item_id": "ITEM-1",
        "examiner_id": "EX-17",
        "decisions": [{"candidate_id": "CANDIDATE-1", "decision": "REVIEW_DECISION_SAME"}],
    },
    "StepAside": {
        "item_id": "ITEM-1",
        "examiner_id": "EX-17",
        "reason": "STEP_ASIDE_REASON_PERSON_KNOWN",
    },
    "ListReviewHistory": {"examiner_id": "EX-17", "page_size": 50},
    "ReassignReviewItem": {
        "item_id": "ITEM-1",
        "from_examiner_id": "EX-17",
        "to_examiner_id": "EX-18",
        "supervisor_id": "SUPERVISOR-1",
    },
    "ListJurisdictions": {"us_state": "TX", "page_size": 50},
    "GetActivation": {"day": DAY},
    "SampleCases": {"first_day": DAY, "last_day": DAY, "case_count": 766, "seed": 1},
    "GetRapSheet": {"identity_id": "IDENTITY-1"},
    "GetIdentRecord": {"identity_id": "IDENTITY-1"},
}


def example(rpc: Rpc) -> dict[str, Any]:
    """Return an example of the request as JSON."""
    name = rpc.descriptor.name
    if name in _OTHERS:
        return _OTHERS[name]
    fields = [field.name for field in rpc.descriptor.input_type.fields]
    if "page_size" in fields:
        needed = [one for one in ("gallery", "identity_id", "case_id") if one in fields]
        wanted = needed if name in _OF_ONE else needed[:1] if needed[:1] == ["gallery"] else []
        return {**{one: _VALUES[one] for one in wanted}, "page_size": 50}
    return {one: _VALUES[one] for one in fields if one in _VALUES}


_OF_ONE = {"ListEncounters", "ListCaseVersions"}
"""Lists of what belongs to one object."""


def request(rpc: Rpc, print_: bytes, file: bytes) -> Message:
    """Return the example as a message, with the bytes of a print and of a transaction file."""
    message: Message = GetMessageClass(rpc.descriptor.input_type)()
    ParseDict(example(rpc), message, ignore_unknown_fields=False)
    _fill(message, {"image": print_, "transaction_file": file})
    return message


def _fill(message: Message, contents: dict[str, bytes]) -> None:
    for field, value in message.ListFields():
        if field.name in contents:
            setattr(message, field.name, contents[field.name])
        elif field.message_type:
            for one in value if field.is_repeated else [value]:
                _fill(one, contents)


def role_of(rpc: Rpc) -> str:
    """Name a role that may call the RPC; empty where an agency without a role may."""
    if rpc.descriptor.name in ("Identify", "Verify"):
        return OPERATOR  # The examples search IDENT, which not every role may.
    operation = TABLE[rpc.method].operations[0]
    return next(role for role, scope in SCOPES[operation].items() if scope is not Scope.NONE)


def text(rpc: Rpc) -> str:
    """Write the example for a reader."""
    return json.dumps(example(rpc), indent=2)
