"""Alarms about what waits too long; decisions with the advice that held when they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "overdue_alarm",
        sa.Column("waiting", sa.String(16), primary_key=True),
        sa.Column("object_id", sa.String(160), primary_key=True),
        sa.Column("since", time, primary_key=True),
        sa.Column("alarm_time", time, nullable=False),
    )
    op.create_table(
        "case_decision",
        sa.Column(
            "decision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column(
            "case_id",
            sa.String(64),
            sa.ForeignKey("case_file.case_id", name="case_decision_case"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("decision_time", time, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("case_decision_by_case", "case_decision", ["case_id", "decision_id"])


def downgrade() -> None:
    op.drop_table("case_decision")
    op.drop_table("overdue_alarm")
