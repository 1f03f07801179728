"""Deletion of teams, and none of who still pays for a plan."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0023_team_deletion.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
