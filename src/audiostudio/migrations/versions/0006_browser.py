"""Browsers: sessions kept in a cookie, uploads that can be resumed."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0006_browser.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
