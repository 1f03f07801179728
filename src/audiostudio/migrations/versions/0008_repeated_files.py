"""Files of one's own that are sent again."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0008_repeated_files.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
