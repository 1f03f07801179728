"""Idempotency keys in one table for every kind of thing that requests make."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0011_idempotency.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
