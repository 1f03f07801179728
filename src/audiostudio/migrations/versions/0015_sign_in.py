"""One form of e-mail addresses and user names, known places of sign-in, and sessions that end with their tokens."""

from importlib.resources import files

from alembic import op
from sqlalchemy import text

from audiostudio.accounts.identifiers import UsernameUnusable, email_key, username_key
from audiostudio.migrations.scripts import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_script("ALTER TABLE users ADD COLUMN email_key text, ADD COLUMN username_key text")
    run_script("SET LOCAL ROLE studio_auth")  # the owner of the table sees no rows
    _fill_keys()
    run_script("SET LOCAL ROLE studio_owner")
    run_script((files("audiostudio.migrations") / "sql" / "0015_sign_in.sql").read_text())


def _fill_keys() -> None:
    """Give each user the forms by which they are compared; of twins the first has them, the others none."""
    connection = op.get_bind()
    addresses: set[str | None] = set()
    names: set[str | None] = set()
    for user in connection.execute(text("SELECT id, email, username FROM users ORDER BY created_at, id")).all():
        address = _unless_taken(email_key(user.email), addresses)
        try:
            name = _unless_taken(username_key(user.username), names)
        except UsernameUnusable:
            name = None
        connection.execute(
            text("UPDATE users SET email_key = :address, username_key = :name WHERE id = :id"),
            {"address": address, "name": name, "id": user.id},
        )


def _unless_taken(key: str, taken: set[str | None]) -> str | None:
    if key in taken:
        return None
    taken.add(key)
    return key


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
