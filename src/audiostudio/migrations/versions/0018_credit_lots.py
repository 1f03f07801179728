"""Credits lie in lots, which expire, are reversed and restored; what cannot be taken back becomes debt."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0018_credit_lots.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
