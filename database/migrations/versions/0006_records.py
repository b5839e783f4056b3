"""The criminal file's histories and wants, the reasons of IDENT's encounters, the watch list."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
# SQLite numbers rows by itself only if the type is exactly INTEGER.
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index(
        "identity_by_merged_into",
        "identity",
        ["gallery", "merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    _criminal_file()
    _ident()


def _criminal_file() -> None:
    op.create_table(
        "criminal_subject",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("identity_id", sa.String(64), nullable=False, unique=True),
        sa.Column("fbi_number", sa.String(9), nullable=False, unique=True),
        sa.Column("create_time", _TIME, nullable=False),
    )
    op.create_table(
        "criminal_event",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String(64), nullable=False, unique=True),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column(
            "encounter_sequence",
            _SEQUENCE,
            sa.ForeignKey(
                "encounter.sequence", name="criminal_event_encounter", ondelete="CASCADE"
            ),
        ),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("literal", sa.Text(), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("offense_code", sa.String(4), nullable=False),
        sa.Column("statute", sa.Text(), nullable=False),
        sa.Column("maximum_sentence_months", sa.Integer()),
        sa.Column("imposed_sentence_months", sa.Integer()),
        sa.Column("aggravated_felony", sa.Boolean()),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
    )
    op.create_index("criminal_event_by_identity", "criminal_event", ["identity_id"])
    op.create_index("criminal_event_by_encounter", "criminal_event", ["encounter_sequence"])
    op.create_table(
        "want",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("want_id", sa.String(64), nullable=False, unique=True),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("literal", sa.Text(), nullable=False),
        sa.Column("offense_code", sa.String(4), nullable=False),
        sa.Column("extradition", sa.Boolean(), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("clear_date", sa.Date()),
        sa.Column("create_time", _TIME, nullable=False),
    )
    op.create_index("want_by_identity", "want", ["identity_id"])


def _ident() -> None:
    op.create_table(
        "ident_subject",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("identity_id", sa.String(64), nullable=False, unique=True),
        sa.Column("fin", sa.String(10), nullable=False, unique=True),
        sa.Column("create_time", _TIME, nullable=False),
    )
    op.create_table(
        "ident_encounter",
        sa.Column(
            "encounter_sequence",
            _SEQUENCE,
            sa.ForeignKey(
                "encounter.sequence", name="ident_encounter_encounter", ondelete="CASCADE"
            ),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("encounter_time", _TIME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date()),
        sa.Column("sex", sa.String(1), nullable=False),
        sa.Column("place_of_birth", sa.String(2), nullable=False),
        sa.Column("document_number", sa.String(32), nullable=False),
        sa.Column("alien_number", sa.String(9), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
    )
    op.create_index("ident_encounter_by_document", "ident_encounter", ["document_number"])
    op.create_index("ident_encounter_by_alien_number", "ident_encounter", ["alien_number"])
    op.create_table(
        "watch_list_entry",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("entry_id", sa.String(64), nullable=False, unique=True),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("remove_time", _TIME),
    )
    op.create_index("watch_list_entry_by_identity", "watch_list_entry", ["identity_id"])


def downgrade() -> None:
    tables = ("watch_list_entry", "ident_encounter", "ident_subject")
    for table in (*tables, "want", "criminal_event", "criminal_subject"):
        op.drop_table(table)
    op.drop_index("identity_by_merged_into", "identity")
