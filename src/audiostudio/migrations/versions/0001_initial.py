"""The first schema: people, credits, files, jobs, and the queue that moves them."""

from importlib.resources import files

from procrastinate.schema import SchemaManager

from audiostudio.migrations.scripts import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    sql = files("audiostudio.migrations") / "sql"
    run_script((sql / "0001_initial.sql").read_text())
    run_script((sql / "rate_limits.sql").read_text())
    run_script("SET LOCAL search_path = queue")
    run_script(SchemaManager.get_schema())
    run_script((sql / "0001_queue.sql").read_text())
    run_script("SET LOCAL search_path = studio")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: the ledger is not to be dropped")
