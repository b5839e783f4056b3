"""Corrections, and notices of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "correction",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("correction_id", sa.String(64), nullable=False),
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), nullable=False),
        sa.Column("reason", sa.SmallInteger(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("iafis_match_false", sa.Boolean(), nullable=False),
        sa.Column("ori", sa.String(64), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("correct_time", time, nullable=False),
        sa.Column("iafis_identity_id", sa.String(64), nullable=False),
        sa.Column("left_iafis_identity_id", sa.String(64), nullable=False),
        sa.Column("ident_identity_id", sa.String(64), nullable=False),
        sa.Column("ident_encounter_id", sa.String(64), nullable=False),
        sa.Column("response_ordinal", sa.Integer(), nullable=False),
        sa.UniqueConstraint("correction_id", name="correction_request"),
        sa.UniqueConstraint("tcn", name="correction_of_booking"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("notice_id", sa.String(96), nullable=False),
        sa.Column(
            "correction_id",
            sa.String(64),
            sa.ForeignKey("correction.correction_id"),
            nullable=False,
        ),
        sa.Column("tcn", sa.String(40), nullable=False),
        sa.Column("recipient", sa.SmallInteger(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("create_time", time, nullable=False),
        sa.Column("deadline", time, nullable=False),
        sa.Column("next_alarm_time", time),
        sa.Column("alarm_count", sa.Integer(), nullable=False),
        sa.Column("last_alarm_time", time),
        sa.Column("acknowledge_time", time),
        sa.Column("acknowledged_by", sa.String(192), nullable=False),
        sa.UniqueConstraint("notice_id", name="notice_of_correction"),
        sqlite_autoincrement=True,
    )
    op.create_index("notice_by_next_alarm", "notice", ["next_alarm_time"])
    op.create_index("notice_by_booking", "notice", ["tcn"])


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("correction")
