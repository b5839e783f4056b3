"""The gallery's tables. The schema itself is made by migrations; a test keeps the two equal."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from gallery.database import Base, UtcDateTime

# SQLite numbers rows by itself only where the type is exactly INTEGER.
_SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")


class IdentityRow(Base):
    """A person as one gallery knows one."""

    __tablename__ = "identity"

    gallery: Mapped[str] = mapped_column(String(32), primary_key=True)
    identity_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)


class EncounterRow(Base):
    """One occasion on which prints were taken."""

    __tablename__ = "encounter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["gallery", "identity_id"],
            ["identity.gallery", "identity.identity_id"],
            name="encounter_identity",
        ),
        UniqueConstraint("gallery", "encounter_id", name="encounter_id_in_gallery"),
        Index("encounter_by_sequence", "gallery", "sequence"),
        Index("encounter_by_identity", "gallery", "identity_id", "sequence"),
        # A number is never used again: the index and its watermark rest on it.
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(_SEQUENCE, primary_key=True, autoincrement=True)
    gallery: Mapped[str] = mapped_column(String(32))
    encounter_id: Mapped[str] = mapped_column(String(64))
    identity_id: Mapped[str] = mapped_column(String(64))
    founded_identity: Mapped[bool]
    ori: Mapped[str] = mapped_column(String(64))
    roles: Mapped[str] = mapped_column(Text)
    """Sorted, one a line."""
    purpose: Mapped[str] = mapped_column(Text)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)


class ImpressionRow(Base):
    """One image of one finger with what was extracted from it; blobs are sealed records."""

    __tablename__ = "impression"

    encounter_sequence: Mapped[int] = mapped_column(
        _SEQUENCE,
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
    image: Mapped[bytes | None] = mapped_column(LargeBinary)
    template: Mapped[bytes | None] = mapped_column(LargeBinary)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    vector_version: Mapped[str] = mapped_column(String(32))
    quality: Mapped[int] = mapped_column(SmallInteger)
    minutia_count: Mapped[int] = mapped_column(SmallInteger)
    failure_reason: Mapped[str] = mapped_column(String(64))
