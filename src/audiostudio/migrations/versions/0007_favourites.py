"""Favourite voices."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0007_favourites.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
