"""Identities, encounters and impressions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "identity",
        sa.Column("gallery", sa.String(32), primary_key=True),
        sa.Column("identity_id", sa.String(64), primary_key=True),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "encounter",
        sa.Column("sequence", sequence, primary_key=True, autoincrement=True),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("encounter_id", sa.String(64), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column("founded_identity", sa.Boolean(), nullable=False),
        sa.Column("ori", sa.String(64), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery", "identity_id"],
            ["identity.gallery", "identity.identity_id"],
            name="encounter_identity",
        ),
        sa.UniqueConstraint("gallery", "encounter_id", name="encounter_id_in_gallery"),
        sqlite_autoincrement=True,
    )
    op.create_index("encounter_by_sequence", "encounter", ["gallery", "sequence"])
    op.create_index("encounter_by_identity", "encounter", ["gallery", "identity_id", "sequence"])
    op.create_table(
        "impression",
        sa.Column("encounter_sequence", sequence, primary_key=True, autoincrement=False),
        sa.Column("ordinal", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("impression_type", sa.SmallInteger(), nullable=False),
        sa.Column("encoding", sa.String(16), nullable=False),
        sa.Column("resolution_ppi", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary()),
        sa.Column("template", sa.LargeBinary()),
        sa.Column("vector", sa.LargeBinary()),
        sa.Column("vector_version", sa.String(32), nullable=False),
        sa.Column("quality", sa.SmallInteger(), nullable=False),
        sa.Column("minutia_count", sa.SmallInteger(), nullable=False),
        sa.Column("failure_reason", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_sequence"],
            ["encounter.sequence"],
            name="impression_encounter",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("impression")
    op.drop_table("encounter")
    op.drop_table("identity")
