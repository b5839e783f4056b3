"""Examiners who remark on a decision, and examiners who step aside."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLE = "review_assignment"


def upgrade() -> None:
    remark = sa.Column("remark", sa.Text(), nullable=False, server_default=sa.text("''"))
    op.add_column(_TABLE, remark)
    op.add_column(_TABLE, sa.Column("aside_time", sa.DateTime(timezone=True)))
    op.add_column(_TABLE, sa.Column("aside_reason", sa.SmallInteger()))


def downgrade() -> None:
    for name in ("aside_reason", "aside_time", "remark"):
        op.drop_column(_TABLE, name)
