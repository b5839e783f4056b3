"""Advice in work lists, who has a person, and the service as who caused its own alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_SERVICE = "service"


def upgrade() -> None:
    op.add_column("case_file", sa.Column("advice", sa.SmallInteger()))
    held_by = sa.Column("held_by", sa.String(9), nullable=False, server_default=sa.text("''"))
    op.add_column("case_file", held_by)
    # The cases are put into their order anew, which computes the advice.
    op.execute("UPDATE case_file SET order_time = NULL")
    _name_causer("", _SERVICE)


def downgrade() -> None:
    _name_causer(_SERVICE, "")
    op.drop_column("case_file", "held_by")
    op.drop_column("case_file", "advice")


def _name_causer(before: str, after: str) -> None:
    alarm = sa.table("case_alarm", sa.column("caused_by", sa.String))
    is_named = alarm.c.caused_by == before
    op.execute(sa.update(alarm).where(is_named).values(caused_by=after))
