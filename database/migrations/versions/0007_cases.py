"""Cases of the field offices: versions, detainers, claims of citizenship, look-ups, alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_case_file()
    _create_case_version()
    _create_detainer()
    _create_claim()
    _create_look_up()
    op.create_table(
        "case_alarm",
        sa.Column("alarm_id", _SEQUENCE, primary_key=True, autoincrement=True),
        _case("case_alarm"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("alarm_time", _TIME, nullable=False),
        sa.Column("acknowledge_time", _TIME),
        sa.Column("acknowledged_by", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("case_alarm_by_case", "case_alarm", ["case_id", "alarm_id"])


def _case(table: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "case_id",
        sa.String(64),
        sa.ForeignKey("case_file.case_id", name=f"{table}_case"),
        primary_key=primary_key,
        nullable=False,
    )


def _create_case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column(
            "tcn",
            sa.String(40),
            sa.ForeignKey("submission.tcn", name="case_file_tcn"),
            nullable=False,
        ),
        sa.Column("query_id", sa.String(128), nullable=False),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("encounter_id", sa.String(64), nullable=False),
        sa.Column("us_state", sa.String(2), nullable=False),
        sa.Column("office", sa.String(64), nullable=False),
        sa.Column("open_time", _TIME, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alerted_to", sa.String(64), nullable=False),
        sa.Column("alert_time", _TIME),
        sa.Column("withdrawn_time", _TIME),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("case_id"),
        sa.UniqueConstraint("tcn"),
        sa.UniqueConstraint("query_id"),
        sqlite_autoincrement=True,
    )
    for name, column in (
        ("case_file_by_office", "office"),
        ("case_file_by_ori", "ori"),
        ("case_file_by_identity", "identity_id"),
        ("case_file_by_state", "state"),
    ):
        op.create_index(name, "case_file", [column, "sequence"])


def _create_case_version() -> None:
    op.create_table(
        "case_version",
        _case("case_version", primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("close_time", _TIME),
        sa.Column("encounter", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
    )


def _create_detainer() -> None:
    op.create_table(
        "detainer",
        sa.Column("detainer_id", sa.String(64), primary_key=True),
        _case("detainer"),
        sa.Column("ori", sa.String(9), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("request_time", _TIME, nullable=False),
        sa.Column("against_advice_because", sa.Text(), nullable=False),
        sa.Column("acknowledge_time", _TIME),
        sa.Column("release_time", _TIME),
        sa.Column("expire_time", _TIME),
        sa.Column("end_time", _TIME),
        sa.Column("end_reason", sa.Text(), nullable=False),
    )
    op.create_index("detainer_by_case", "detainer", ["case_id", "request_time"])
    op.create_index("detainer_by_expiry", "detainer", ["state", "expire_time"])


def _create_claim() -> None:
    op.create_table(
        "citizenship_claim",
        sa.Column("claim_id", sa.String(64), primary_key=True),
        _case("citizenship_claim"),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("claim_time", _TIME, nullable=False),
        sa.Column("deadline", _TIME, nullable=False),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("end_time", _TIME),
        sa.Column("end_reason", sa.Text(), nullable=False),
    )
    op.create_index("citizenship_claim_by_case", "citizenship_claim", ["case_id", "claim_time"])
    op.create_index("citizenship_claim_by_deadline", "citizenship_claim", ["state", "deadline"])


def _create_look_up() -> None:
    op.create_table(
        "case_look_up",
        sa.Column("look_up_id", sa.String(64), primary_key=True),
        _case("case_look_up"),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("look_up_time", _TIME, nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
    )
    op.create_index("case_look_up_by_case", "case_look_up", ["case_id", "look_up_time"])


def downgrade() -> None:
    for table in (
        "case_alarm",
        "case_look_up",
        "citizenship_claim",
        "detainer",
        "case_version",
        "case_file",
    ):
        op.drop_table(table)
