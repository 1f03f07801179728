"""Library: folders, titles, tags, what is kept and what is in the bin; waveform peaks."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0003_library.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
