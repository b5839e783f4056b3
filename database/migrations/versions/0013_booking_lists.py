"""Bookings can be listed in order of arrival, also those of one agency."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("submission_by_time", "submission", ["receive_time", "tcn"])
    op.create_index("submission_by_ori", "submission", ["ori", "receive_time", "tcn"])
    op.create_index("submission_by_caller", "submission", ["caller_ori", "receive_time", "tcn"])


def downgrade() -> None:
    for name in ("submission_by_caller", "submission_by_ori", "submission_by_time"):
        op.drop_index(name, "submission")
