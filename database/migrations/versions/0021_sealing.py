"""The keys of records, whether the database is sealed, and columns that take sealed texts."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0023"
branch_labels = None
depends_on = None

_TEXTS = {"sex": 1, "place_of_birth": 2, "document_number": 32, "alien_number": 9}
"""Columns of `ident_encounter` that had a greatest length."""


def upgrade() -> None:
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
    with op.batch_alter_table("ident_encounter") as table:
        for name, length in _TEXTS.items():
            table.alter_column(name, type_=sa.Text(), existing_type=sa.String(length))
        table.alter_column(
            "date_of_birth",
            type_=sa.Text(),
            existing_type=sa.Date(),
            postgresql_using="to_char(date_of_birth, 'YYYY-MM-DD')",
        )


def downgrade() -> None:
    """Refuse a sealed database: the program before cannot open it."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM sealed_database")).first() is not None:
        raise NotImplementedError("a sealed database cannot go back to schema 0023")
    with op.batch_alter_table("ident_encounter") as table:
        for name, length in _TEXTS.items():
            table.alter_column(name, type_=sa.String(length), existing_type=sa.Text())
        table.alter_column(
            "date_of_birth",
            type_=sa.Date(),
            existing_type=sa.Text(),
            postgresql_using="to_date(date_of_birth, 'YYYY-MM-DD')",
        )
    op.drop_table("sealed_database")
    op.drop_table("record_key")
