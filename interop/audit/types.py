"""What the audit log holds: who did what to which object, why and under which purpose."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ObjectKind(StrEnum):
    """What an object id names."""

    BOOKING = "booking"
    RESPONSE = "response"
    QUERY = "query"
    REVIEW_ITEM = "review_item"
    CASE = "case"
    DETAINER = "detainer"
    CORRECTION = "correction"
    ALARM = "alarm"
    NOTICE = "notice"
    JURISDICTION = "jurisdiction"
    WAITING = "waiting"
    """What waits for too long: a booking, a case or another object that has an id."""
    RECORD = "record"
    GALLERY = "gallery"
    IDENTITY = "identity"
    """`<gallery>:<identity id>`."""
    ENCOUNTER = "encounter"
    """`<gallery>:<encounter id>`."""
    AUDIT_LOG = "audit_log"
    REPORT = "report"
    """`audit-sample`, `exceptions`, `compliance:<month>` or `person:<id>`."""


class Action(StrEnum):
    """What was done or seen, and the kind of object that the action is about."""

    object_kind: ObjectKind

    def __new__(cls, word: str, object_kind: ObjectKind) -> "Action":
        """Make an action whose value is the word alone."""
        action = str.__new__(cls, word)
        action._value_, action.object_kind = word, object_kind
        return action

    BOOKING_SUBMITTED = "booking_submitted", ObjectKind.BOOKING
    BOOKING_VIEWED = "booking_viewed", ObjectKind.BOOKING
    BOOKING_PRINT_VIEWED = "booking_print_viewed", ObjectKind.BOOKING
    BOOKING_EXPORTED = "booking_exported", ObjectKind.BOOKING
    BOOKING_REQUEUED = "booking_requeued", ObjectKind.BOOKING
    RESPONSE_RELEASED = "response_released", ObjectKind.RESPONSE
    RESPONSE_ACKNOWLEDGED = "response_acknowledged", ObjectKind.RESPONSE
    QUERY_SENT = "query_sent", ObjectKind.QUERY
    QUERY_REQUEUED = "query_requeued", ObjectKind.QUERY
    ANSWER_TAKEN = "answer_taken", ObjectKind.QUERY
    REVIEW_OPENED = "review_opened", ObjectKind.BOOKING
    REVIEW_ITEM_VIEWED = "review_item_viewed", ObjectKind.REVIEW_ITEM
    REVIEW_DECIDED = "review_decided", ObjectKind.REVIEW_ITEM
    REVIEW_STEPPED_ASIDE = "review_stepped_aside", ObjectKind.REVIEW_ITEM
    REVIEW_REASSIGNED = "review_reassigned", ObjectKind.REVIEW_ITEM
    REVIEW_HISTORY_VIEWED = "review_history_viewed", ObjectKind.REVIEW_ITEM
    COMPARISON_REQUESTED = "comparison_requested", ObjectKind.BOOKING
    COMPARISON_ENDED = "comparison_ended", ObjectKind.BOOKING
    EXPLANATION_VIEWED = "explanation_viewed", ObjectKind.REVIEW_ITEM
    CASE_OPENED = "case_opened", ObjectKind.CASE
    CASE_VIEWED = "case_viewed", ObjectKind.CASE
    CASE_ASSESSED = "case_assessed", ObjectKind.CASE
    CASE_CLOSED = "case_closed", ObjectKind.CASE
    CASE_REOPENED = "case_reopened", ObjectKind.CASE
    CASE_WITHDRAWN = "case_withdrawn", ObjectKind.CASE
    PERSON_MOVED = "person_moved", ObjectKind.CASE
    DEATH_RECORDED = "death_recorded", ObjectKind.CASE
    LOOK_UP_REPEATED = "look_up_repeated", ObjectKind.CASE
    TASK_TAKEN = "task_taken", ObjectKind.CASE
    TASK_RELEASED = "task_released", ObjectKind.CASE
    TASK_LEASE_ENDED = "task_lease_ended", ObjectKind.CASE
    TASK_REASSIGNED = "task_reassigned", ObjectKind.CASE
    TRANSFER_ASKED = "transfer_asked", ObjectKind.CASE
    TRANSFER_ACCEPTED = "transfer_accepted", ObjectKind.CASE
    TRANSFER_RETURNED = "transfer_returned", ObjectKind.CASE
    CASE_ESCALATED = "case_escalated", ObjectKind.CASE
    ESCALATION_ENDED = "escalation_ended", ObjectKind.CASE
    ENCOUNTER_RECORDED = "encounter_recorded", ObjectKind.CASE
    DISPOSITION_RECORDED = "disposition_recorded", ObjectKind.CASE
    CITIZENSHIP_CLAIM_RECORDED = "citizenship_claim_recorded", ObjectKind.CASE
    CLAIM_EVIDENCE_ADDED = "claim_evidence_added", ObjectKind.CASE
    CITIZENSHIP_CLAIM_ENDED = "citizenship_claim_ended", ObjectKind.CASE
    DETAINER_REQUESTED = "detainer_requested", ObjectKind.DETAINER
    DETAINER_ACKNOWLEDGED = "detainer_acknowledged", ObjectKind.DETAINER
    DETAINER_DECLINED = "detainer_declined", ObjectKind.DETAINER
    DETAINER_CLOCK_STARTED = "detainer_clock_started", ObjectKind.DETAINER
    DETAINER_CUSTODY_TAKEN = "detainer_custody_taken", ObjectKind.DETAINER
    DETAINER_EXPIRED = "detainer_expired", ObjectKind.DETAINER
    DETAINER_CANCELLED = "detainer_cancelled", ObjectKind.DETAINER
    DETAINER_HANDED_OVER = "detainer_handed_over", ObjectKind.DETAINER
    DETAINER_PERSON_FREED = "detainer_person_freed", ObjectKind.DETAINER
    RELEASE_CONFIRMED = "release_confirmed", ObjectKind.DETAINER
    MATCH_CORRECTED = "match_corrected", ObjectKind.BOOKING
    MATCH_REINSTATED = "match_reinstated", ObjectKind.BOOKING
    CORRECTION_VIEWED = "correction_viewed", ObjectKind.CORRECTION
    NOTICE_ACKNOWLEDGED = "notice_acknowledged", ObjectKind.NOTICE
    NOTICE_ALARMED = "notice_alarmed", ObjectKind.NOTICE
    NOTICE_VIEWED = "notice_viewed", ObjectKind.NOTICE
    DETAINER_VIEWED = "detainer_viewed", ObjectKind.DETAINER
    ALARM_VIEWED = "alarm_viewed", ObjectKind.ALARM
    ALARM_ACKNOWLEDGED = "alarm_acknowledged", ObjectKind.ALARM
    REVIEW_PRINT_VIEWED = "review_print_viewed", ObjectKind.REVIEW_ITEM
    OVERDUE_VIEWED = "overdue_viewed", ObjectKind.WAITING
    QUERY_VIEWED = "query_viewed", ObjectKind.QUERY
    TEMPLATE_EXTRACTED = "template_extracted", ObjectKind.GALLERY
    IDENTITY_VIEWED = "identity_viewed", ObjectKind.IDENTITY
    IDENTITY_COMPARED = "identity_compared", ObjectKind.IDENTITY
    JURISDICTION_CHANGED = "jurisdiction_changed", ObjectKind.JURISDICTION
    RECORD_VIEWED = "record_viewed", ObjectKind.RECORD
    RECORD_CHANGED = "record_changed", ObjectKind.RECORD
    IDENTITY_CHANGED = "identity_changed", ObjectKind.IDENTITY
    ENCOUNTER_ENROLLED = "encounter_enrolled", ObjectKind.ENCOUNTER
    ENCOUNTER_DELETED = "encounter_deleted", ObjectKind.ENCOUNTER
    GALLERY_SEARCHED = "gallery_searched", ObjectKind.GALLERY
    PERSON_SEARCHED = "person_searched", ObjectKind.IDENTITY
    """By a number; `none` if nobody has it."""
    REPORT_READ = "report_read", ObjectKind.REPORT
    AUDIT_LOG_READ = "audit_log_read", ObjectKind.AUDIT_LOG
    AUDIT_LOG_VERIFIED = "audit_log_verified", ObjectKind.AUDIT_LOG
    AUDIT_HEAD_EXPORTED = "audit_head_exported", ObjectKind.AUDIT_LOG


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
    actor_id: str = ""
    person_id: str = ""
    """Of an identity, a booking or a case: entries about everything of the person."""
    appended_from: datetime | None = None
    appended_before: datetime | None = None

    @property
    def key(self) -> str:
        """Name the filter in few characters, to bind page tokens to it."""
        parts = [self.action or "", self.object_kind or "", self.object_id, self.actor_ori]
        times = [
            one.isoformat() if one else "" for one in (self.appended_from, self.appended_before)
        ]
        later = [self.actor_id, self.person_id, *times]
        if any(later):
            # Filters that earlier versions had keep their names, and so their tokens.
            parts += later
        return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Head:
    """The newest entry's place and digest. A copy kept elsewhere shows later tampering."""

    sequence: int
    digest: bytes
