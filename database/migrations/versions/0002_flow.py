"""Bookings, their samples and history, the outbox and the LESC's answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "submission",
        sa.Column("tcn", sa.String(40), primary_key=True),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("caller_ori", sa.String(64), nullable=False),
        sa.Column("caller_roles", sa.Text(), nullable=False),
        sa.Column("caller_purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.Column("receive_time", time, nullable=False),
        sa.Column("arrest_date", sa.Date()),
        sa.Column("agency_case_number", sa.Text(), nullable=False),
        sa.Column("extract_duration_ms", sa.Double(), nullable=False),
        sa.Column("iafis_search", sa.Text()),
        sa.Column("iafis_retention", sa.Text()),
        sa.Column("first_response", sa.Text()),
        sa.Column("ident_search", sa.Text()),
        sa.Column("second_response", sa.Text()),
        sa.Column("next_attempt_time", time),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
    )
    op.create_index("submission_by_next_attempt", "submission", ["next_attempt_time"])
    op.create_table(
        "submission_sample",
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), primary_key=True),
        sa.Column("position", sa.SmallInteger(), primary_key=True),
        sa.Column("impression_type", sa.SmallInteger(), nullable=False),
        sa.Column("encoding", sa.String(16), nullable=False),
        sa.Column("resolution_ppi", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary()),
        sa.Column("template", sa.LargeBinary()),
        sa.Column("vector", sa.LargeBinary()),
        sa.Column("vector_version", sa.String(32), nullable=False),
        sa.Column("quality", sa.SmallInteger(), nullable=False),
        sa.Column("minutia_count", sa.SmallInteger(), nullable=False),
        sa.Column("failure_reason", sa.String(64), nullable=False),
    )
    op.create_table(
        "state_change",
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), primary_key=True),
        sa.Column("state", sa.SmallInteger(), primary_key=True),
        sa.Column("change_time", time, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("create_time", time, nullable=False),
        sa.Column("next_attempt_time", time),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("delivered_time", time),
        sa.Column("receipt_id", sa.String(128), nullable=False),
        sa.Column("acknowledge_time", time),
        sa.UniqueConstraint("tcn", "kind", name="outbox_message_of_booking"),
    )
    op.create_index("outbox_by_next_attempt", "outbox", ["next_attempt_time"])
    op.create_table(
        "lesc_answer",
        sa.Column("query_id", sa.String(64), sa.ForeignKey("outbox.message_id"), primary_key=True),
        sa.Column("determination", sa.Text(), nullable=False),
        sa.Column("answer_time", time, nullable=False),
        sa.Column("receive_time", time, nullable=False),
    )


def downgrade() -> None:
    for table in ("lesc_answer", "outbox", "state_change", "submission_sample", "submission"):
        op.drop_table(table)
