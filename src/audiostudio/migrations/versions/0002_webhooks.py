"""Webhooks: deliveries owed to customers' servers."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0002_webhooks.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
