"""Queries and the outbox of answers."""

import sqlalchemy as sa
from alembic import op

revision = "lesc_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "query",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("query_id", sa.String(128), nullable=False, unique=True),
        sa.Column("tcn", sa.String(40), nullable=False),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("encounter_id", sa.String(64), nullable=False),
        sa.Column("score_db", sa.Double(), nullable=False),
        sa.Column("match_time", time, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("receipt_id", sa.String(160), nullable=False),
        sa.Column("acknowledge_time", time, nullable=False),
        sa.Column("submission_count", sa.Integer(), nullable=False),
        sa.Column("due_time", time),
    )
    op.create_index("query_by_due", "query", ["due_time"])
    op.create_index("query_by_tcn", "query", ["tcn"])
    op.create_table(
        "answer_outbox",
        sa.Column("query_id", sa.String(128), sa.ForeignKey("query.query_id"), primary_key=True),
        sa.Column("determination", sa.Text(), nullable=False),
        sa.Column("answer_time", time, nullable=False),
        sa.Column("next_attempt_time", time),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("delivered_time", time),
    )
    op.create_index("answer_by_next_attempt", "answer_outbox", ["next_attempt_time"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("answer_outbox")
    op.drop_table("query")
