"""Cloned voices: samples with their consent, voices, and what of both is kept."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0004_voice_cloning.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
