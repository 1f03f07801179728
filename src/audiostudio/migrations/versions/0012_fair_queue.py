"""A queue in which workspaces take turns, and a count of what waits."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0012_fair_queue.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
