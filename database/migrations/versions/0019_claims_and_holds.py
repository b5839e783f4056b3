"""Claims follow a person and take evidence; who holds a person is told and must answer."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0015"
branch_labels = None
depends_on = None

_TEXTS = (
    ("case_file", "criminal_identity_id", sa.String(64)),
    ("citizenship_claim", "taken_by", sa.String(9)),
    ("case_alarm", "caused_by", sa.String(64)),
    ("detainer", "custodian", sa.String(64)),
    ("detainer", "freed_reason", sa.Text()),
)


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    for table, column, kind in _TEXTS:
        op.add_column(table, sa.Column(column, kind, nullable=False, server_default=""))
    op.add_column("detainer", sa.Column("freed_time", time))
    op.create_index(
        "case_file_by_criminal_identity", "case_file", ["criminal_identity_id", "sequence"]
    )
    op.create_table(
        "claim_evidence",
        sa.Column("evidence_id", sa.String(64), primary_key=True),
        sa.Column(
            "claim_id",
            sa.String(64),
            sa.ForeignKey("citizenship_claim.claim_id", name="claim_evidence_claim"),
            nullable=False,
        ),
        sa.Column("given_by", sa.String(9), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence_time", time, nullable=False),
    )
    op.create_index("claim_evidence_by_claim", "claim_evidence", ["claim_id", "evidence_time"])
    op.create_table(
        "release_notice",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("notice_id", sa.String(80), nullable=False, unique=True),
        sa.Column(
            "detainer_id",
            sa.String(64),
            sa.ForeignKey("detainer.detainer_id", name="release_notice_detainer"),
            nullable=False,
        ),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("recipient", sa.SmallInteger(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("create_time", time, nullable=False),
        sa.Column("deadline", time, nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("confirm_time", time),
        sa.Column("confirmed_by", sa.String(64), nullable=False),
        sa.Column("release_time", time),
        sa.Column("alarm_count", sa.Integer(), nullable=False),
        sa.Column("next_alarm_time", time),
        sqlite_autoincrement=True,
    )
    op.create_index("release_notice_by_alarm", "release_notice", ["next_alarm_time"])
    op.create_index("release_notice_by_address", "release_notice", ["address", "sequence"])
    op.create_index("release_notice_by_case", "release_notice", ["case_id"])


def downgrade() -> None:
    op.drop_table("release_notice")
    op.drop_table("claim_evidence")
    op.drop_index("case_file_by_criminal_identity", "case_file")
    op.drop_column("detainer", "freed_time")
    for table, column, _ in reversed(_TEXTS):
        op.drop_column(table, column)
