"""The gallery's tables. Migrations make the schema; a test keeps both equal."""

from datetime import datetime
from enum import IntEnum

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.rows import CallerColumns
from database.sealed_columns import Sealed, SealedBlob, SealedText


class IdentityRow(Base):
    """A person as one gallery knows the person."""

    __tablename__ = "identity"
    __table_args__ = (
        Index(
            "identity_by_merged_into",
            "gallery",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
    )

    gallery: Mapped[str] = mapped_column(String(32), primary_key=True)
    identity_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_into: Mapped[str | None] = mapped_column(String(64))
    """The identity that received all its encounters; the row stays to explain its id."""


class EncounterRow(CallerColumns, Sealed, Base):
    """One occasion on which prints were taken."""

    __tablename__ = "encounter"
    owned_by = ("encounter", "sequence")
    __table_args__ = (
        ForeignKeyConstraint(
            ["gallery", "identity_id"],
            ["identity.gallery", "identity.identity_id"],
            name="encounter_identity",
        ),
        UniqueConstraint("gallery", "encounter_id", name="encounter_id_in_gallery"),
        Index("encounter_by_sequence", "gallery", "sequence"),
        Index("encounter_by_identity", "gallery", "identity_id", "sequence"),
        # A number is never used again: the index and its watermark depend on this.
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    gallery: Mapped[str] = mapped_column(String(32))
    encounter_id: Mapped[str] = mapped_column(String(64))
    identity_id: Mapped[str] = mapped_column(String(64))
    founded_identity: Mapped[bool]
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)
    missing_fingers: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))
    """As `MISSING_FINGERS` writes them."""


class ImpressionRow(Sealed, Base):
    """One image of one finger with its extracted features; blobs are sealed records."""

    __tablename__ = "impression"
    owned_by = ("encounter", "encounter_sequence")

    encounter_sequence: Mapped[int] = mapped_column(
        SEQUENCE,
        ForeignKey("encounter.sequence", name="impression_encounter", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gallery: Mapped[str] = mapped_column(String(32))
    position: Mapped[int] = mapped_column(SmallInteger)
    impression_type: Mapped[int] = mapped_column(SmallInteger)
    encoding: Mapped[str] = mapped_column(String(16))
    resolution_ppi: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    image: Mapped[bytes | None] = mapped_column(SealedBlob)
    template: Mapped[bytes | None] = mapped_column(SealedBlob)
    vector: Mapped[bytes | None] = mapped_column(SealedBlob)
    vector_version: Mapped[str] = mapped_column(String(32))
    quality: Mapped[int] = mapped_column(SmallInteger)
    minutia_count: Mapped[int] = mapped_column(SmallInteger)
    failure_reason: Mapped[str] = mapped_column(String(64))
    failure_message: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))


class ReferenceRow(Base):
    """A part of an identity in the index (docs/decisions/0009-segments.md)."""

    __tablename__ = "reference"
    __table_args__ = (
        ForeignKeyConstraint(
            ["gallery", "identity_id"],
            ["identity.gallery", "identity.identity_id"],
            name="reference_identity",
        ),
        Index("reference_by_identity", "gallery", "identity_id"),
        Index("reference_by_encounter", "encounter_sequence"),
        # A number is never used again: it is the key of the rows of the index.
        {"sqlite_autoincrement": True},
    )

    reference_id: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    gallery: Mapped[str] = mapped_column(String(32))
    identity_id: Mapped[str] = mapped_column(String(64))
    encounter_sequence: Mapped[int] = mapped_column(
        SEQUENCE, ForeignKey("encounter.sequence", name="reference_encounter")
    )
    """The encounter of the reference; of a composite, the one that gives most fingers."""
    composite: Mapped[bool]
    make_up: Mapped[bytes] = mapped_column(LargeBinary)
    """Digest of its impressions: other impressions make another reference."""


class ChangeKind(IntEnum):
    """What happened to a reference."""

    ADDED = 1
    REMOVED = 2
    EXPUNGED = 3
    """Removed, and no file of the index may keep anything of it."""


class ReferenceChangeRow(Base):
    """A change of references, in the order in which changes became visible."""

    __tablename__ = "reference_change"
    __table_args__ = (
        Index("reference_change_by_gallery", "gallery", "change"),
        Index(
            "reference_change_removed",
            "gallery",
            "identity_id",
            sqlite_where=text("kind = 2"),
            postgresql_where=text("kind = 2"),
        ),
        {"sqlite_autoincrement": True},
    )

    change: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    gallery: Mapped[str] = mapped_column(String(32))
    reference_id: Mapped[int] = mapped_column(SEQUENCE)
    kind: Mapped[int] = mapped_column(SmallInteger)
    identity_id: Mapped[str] = mapped_column(String(64))
    """A removed reference's identity, because the row may still lie in a file of the index."""


class PruningRow(Base):
    """The change up to which a gallery's journal is pruned (`gallery.store.pruning`)."""

    __tablename__ = "reference_pruning"

    gallery: Mapped[str] = mapped_column(String(32), primary_key=True)
    change: Mapped[int] = mapped_column(BigInteger)


class IdentityChangeRow(CallerColumns, Base):
    """A merge, split, move or undo: history, which outlives the identities it names."""

    __tablename__ = "identity_change"
    __table_args__ = (
        UniqueConstraint("gallery", "request_id", name="identity_change_request"),
        Index("identity_change_by_gallery", "gallery", "change_id"),
        {"sqlite_autoincrement": True},
    )

    change_id: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    gallery: Mapped[str] = mapped_column(String(32))
    request_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    from_identity_id: Mapped[str] = mapped_column(String(64))
    to_identity_id: Mapped[str] = mapped_column(String(64))
    source_emptied: Mapped[bool]
    """The source identity was left without encounters, so it points to the other identity."""
    reverses: Mapped[int | None] = mapped_column(SEQUENCE)
    reversed_by: Mapped[int | None] = mapped_column(SEQUENCE)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)


class MovedEncounterRow(Base):
    """An encounter that a change moved; the encounter may have been deleted since."""

    __tablename__ = "moved_encounter"
    __table_args__ = (Index("moved_encounter_by_encounter", "encounter_sequence"),)

    change_id: Mapped[int] = mapped_column(
        SEQUENCE,
        ForeignKey("identity_change.change_id", name="moved_encounter_change"),
        primary_key=True,
        autoincrement=False,
    )
    encounter_sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=False)
    encounter_id: Mapped[str] = mapped_column(String(64))


class OriginRow(Base):
    """The id of the database, drawn when its tables were made. An index follows one database."""

    __tablename__ = "origin"

    database_id: Mapped[str] = mapped_column(String(32), primary_key=True)
