"""Files that are being deleted, and the role through which people sign in, under the field's names."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0009_names.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
