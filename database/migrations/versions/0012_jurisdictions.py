"""Jurisdictions and their agencies."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jurisdiction",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("jurisdiction_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("us_state", sa.String(2), nullable=False),
        sa.Column("activation_date", sa.Date()),
        sa.UniqueConstraint("jurisdiction_id"),
    )
    op.create_index("jurisdiction_by_state", "jurisdiction", ["us_state", "sequence"])
    op.create_index("jurisdiction_by_activation", "jurisdiction", ["activation_date"])
    op.create_table(
        "agency",
        sa.Column("ori", sa.String(9), primary_key=True),
        sa.Column(
            "jurisdiction_id",
            sa.String(64),
            sa.ForeignKey("jurisdiction.jurisdiction_id", name="agency_jurisdiction"),
            nullable=False,
        ),
    )
    op.create_index("agency_by_jurisdiction", "agency", ["jurisdiction_id"])


def downgrade() -> None:
    op.drop_table("agency")
    op.drop_table("jurisdiction")
