"""Prices with versions, purchases, subscriptions, and the inbox of what payment providers tell."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0019_payments.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
