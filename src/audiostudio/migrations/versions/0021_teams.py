"""Teams: roles, invitations, limits of members, and the operator's people with their log."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0021_teams.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
