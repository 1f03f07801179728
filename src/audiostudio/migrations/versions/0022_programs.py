"""What programs need: API keys, subscriptions to webhooks, batches, usage, and limits of many calls."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0022_programs.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
