"""How far the journal of each gallery's references has been pruned."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_pruning",
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gallery", name="reference_pruning_pkey"),
    )


def downgrade() -> None:
    op.drop_table("reference_pruning")
