"""Answers of the LESC have versions, each a document."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEY = ("query_id", sa.String(64), sa.ForeignKey("outbox.message_id"))
_UNRESOLVED = 6


def upgrade() -> None:
    """Turn each existing answer, a text, into a first version that leaves the status open."""
    op.rename_table("lesc_answer", "lesc_answer_before")
    _drop_key_name()
    answers = op.create_table(
        "lesc_answer",
        sa.Column(*_KEY, primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("answer_time", _TIME, nullable=False),
        sa.Column("receive_time", _TIME, nullable=False),
    )
    before = sa.table(
        "lesc_answer_before",
        sa.column("query_id", sa.String),
        sa.column("determination", sa.String),
        sa.column("answer_time", _TIME),
        sa.column("receive_time", _TIME),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(before)).all():
        connection.execute(
            answers.insert().values(
                query_id=row.query_id,
                version=1,
                document=_document(row.query_id, row.determination, row.answer_time),
                answer_time=row.answer_time,
                receive_time=row.receive_time,
            )
        )
    op.drop_table("lesc_answer_before")


def downgrade() -> None:
    """Drop the answers: their versions do not fit into the earlier table."""
    op.drop_table("lesc_answer")
    op.create_table(
        "lesc_answer",
        sa.Column(*_KEY, primary_key=True),
        sa.Column("determination", sa.Text(), nullable=False),
        sa.Column("answer_time", _TIME, nullable=False),
        sa.Column("receive_time", _TIME, nullable=False),
    )


def _drop_key_name() -> None:
    # PostgreSQL keeps the key's index under its old name, which the new table needs.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX lesc_answer_pkey RENAME TO lesc_answer_before_pkey")


def _document(query_id: str, text: str, answer_time: datetime) -> str:
    time = answer_time.replace(tzinfo=answer_time.tzinfo or UTC).isoformat()
    return json.dumps(
        {
            "document_version": 1,
            "query_id": query_id,
            "version": 1,
            "determination": {
                "status": _UNRESOLVED,
                "identity_confirmed": False,
                "grounds": [],
                "convictions": [],
                "unresolved_because": text,
                "not_consulted": [],
                "determine_time": time,
                "specialist": "",
            },
            "research": None,
            "answer_time": time,
        },
        separators=(",", ":"),
    )
