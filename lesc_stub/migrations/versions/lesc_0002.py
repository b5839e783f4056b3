"""Research by specialists, versions of answers, sources, scripts."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "lesc_0002"
down_revision = "lesc_0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_WAITING, _DONE = 1, 3
_UNRESOLVED = 6
_RANK = 15
"""In custody, priority 5: what every query was then."""


def upgrade() -> None:
    """Make the new tables and put what is on record into them."""
    queries, answers = _read("query"), _read("answer_outbox")
    op.drop_table("answer_outbox")
    op.drop_table("query")
    _make_queries()
    _make_answers()
    _make_sources()
    _write(queries, {answer.query_id: answer for answer in answers})


def downgrade() -> None:
    """Refuse: the tables before cannot hold what there is now."""
    raise NotImplementedError("the LESC's database cannot go back to schema lesc_0001")


def _read(name: str) -> list[sa.Row[Any]]:
    connection = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    order = [column for column in table.columns if column.name in ("sequence", "query_id")]
    return list(connection.execute(sa.select(table).order_by(*order)).all())


def _make_queries() -> None:
    op.create_table(
        "query",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("query_id", sa.String(128), nullable=False, unique=True),
        sa.Column("tcn", sa.String(40), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("receipt_id", sa.String(160), nullable=False),
        sa.Column("acknowledge_time", _TIME, nullable=False),
        sa.Column("submission_count", sa.Integer(), nullable=False),
        sa.Column("look_up_count", sa.Integer(), nullable=False),
        sa.Column("repeated_look_up_count", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.String(128), nullable=False),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("withdraw_time", _TIME),
    )
    op.create_index("query_by_tcn", "query", ["tcn"])
    op.create_index("query_by_identity", "query", ["identity_id"])
    op.create_index("query_by_withdrawal", "query", ["withdrawal_id"])
    op.create_table(
        "research_task",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("query_id", sa.String(128), sa.ForeignKey("query.query_id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(128), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("receipt_id", sa.String(160), nullable=False),
        sa.Column("queue_time", _TIME, nullable=False),
        sa.Column("specialist", sa.String(32), nullable=False),
        sa.Column("start_time", _TIME),
        sa.Column("end_time", _TIME),
        sa.Column("answer", sa.Text()),
        sa.UniqueConstraint("query_id", "version", name="task_of_version"),
    )
    op.create_index("task_by_rank", "research_task", ["state", "rank", "sequence"])
    op.create_index("task_by_end", "research_task", ["state", "end_time"])
    op.create_index("task_by_identity", "research_task", ["identity_id", "sequence"])
    op.create_index("task_by_claim", "research_task", ["claim_id"])
    op.create_table(
        "specialist",
        sa.Column("number", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("free_time", _TIME, nullable=False),
    )


def _make_answers() -> None:
    op.create_table(
        "answer_outbox",
        sa.Column(
            "task_sequence", sa.Integer(), sa.ForeignKey("research_task.sequence"), primary_key=True
        ),
        sa.Column("query_id", sa.String(128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("answer_time", _TIME, nullable=False),
        sa.Column("next_attempt_time", _TIME),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("delivered_time", _TIME),
    )
    op.create_index("answer_by_next_attempt", "answer_outbox", ["next_attempt_time"])
    op.create_index("answer_by_identity", "answer_outbox", ["identity_id", "task_sequence"])
    op.create_index("answer_by_query", "answer_outbox", ["query_id"])


def _make_sources() -> None:
    op.create_table(
        "source_record",
        sa.Column("source", sa.String(32), primary_key=True),
        sa.Column("record_id", sa.String(64), primary_key=True),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("fin", sa.String(64), nullable=False),
        sa.Column("alien_number", sa.String(16), nullable=False),
        sa.Column("fbi_number", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("date_of_birth", sa.String(8), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
    )
    for key in ("fin", "alien_number", "fbi_number"):
        op.create_index(f"source_record_by_{key}", "source_record", [key])
    op.create_index("source_record_by_identity", "source_record", ["identity_id"])
    op.create_index("source_record_by_name", "source_record", ["name", "date_of_birth"])
    op.create_table(
        "source_state",
        sa.Column("source", sa.String(32), primary_key=True),
        sa.Column("latency_s", sa.Double(), nullable=False),
        sa.Column("outages", sa.Text(), nullable=False),
    )
    op.create_table(
        "script",
        sa.Column("number", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text(), nullable=False),
    )


def _write(queries: list[sa.Row[Any]], answers: dict[str, sa.Row[Any]]) -> None:
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=["query", "research_task", "answer_outbox"])
    for row in queries:
        answer = answers.get(row.query_id)
        document = None if answer is None else _answer_document(answer)
        connection.execute(tables.tables["query"].insert().values(_query(row)))
        task = tables.tables["research_task"]
        task_sequence = connection.execute(
            task.insert().values(_task(row, document)).returning(task.c.sequence)
        ).scalar_one()
        if answer is not None:
            connection.execute(
                tables.tables["answer_outbox"]
                .insert()
                .values(**_answer(row, answer), task_sequence=task_sequence, document=document)
            )


def _query(row: sa.Row[Any]) -> dict[str, object]:
    document = {
        "version": 1,
        "query_id": row.query_id,
        "tcn": row.tcn,
        "ori": row.ori,
        "identity_id": row.identity_id,
        "encounter_id": row.encounter_id,
        "score_db": row.score_db,
        "match_time": _utc(row.match_time),
    }
    return {
        "query_id": row.query_id,
        "tcn": row.tcn,
        "identity_id": row.identity_id,
        "document": json.dumps(document, separators=(",", ":")),
        "state": row.state,
        "receipt_id": row.receipt_id,
        "acknowledge_time": row.acknowledge_time,
        "submission_count": row.submission_count,
        "look_up_count": 0,
        "repeated_look_up_count": 0,
        "withdrawal_id": "",
        "withdraw_reason": "",
    }


def _task(row: sa.Row[Any], document: str | None) -> dict[str, object]:
    return {
        "query_id": row.query_id,
        "version": 1,
        "claim_id": "",
        "identity_id": row.identity_id,
        "rank": _RANK,
        "state": _WAITING if document is None else _DONE,
        "receipt_id": row.receipt_id,
        "queue_time": row.acknowledge_time,
        "specialist": "",
        "answer": document,
    }


def _answer(row: sa.Row[Any], answer: sa.Row[Any]) -> dict[str, object]:
    return {
        "query_id": row.query_id,
        "version": 1,
        "identity_id": row.identity_id,
        "answer_time": answer.answer_time,
        "next_attempt_time": answer.next_attempt_time,
        "attempt_count": answer.attempt_count,
        "error": answer.error,
        "delivered_time": answer.delivered_time,
    }


def _answer_document(row: sa.Row[Any]) -> str:
    time = _utc(row.answer_time)
    return json.dumps(
        {
            "document_version": 1,
            "query_id": row.query_id,
            "version": 1,
            "determination": {
                "status": _UNRESOLVED,
                "identity_confirmed": False,
                "grounds": [],
                "convictions": [],
                "unresolved_because": row.determination,
                "not_consulted": [],
                "determine_time": time,
                "specialist": "",
            },
            "research": None,
            "answer_time": time,
        },
        separators=(",", ":"),
    )


def _utc(time: datetime) -> str:
    return time.replace(tzinfo=time.tzinfo or UTC).isoformat()
