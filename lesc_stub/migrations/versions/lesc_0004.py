"""Sex and place of birth in the sources, to compare the booked person with."""

import sqlalchemy as sa
from alembic import op

revision = "lesc_0004"
down_revision = "lesc_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    for name in ("sex", "place_of_birth"):
        column = sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))
        op.add_column("source_record", column)


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("source_record", "place_of_birth")
    op.drop_column("source_record", "sex")
