"""The tables of cases: versions, detainers, claims, look-ups and alarms."""

from datetime import date, datetime, time

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.sealed_columns import Sealed, SealedText

CASE_ID_LENGTH = 64
LEAST_URGENT = 99
NO_DEADLINE_S = 2**63 - 1
_EMPTY = text("''")


class CaseRow(Sealed, Base):
    """A case. `CaseVersionRow` holds the fields that change from version to version."""

    __tablename__ = "case_file"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("case_file_by_office", "office", "sequence"),
        Index("case_file_by_ori", "ori", "sequence"),
        Index("case_file_by_identity", "identity_id", "sequence"),
        Index("case_file_by_state", "state", "sequence"),
        Index("case_file_by_criminal_identity", "criminal_identity_id", "sequence"),
        Index("case_file_by_urgency", "urgency", "deadline_s", "sequence"),
        Index("case_file_by_order_time", "order_time"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(String(CASE_ID_LENGTH), unique=True)
    tcn: Mapped[str] = mapped_column(
        ForeignKey("submission.tcn", name="case_file_tcn"), unique=True
    )
    query_id: Mapped[str] = mapped_column(String(128), unique=True)
    ori: Mapped[str] = mapped_column(String(9))
    identity_id: Mapped[str] = mapped_column(String(64))
    encounter_id: Mapped[str] = mapped_column(String(64), default="")
    criminal_identity_id: Mapped[str] = mapped_column(String(64), default="", server_default=_EMPTY)
    """The booked person in the criminal file when the case was opened; empty if unknown."""
    us_state: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40), default="", server_default=_EMPTY)
    """Of the jurisdiction when the case was opened; empty: the zone of most of the State."""
    office: Mapped[str] = mapped_column(String(64))
    open_time: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[int] = mapped_column(SmallInteger)
    """The state of the newest version."""
    version: Mapped[int]
    """The number of the newest version."""
    alerted_to: Mapped[str] = mapped_column(String(64), default="")
    alert_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(SealedText, default="")
    held_by: Mapped[str] = mapped_column(String(9), default="", server_default=_EMPTY)
    """The agency that has the person since a move; empty: the agency that booked the person."""
    is_juvenile: Mapped[bool] = mapped_column(default=False, server_default=false())
    deceased_date: Mapped[date | None]
    deceased_reason: Mapped[str] = mapped_column(SealedText, default="", server_default=_EMPTY)
    urgency: Mapped[int] = mapped_column(SmallInteger, default=LEAST_URGENT, server_default="99")
    """When the case is worked on: 1 first (see `order`)."""
    deadline_s: Mapped[int] = mapped_column(
        BigInteger, default=NO_DEADLINE_S, server_default=str(NO_DEADLINE_S)
    )
    """The clock that runs, in seconds since 1970; `NO_DEADLINE_S`: none."""
    advice: Mapped[int | None] = mapped_column(SmallInteger)
    """The advice at `order_time`; null: none was computed, or the case is closed."""
    order_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When urgency, deadline and advice were computed; null: something has changed since."""

    @property
    def place(self) -> str:
        """Where days begin and end, as `Case.place`."""
        return self.time_zone or self.us_state

    @property
    def holder(self) -> str:
        """The agency that has the person, or had the person last."""
        return self.held_by or self.ori


class FieldOfficeRow(Base):
    """A field office of the file that an operator gave last."""

    __tablename__ = "field_office"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[str] = mapped_column(String(40))
    areas: Mapped[str] = mapped_column(Text)
    """Beginnings of ORIs, with spaces between."""
    opens: Mapped[time]
    closes: Mapped[time]
    ori: Mapped[str] = mapped_column(String(9), default="", server_default=_EMPTY)


class TaskLeaseRow(Base):
    """Who works on a case, and until when nobody else may. No row: the case is free."""

    __tablename__ = "task_lease"
    __table_args__ = (
        Index("task_lease_by_end", "lease_end"),
        Index("task_lease_by_officer", "officer", "ori"),
    )

    case_id: Mapped[str] = mapped_column(
        ForeignKey("case_file.case_id", name="task_lease_case"), primary_key=True
    )
    officer: Mapped[str] = mapped_column(String(64))
    ori: Mapped[str] = mapped_column(String(9))
    take_time: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_end: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseVersionRow(Sealed, Base):
    """A version of a case. Only the newest version changes."""

    __tablename__ = "case_version"
    owned_by = ("case", "case_id")

    case_id: Mapped[str] = mapped_column(
        ForeignKey("case_file.case_id", name="case_version_case"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[int] = mapped_column(SmallInteger)
    cause: Mapped[str] = mapped_column(String(16))
    officer: Mapped[str] = mapped_column(String(64))
    answer_version: Mapped[int]
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    close_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    encounter: Mapped[str] = mapped_column(SealedText, default="")
    """A document; empty if no officer has documented an encounter."""
    disposition: Mapped[str] = mapped_column(SealedText, default="")


class DetainerRow(Sealed, Base):
    """A detainer. `expire_time` is written once."""

    __tablename__ = "detainer"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("detainer_by_case", "case_id", "request_time"),
        Index("detainer_by_expiry", "state", "expire_time"),
    )

    detainer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.case_id", name="detainer_case"))
    ori: Mapped[str] = mapped_column(String(9))
    state: Mapped[int] = mapped_column(SmallInteger)
    officer: Mapped[str] = mapped_column(String(64))
    request_time: Mapped[datetime] = mapped_column(UtcDateTime)
    against_advice_because: Mapped[str] = mapped_column(SealedText, default="")
    acknowledge_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    release_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expire_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(SealedText, default="")
    custodian: Mapped[str] = mapped_column(String(64), default="", server_default=_EMPTY)
    freed_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    freed_reason: Mapped[str] = mapped_column(SealedText, default="", server_default=_EMPTY)


class ReleaseNoticeRow(Sealed, Base):
    """A notice that a person may not be held any more, which its recipient must answer."""

    __tablename__ = "release_notice"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("release_notice_by_alarm", "next_alarm_time"),
        Index("release_notice_by_address", "address", "sequence"),
        Index("release_notice_by_case", "case_id"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    notice_id: Mapped[str] = mapped_column(String(80), unique=True)
    detainer_id: Mapped[str] = mapped_column(
        ForeignKey("detainer.detainer_id", name="release_notice_detainer")
    )
    case_id: Mapped[str] = mapped_column(String(64))
    recipient: Mapped[int] = mapped_column(SmallInteger)
    address: Mapped[str] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(SealedText)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[int] = mapped_column(SmallInteger, default=0)
    confirm_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str] = mapped_column(String(64), default="")
    release_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    alarm_count: Mapped[int] = mapped_column(default=0)
    next_alarm_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null after the confirmation."""


