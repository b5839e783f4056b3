"""Periods of activation, zones of counties, order and pairs of reviews, order of work, marks."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_TEXTS = (
    ("jurisdiction", "time_zone", sa.String(40)),
    ("case_file", "time_zone", sa.String(40)),
    ("submission", "place", sa.String(40)),
    ("review_item", "person_id", sa.String(64)),
)
_ROW = sa.table(
    "jurisdiction_activation",
    sa.column("jurisdiction_id"),
    sa.column("activation_date"),
)
_BEFORE = sa.table(
    "jurisdiction",
    sa.column("jurisdiction_id"),
    sa.column("activation_date"),
)


def upgrade() -> None:
    for table, column, kind in _TEXTS:
        op.add_column(table, sa.Column(column, kind, nullable=False, server_default=""))
    _keep_activations()
    op.add_column(
        "review_item",
        sa.Column("in_custody", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_index("review_candidate_by_encounter", "review_candidate", ["encounter_id"])
    op.add_column(
        "case_file", sa.Column("urgency", sa.SmallInteger(), nullable=False, server_default="99")
    )
    op.add_column(
        "case_file",
        sa.Column("deadline_s", sa.BigInteger(), nullable=False, server_default=str(2**63 - 1)),
    )
    op.add_column("case_file", sa.Column("order_time", _TIME))
    op.add_column(
        "case_file",
        sa.Column("is_juvenile", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("case_file", sa.Column("deceased_date", sa.Date()))
    op.add_column(
        "case_file", sa.Column("deceased_reason", sa.Text(), nullable=False, server_default="")
    )
    op.create_index("case_file_by_urgency", "case_file", ["urgency", "deadline_s", "sequence"])
    op.create_index("case_file_by_order_time", "case_file", ["order_time"])
    op.create_table(
        "field_office",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
    )
    op.create_table(
        "review_view",
        sa.Column("item_id", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("view_time", _TIME, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("review_view")
    op.drop_table("field_office")
    op.drop_index("case_file_by_order_time", "case_file")
    op.drop_index("case_file_by_urgency", "case_file")
    for column in (
        *("deceased_reason", "deceased_date", "is_juvenile"),
        *("order_time", "deadline_s", "urgency"),
    ):
        op.drop_column("case_file", column)
    op.drop_index("review_candidate_by_encounter", "review_candidate")
    op.drop_column("review_item", "in_custody")
    op.add_column("jurisdiction", sa.Column("activation_date", sa.Date()))
    newest = (
        sa.select(sa.func.max(_ROW.c.activation_date))
        .where(_ROW.c.jurisdiction_id == _BEFORE.c.jurisdiction_id)
        .scalar_subquery()
    )
    op.execute(_BEFORE.update().values(activation_date=newest))
    op.create_index("jurisdiction_by_activation", "jurisdiction", ["activation_date"])
    op.drop_table("jurisdiction_activation")
    for table, column, _ in reversed(_TEXTS):
        op.drop_column(table, column)


def _keep_activations() -> None:
    op.create_table(
        "jurisdiction_activation",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column(
            "jurisdiction_id",
            sa.String(64),
            sa.ForeignKey(
                "jurisdiction.jurisdiction_id", name="jurisdiction_activation_jurisdiction"
            ),
            nullable=False,
        ),
        sa.Column("activation_date", sa.Date(), nullable=False),
        sa.Column("deactivation_date", sa.Date()),
        sa.Column("record_time", _TIME),
        sa.Column("replace_time", _TIME),
    )
    op.create_index(
        "jurisdiction_activation_by_jurisdiction",
        "jurisdiction_activation",
        ["jurisdiction_id", "activation_date"],
    )
    activated = sa.select(_BEFORE.c.jurisdiction_id, _BEFORE.c.activation_date).where(
        _BEFORE.c.activation_date.is_not(None)
    )
    op.execute(_ROW.insert().from_select(["jurisdiction_id", "activation_date"], activated))
    op.drop_index("jurisdiction_by_activation", "jurisdiction")
    op.drop_column("jurisdiction", "activation_date")
