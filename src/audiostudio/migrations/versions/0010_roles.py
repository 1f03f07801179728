"""Roles of members, as they are read at every request."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0010_roles.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
