"""How a workspace stands, asked at once before anything is taken in."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0016_standing.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
