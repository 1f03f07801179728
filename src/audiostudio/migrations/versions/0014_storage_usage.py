"""What each workspace keeps, counted."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0014_storage_usage.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
