"""Sex and place of birth in the sources, to compare the booked person with."""

import sqlalchemy as sa
from alembic import op

revision = "lesc_0003"
down_revision = "lesc_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    for name, length in (("sex", 1), ("place_of_birth", 2)):
        column = sa.Column(name, sa.String(length), nullable=False, server_default=sa.text("''"))
        op.add_column("source_record", column)


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("source_record", "place_of_birth")
    op.drop_column("source_record", "sex")
