"""Leases of bookings and jobs, for several services on one database."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLE = "submission"


def _columns() -> tuple[sa.Column[str], sa.Column[datetime]]:
    holder = sa.Column("lease_holder", sa.String(32), nullable=False, server_default=sa.text("''"))
    return holder, sa.Column("lease_end", sa.DateTime(timezone=True))


def upgrade() -> None:
    for column in _columns():
        op.add_column(_TABLE, column)
    op.create_table("job", sa.Column("name", sa.String(32), primary_key=True), *_columns())


def downgrade() -> None:
    op.drop_table("job")
    for name in ("lease_end", "lease_holder"):
        op.drop_column(_TABLE, name)
