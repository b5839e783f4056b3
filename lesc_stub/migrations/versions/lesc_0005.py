"""People who take researches: who holds one until when, identity checks, and what was done."""

import sqlalchemy as sa
from alembic import op

revision = "lesc_0005"
down_revision = "lesc_0004"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and the table."""
    for name, kind in (("person", sa.String(64)), ("identity_check", sa.Text())):
        column = sa.Column(name, kind, nullable=False, server_default=sa.text("''"))
        op.add_column("research_task", column)
    op.add_column("research_task", sa.Column("lease_end", _TIME))
    op.create_index("task_by_lease_end", "research_task", ["lease_end"])
    op.create_table(
        "task_event",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            "task_sequence", sa.Integer(), sa.ForeignKey("research_task.sequence"), nullable=False
        ),
        sa.Column("query_id", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("event_time", _TIME, nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
    )
    op.create_index("task_event_by_task", "task_event", ["task_sequence", "sequence"])


def downgrade() -> None:
    """Drop the table and the columns."""
    op.drop_table("task_event")
    op.drop_index("task_by_lease_end", "research_task")
    for name in ("lease_end", "identity_check", "person"):
        op.drop_column("research_task", name)
