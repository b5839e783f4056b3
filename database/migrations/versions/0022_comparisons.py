"""Comparisons of matches that went on; corrections that are taken back, several of a booking."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONCE = "correction_of_booking"


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.add_column("review_item", sa.Column("compared_tcn", sa.String(40)))
    op.create_index("ix_review_item_compared_tcn", "review_item", ["compared_tcn"])
    op.create_table(
        "review_comparison",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("comparison_id", sa.String(80), nullable=False),
        sa.Column("tcn", sa.String(40), nullable=False),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(64), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("request_time", time, nullable=False),
        sa.Column("verdict", sa.SmallInteger()),
        sa.Column("end_time", time),
        sa.UniqueConstraint("comparison_id", name="review_comparison_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("review_comparison_by_booking", "review_comparison", ["tcn", "sequence"])
    op.create_index("review_comparison_by_end", "review_comparison", ["end_time"])
    _let_a_booking_have_several_corrections()
    empty = sa.text("''")
    op.add_column("correction", sa.Column("reinstate_time", time))
    for name, kind in (
        ("reinstatement_id", sa.String(64)),
        ("reinstated_by", sa.String(64)),
        ("reinstate_reason", sa.Text()),
    ):
        op.add_column("correction", sa.Column(name, kind, nullable=False, server_default=empty))
    ordinal = sa.Column(
        "reinstate_ordinal", sa.Integer(), nullable=False, server_default=sa.text("0")
    )
    op.add_column("correction", ordinal)
    op.create_index("correction_by_booking", "correction", ["tcn", "sequence"])
    in_force = sa.text("reinstate_time IS NULL")
    op.create_index(
        "correction_in_force",
        "correction",
        ["tcn"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def downgrade() -> None:
    op.drop_index("correction_in_force", "correction")
    op.drop_index("correction_by_booking", "correction")
    for name in (
        "reinstate_ordinal",
        "reinstate_reason",
        "reinstated_by",
        "reinstatement_id",
        "reinstate_time",
    ):
        op.drop_column("correction", name)
    if op.get_bind().dialect.name != "sqlite":
        op.create_unique_constraint(_ONCE, "correction", ["tcn"])
    op.drop_table("review_comparison")
    op.drop_index("ix_review_item_compared_tcn", "review_item")
    op.drop_column("review_item", "compared_tcn")


def _let_a_booking_have_several_corrections() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(_ONCE, "correction")
        return
    # SQLite drops no constraint: the two tables are made again, the one that refers first.
    kept = [_taken_out(name) for name in ("notice", "correction")]
    for table, rows in reversed(kept):
        once = [one for one in table.constraints if one.name == _ONCE]
        table.constraints.difference_update(once)
        table.dialect_options["sqlite"]["autoincrement"] = True
        table.create(op.get_bind())
        if rows:
            op.bulk_insert(table, rows)


def _taken_out(name: str) -> tuple[sa.Table, list[dict[str, object]]]:
    connection = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    rows = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    op.drop_table(name)
    return table, rows
