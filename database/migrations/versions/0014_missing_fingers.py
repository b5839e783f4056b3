"""Fingers stated as missing are kept, and what is wrong with a sample is kept as a sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("encounter", "missing_fingers"),
    ("impression", "failure_message"),
    ("submission", "missing_fingers"),
    ("submission_sample", "failure_message"),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table, column in _COLUMNS:
        op.drop_column(table, column)
