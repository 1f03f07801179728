"""Mail with links, second factors, passkeys, other providers' identities, exports, and accounts that are deleted."""

from importlib.resources import files

from audiostudio.migrations.scripts import run_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run_script((files("audiostudio.migrations") / "sql" / "0020_people.sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
