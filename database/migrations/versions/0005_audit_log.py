"""The audit log, which the database itself protects from changes, and known non-mates."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_REFUSAL = "the audit log is append-only"


def upgrade() -> None:
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = sa.DateTime(timezone=True)
    op.create_table(
        "audit_log",
        sa.Column("sequence", sequence, primary_key=True, autoincrement=False),
        sa.Column("append_time", time, nullable=False),
        sa.Column("actor_ori", sa.String(64), nullable=False),
        sa.Column("actor_id", sa.String(64), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("object_kind", sa.String(16), nullable=False),
        sa.Column("object_id", sa.String(128), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
    )
    op.create_index("audit_log_by_object", "audit_log", ["object_kind", "object_id"])
    for statement in _refusals(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table(
        "known_non_mate",
        sa.Column("iafis_identity_id", sa.String(64), primary_key=True),
        sa.Column("ident_identity_id", sa.String(64), primary_key=True),
        sa.Column("iafis_encounter_id", sa.String(64), primary_key=True),
        sa.Column("ident_encounter_id", sa.String(64), primary_key=True),
        sa.Column("correction_id", sa.String(64), nullable=False),
        sa.Column("create_time", time, nullable=False),
    )
    op.create_index("known_non_mate_by_ident_identity", "known_non_mate", ["ident_identity_id"])
    op.create_index("known_non_mate_by_iafis_encounter", "known_non_mate", ["iafis_encounter_id"])


def _refusals(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_log_no_{change.lower()} BEFORE {change} ON audit_log "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for change in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()",
    ]


def downgrade() -> None:
    op.drop_table("known_non_mate")
    op.drop_table("audit_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_refuse()")
