"""Speech: a workspace's own pronunciations, previews of the stock voices."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0005_speech.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
