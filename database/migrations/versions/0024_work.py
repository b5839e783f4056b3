"""Work of officers: leases, transfers, escalations; ORIs of offices; people by their numbers."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_BATCH = 1_000
_SEALED = "\x01"
"""How a sealed text begins."""
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    ori = sa.Column("ori", sa.String(9), nullable=False, server_default=sa.text("''"))
    op.add_column("field_office", ori)
    op.create_index("audit_log_by_time", "audit_log", ["append_time"])
    op.create_index("audit_log_by_person", "audit_log", ["actor_id", "sequence"])
    _make_leases()
    _make_transfers()
    _make_escalations()
    _make_booking_numbers()
    _fill_booking_numbers()


def downgrade() -> None:
    for name in ("booking_number", "case_escalation", "case_transfer", "task_lease"):
        op.drop_table(name)
    op.drop_index("audit_log_by_person", "audit_log")
    op.drop_index("audit_log_by_time", "audit_log")
    op.drop_column("field_office", "ori")


def _make_leases() -> None:
    op.create_table(
        "task_lease",
        sa.Column(
            "case_id",
            sa.String(64),
            sa.ForeignKey("case_file.case_id", name="task_lease_case"),
            primary_key=True,
        ),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("take_time", _TIME, nullable=False),
        sa.Column("lease_end", _TIME, nullable=False),
    )
    op.create_index("task_lease_by_end", "task_lease", ["lease_end"])
    op.create_index("task_lease_by_officer", "task_lease", ["officer", "ori"])


def _make_transfers() -> None:
    op.create_table(
        "case_transfer",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("transfer_id", sa.String(64), nullable=False, unique=True),
        _case("case_transfer_case"),
        sa.Column("from_office", sa.String(64), nullable=False),
        sa.Column("to_office", sa.String(64), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_time", _TIME, nullable=False),
        sa.Column("answer_time", _TIME),
        sa.Column("answered_by", sa.String(64), nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("case_transfer_by_case", "case_transfer", ["case_id", "state"])
    op.create_index("case_transfer_by_office", "case_transfer", ["to_office", "sequence"])


def _make_escalations() -> None:
    op.create_table(
        "case_escalation",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("escalation_id", sa.String(64), nullable=False, unique=True),
        _case("case_escalation_case"),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("deadline", _TIME, nullable=False),
        sa.Column("end_time", _TIME),
        sa.Column("ended_by", sa.String(64), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("case_escalation_by_case", "case_escalation", ["case_id", "end_time"])
    op.create_index("case_escalation_by_queue", "case_escalation", ["queue", "sequence"])


def _make_booking_numbers() -> None:
    op.create_table(
        "booking_number",
        sa.Column(
            "tcn",
            sa.String(40),
            sa.ForeignKey("submission.tcn", name="booking_number_booking"),
            primary_key=True,
        ),
        sa.Column("kind", sa.String(24), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False),
    )
    op.create_index("booking_number_by_number", "booking_number", ["number", "kind"])


def _fill_booking_numbers() -> None:
    """Take the numbers of the bookings on record from what the agencies stated.

    What a sealed database holds is not readable here: its bookings so far stay without numbers.
    """
    connection, tables = op.get_bind(), sa.MetaData()
    tables.reflect(connection, only=["submission", "booking_number"])
    booking, number = tables.tables["submission"], tables.tables["booking_number"]
    columns = (booking.c.tcn, booking.c.agency_case_number, booking.c.details)
    after = ""
    while True:
        page = sa.select(*columns).where(booking.c.tcn > after).order_by(booking.c.tcn)
        found = connection.execute(page.limit(_BATCH)).all()
        rows = [one for tcn, stated, details in found for one in _numbers(tcn, stated, details)]
        if rows:
            connection.execute(number.insert(), rows)
        if len(found) < _BATCH:
            return
        after = found[-1].tcn


def _numbers(tcn: str, agency_case_number: str, details: str | None) -> Iterator[dict[str, str]]:
    if (details or "").startswith(_SEALED) or agency_case_number.startswith(_SEALED):
        return
    subject = json.loads(details).get("subject", {}) if details else {}
    stated = {kind: subject.get(kind, "") for kind in ("fbi_number", "state_id", "alien_number")}
    stated["agency_case_number"] = agency_case_number
    for kind, text in stated.items():
        number = text.strip().upper()
        if number and len(number) <= 128:
            yield {"tcn": tcn, "kind": kind, "number": number}


def _case(name: str) -> sa.Column[str]:
    return sa.Column(
        "case_id", sa.String(64), sa.ForeignKey("case_file.case_id", name=name), nullable=False
    )
