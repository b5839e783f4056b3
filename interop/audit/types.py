"""What the audit log holds: who did what to which object, why and under which purpose."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What was done or seen."""

    BOOKING_SUBMITTED = "booking_submitted"
    BOOKING_VIEWED = "booking_viewed"
    RESPONSE_RELEASED = "response_released"
    RESPONSE_ACKNOWLEDGED = "response_acknowledged"
    QUERY_SENT = "query_sent"
    QUERY_REQUEUED = "query_requeued"
    ANSWER_TAKEN = "answer_taken"
    REVIEW_OPENED = "review_opened"
    REVIEW_ITEM_VIEWED = "review_item_viewed"
    REVIEW_DECIDED = "review_decided"
    EXPLANATION_VIEWED = "explanation_viewed"
    CASE_OPENED = "case_opened"
    CASE_VIEWED = "case_viewed"
    CASE_ASSESSED = "case_assessed"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    CASE_WITHDRAWN = "case_withdrawn"
    LOOK_UP_REPEATED = "look_up_repeated"
    ENCOUNTER_RECORDED = "encounter_recorded"
    DISPOSITION_RECORDED = "disposition_recorded"
    CITIZENSHIP_CLAIM_RECORDED = "citizenship_claim_recorded"
    CITIZENSHIP_CLAIM_ENDED = "citizenship_claim_ended"
    DETAINER_REQUESTED = "detainer_requested"
    DETAINER_ACKNOWLEDGED = "detainer_acknowledged"
    DETAINER_DECLINED = "detainer_declined"
    DETAINER_CLOCK_STARTED = "detainer_clock_started"
    DETAINER_CUSTODY_TAKEN = "detainer_custody_taken"
    DETAINER_EXPIRED = "detainer_expired"
    DETAINER_CANCELLED = "detainer_cancelled"
    MATCH_CORRECTED = "match_corrected"
    CORRECTION_VIEWED = "correction_viewed"
    NOTICE_ACKNOWLEDGED = "notice_acknowledged"
    NOTICE_ALARMED = "notice_alarmed"
    JURISDICTION_CHANGED = "jurisdiction_changed"
    RECORD_VIEWED = "record_viewed"
    RECORD_CHANGED = "record_changed"
    IDENTITY_CHANGED = "identity_changed"
    ENCOUNTER_ENROLLED = "encounter_enrolled"
    ENCOUNTER_DELETED = "encounter_deleted"
    GALLERY_SEARCHED = "gallery_searched"
    AUDIT_LOG_READ = "audit_log_read"
    AUDIT_LOG_VERIFIED = "audit_log_verified"
    AUDIT_HEAD_EXPORTED = "audit_head_exported"


class ObjectKind(StrEnum):
    """What an object id names."""

    BOOKING = "booking"
    RESPONSE = "response"
    QUERY = "query"
    REVIEW_ITEM = "review_item"
    CASE = "case"
    DETAINER = "detainer"
    CORRECTION = "correction"
    NOTICE = "notice"
    JURISDICTION = "jurisdiction"
    RECORD = "record"
    GALLERY = "gallery"
    IDENTITY = "identity"
    """`<gallery>:<identity id>`."""
    ENCOUNTER = "encounter"
    """`<gallery>:<encounter id>`."""
    AUDIT_LOG = "audit_log"


@dataclass(frozen=True)
class AuditEntry:
    """Who did what to which object: opaque ids and words from lists, never text about a person."""

    actor_ori: str
    """Empty: the service itself."""
    roles: frozenset[str]
    purpose: str
    action: Action
    object_kind: ObjectKind
    object_id: str
    reason: str = ""
    """A code; an explanation in words belongs to the object."""
    actor_id: str = ""
    """The opaque id of the person within the agency, if the service knows it."""


@dataclass(frozen=True)
class LoggedEntry:
    """An entry with its place in the log."""

    sequence: int
    append_time: datetime
    entry: AuditEntry
    digest: bytes


@dataclass(frozen=True)
class EntryFilter:
    """Which entries are wanted; an empty field filters nothing."""

    action: Action | None = None
    object_kind: ObjectKind | None = None
    object_id: str = ""
    actor_ori: str = ""

    @property
    def key(self) -> str:
        """Name the filter in few characters, to bind page tokens to it."""
        parts = (self.action or "", self.object_kind or "", self.object_id, self.actor_ori)
        return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Head:
    """The newest entry's place and digest. A copy kept elsewhere shows later tampering."""

    sequence: int
    digest: bytes
