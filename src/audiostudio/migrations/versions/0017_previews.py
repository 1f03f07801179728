"""Previews of whatever people may hear before they choose it, not of voices alone."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0017_previews.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
