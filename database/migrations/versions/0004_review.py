"""Reviews: items, candidates, assignments and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "review_item",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("tcn", sa.String(40), sa.ForeignKey("submission.tcn")),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("probe_encounter_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("fingers", sa.String(32), nullable=False),
        sa.Column("open_time", time, nullable=False),
        sa.Column("needed_count", sa.SmallInteger(), nullable=False),
        sa.Column("control_pending", sa.Boolean(), nullable=False),
        sa.Column("control_of", sa.String(32)),
        sa.Column("verdict", sa.SmallInteger()),
        sa.Column("end_time", time),
        sa.UniqueConstraint("item_id", name="review_item_id"),
        sa.UniqueConstraint("tcn", name="review_of_booking"),
        sa.UniqueConstraint("control_of", name="review_control_of_item"),
        sqlite_autoincrement=True,
    )
    op.create_index("review_item_by_end", "review_item", ["end_time", "sequence"])
    op.create_index("review_item_by_control_pending", "review_item", ["control_pending"])
    op.create_table(
        "review_candidate",
        sa.Column("candidate_id", sa.String(32), primary_key=True),
        sa.Column("item_id", sa.String(32), sa.ForeignKey("review_item.item_id"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("encounter_id", sa.String(64), nullable=False),
        sa.Column("score_db", sa.Double(), nullable=False),
        sa.Column("mated", sa.Boolean()),
        sa.Column("verdict", sa.SmallInteger()),
    )
    op.create_index("review_candidate_by_item", "review_candidate", ["item_id"])
    op.create_table(
        "review_assignment",
        sa.Column("item_id", sa.String(32), sa.ForeignKey("review_item.item_id"), primary_key=True),
        sa.Column("examiner_id", sa.String(64), primary_key=True),
        sa.Column("assign_time", time, nullable=False),
        sa.Column("decide_time", time),
    )
    op.create_index(
        "review_assignment_by_examiner", "review_assignment", ["examiner_id", "decide_time"]
    )
    op.create_table(
        "review_decision",
        sa.Column(
            "candidate_id",
            sa.String(32),
            sa.ForeignKey("review_candidate.candidate_id"),
            primary_key=True,
        ),
        sa.Column("examiner_id", sa.String(64), primary_key=True),
        sa.Column("decision", sa.SmallInteger(), nullable=False),
        sa.Column("decide_time", time, nullable=False),
    )
    op.create_index("review_decision_by_examiner", "review_decision", ["examiner_id"])


def downgrade() -> None:
    for table in ("review_decision", "review_assignment", "review_candidate", "review_item"):
        op.drop_table(table)
