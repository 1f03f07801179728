"""Progress that is asked for by whoever watches, instead of announced at each step."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0013_progress.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
