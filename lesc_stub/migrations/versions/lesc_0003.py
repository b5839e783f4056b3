"""The keys of records, whether the database is sealed, and columns that take sealed texts."""

import sqlalchemy as sa
from alembic import op

revision = "lesc_0003"
down_revision = "lesc_0002"
branch_labels = None
depends_on = None

_TEXTS = {"fin": 64, "alien_number": 16, "fbi_number": 16, "name": 64, "date_of_birth": 8}
"""Columns of `source_record` that had a greatest length."""


def upgrade() -> None:
    """Make the tables, and take the lengths away."""
    op.create_table(
        "record_key",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("record_id", sa.String(192), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False, unique=True),
    )
    op.create_table(
        "sealed_database",
        sa.Column("store_id", sa.String(32), primary_key=True),
        sa.Column("seal_time", sa.DateTime(timezone=True)),
    )
    with op.batch_alter_table("source_record") as table:
        for name, length in _TEXTS.items():
            table.alter_column(name, type_=sa.Text(), existing_type=sa.String(length))


def downgrade() -> None:
    """Refuse, as the schema before does."""
    raise NotImplementedError("the LESC's database cannot go back to schema lesc_0002")