class ClaimRow(Sealed, Base):
    """A claim of citizenship."""

    __tablename__ = "citizenship_claim"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("citizenship_claim_by_case", "case_id", "claim_time"),
        Index("citizenship_claim_by_deadline", "state", "deadline"),
    )

    claim_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("case_file.case_id", name="citizenship_claim_case")
    )
    state: Mapped[int] = mapped_column(SmallInteger)
    officer: Mapped[str] = mapped_column(String(64))
    claim_time: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_version: Mapped[int]
    end_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(SealedText, default="")
    taken_by: Mapped[str] = mapped_column(String(9), default="", server_default=_EMPTY)


class EvidenceRow(Sealed, Base):
    """Evidence about a claim of citizenship."""

    __tablename__ = "claim_evidence"
    owned_by = ("claim", "claim_id")
    __table_args__ = (Index("claim_evidence_by_claim", "claim_id", "evidence_time"),)

    evidence_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    claim_id: Mapped[str] = mapped_column(
        ForeignKey("citizenship_claim.claim_id", name="claim_evidence_claim")
    )
    given_by: Mapped[str] = mapped_column(String(9))
    officer: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(SealedText)
    evidence_time: Mapped[datetime] = mapped_column(UtcDateTime)


class LookUpRow(Sealed, Base):
    """A look-up by an officer, with the finding."""

    __tablename__ = "case_look_up"
    owned_by = ("case", "case_id")
    __table_args__ = (Index("case_look_up_by_case", "case_id", "look_up_time"),)

    look_up_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.case_id", name="case_look_up_case"))
    source: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[int] = mapped_column(SmallInteger)
    look_up_time: Mapped[datetime] = mapped_column(UtcDateTime)
    officer: Mapped[str] = mapped_column(String(64))
    repeated: Mapped[bool] = mapped_column(Boolean)
    finding: Mapped[str] = mapped_column(SealedText)


class DecisionRow(Sealed, Base):
    """A decision, with what was known when it was made; rows are added, never changed."""

    __tablename__ = "case_decision"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("case_decision_by_case", "case_id", "decision_id"),
        {"sqlite_autoincrement": True},
    )

    decision_id: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.case_id", name="case_decision_case"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    officer: Mapped[str] = mapped_column(String(64))
    decision_time: Mapped[datetime] = mapped_column(UtcDateTime)
    document: Mapped[str] = mapped_column(SealedText)


class AlarmRow(Base):
    """An alarm about a case."""

    __tablename__ = "case_alarm"
    __table_args__ = (
        Index("case_alarm_by_case", "case_id", "alarm_id"),
        {"sqlite_autoincrement": True},
    )

    alarm_id: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.case_id", name="case_alarm_case"))
    kind: Mapped[str] = mapped_column(String(32))
    alarm_time: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledge_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str] = mapped_column(String(64), default="")
    caused_by: Mapped[str] = mapped_column(String(64), default="", server_default=_EMPTY)
