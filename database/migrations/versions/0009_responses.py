"""Versions of second responses, a submission's data besides prints, an outbox of many kinds.

SQLite cannot change a table's constraint, so the outbox and the tables that refer to it are made
again.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEPT = (
    "message_id, kind, tcn, payload, create_time, next_attempt_time, attempt_count, error, "
    "delivered_time, receipt_id, acknowledge_time"
)
_ANSWER = "query_id, version, document, answer_time, receive_time"


def upgrade() -> None:
    op.add_column("submission", sa.Column("details", sa.Text()))
    _move_responses()
    _set_aside()
    _create_outbox()
    _create_answers(128)
    _copy(
        "outbox",
        f"{_KEPT}, sequence, person, rejected_field",
        f"{_KEPT}, ROW_NUMBER() OVER (ORDER BY create_time, message_id), '', ''",
    )
    _name_people()
    _take_over()


def _move_responses() -> None:
    op.create_table(
        "second_response",
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), primary_key=True),
        sa.Column("ordinal", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("acknowledge_time", _TIME),
    )
    op.execute(
        "INSERT INTO second_response (tcn, ordinal, document, cause, create_time) "
        "SELECT s.tcn, 1, s.second_response, CASE WHEN EXISTS "
        "(SELECT 1 FROM outbox o WHERE o.tcn = s.tcn) THEN 'answer' ELSE 'search' END, "
        "c.change_time FROM submission s JOIN state_change c "
        "ON c.tcn = s.tcn AND c.state = s.state WHERE s.second_response IS NOT NULL"
    )
    op.drop_column("submission", "second_response")


def _set_aside() -> None:
    op.drop_index("outbox_by_next_attempt", "outbox")
    op.rename_table("outbox", "outbox_before")
    op.rename_table("lesc_answer", "lesc_answer_before")


def _copy(table: str, columns: str, values: str, which: str = "") -> None:
    """Copy from the table of before; all words stand in this file."""
    words = ["INSERT INTO", f"{table} ({columns})", "SELECT", values, "FROM", f"{table}_before"]
    op.execute(" ".join([*words, which]))


def _take_over() -> None:
    _copy("lesc_answer", _ANSWER, _ANSWER)
    op.drop_table("lesc_answer_before")
    op.drop_table("outbox_before")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String(128), primary_key=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("next_attempt_time", _TIME),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("delivered_time", _TIME),
        sa.Column("receipt_id", sa.String(192), nullable=False),
        sa.Column("acknowledge_time", _TIME),
        sa.Column("rejected_time", _TIME),
        sa.Column("rejected_field", sa.String(64), nullable=False),
        sa.UniqueConstraint("sequence", name="outbox_sequence"),
    )
    one_query = sa.text("kind = 'IAQ'")
    op.create_index(
        "outbox_query_of_booking",
        "outbox",
        ["tcn"],
        unique=True,
        sqlite_where=one_query,
        postgresql_where=one_query,
    )
    op.create_index("outbox_by_next_attempt", "outbox", ["next_attempt_time"])
    op.create_index("outbox_by_person", "outbox", ["person", "sequence"])


def _create_answers(id_length: int) -> None:
    message = sa.ForeignKey("outbox.message_id")
    op.create_table(
        "lesc_answer",
        sa.Column("query_id", sa.String(id_length), message, primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("answer_time", _TIME, nullable=False),
        sa.Column("receive_time", _TIME, nullable=False),
    )


def _name_people() -> None:
    connection = op.get_bind()
    name = sa.text("UPDATE outbox SET person = :person WHERE message_id = :message_id")
    for message_id, payload in connection.execute(
        sa.text("SELECT message_id, payload FROM outbox")
    ).all():
        person = json.loads(payload)["identity_id"]
        connection.execute(name, {"person": person, "message_id": message_id})


def downgrade() -> None:
    op.drop_index("outbox_by_person", "outbox")
    op.drop_index("outbox_query_of_booking", "outbox")
    _set_aside()
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn"), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("next_attempt_time", _TIME),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("delivered_time", _TIME),
        sa.Column("receipt_id", sa.String(128), nullable=False),
        sa.Column("acknowledge_time", _TIME),
        sa.UniqueConstraint("tcn", "kind", name="outbox_message_of_booking"),
    )
    op.create_index("outbox_by_next_attempt", "outbox", ["next_attempt_time"])
    _create_answers(64)
    _copy("outbox", _KEPT, _KEPT, "WHERE kind = 'IAQ'")
    _take_over()
    op.add_column("submission", sa.Column("second_response", sa.Text()))
    op.execute(
        "UPDATE submission SET second_response = (SELECT document FROM second_response r "
        "WHERE r.tcn = submission.tcn ORDER BY ordinal DESC LIMIT 1)"
    )
    op.drop_table("second_response")
    op.drop_column("submission", "details")
