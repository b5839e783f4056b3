"""The transaction file that a booking came as is kept until the booking is complete."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transaction_file",
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), primary_key=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("transaction_file")
