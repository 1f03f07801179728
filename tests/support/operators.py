"""People who operate the installation, guarded as the product wants them to be."""

from uuid import UUID

from tests.support.studio import Studio


def make_operator(studio: Studio, email: str) -> None:
    """Mark an account as an operator's and give it a second factor, whose codes nobody will be asked for."""
    with studio.admin() as connection:
        row = connection.execute(
            "UPDATE users SET is_operator = true WHERE email = %s RETURNING id", (email,)
        ).fetchone()
        assert row is not None
        user_id: UUID = row[0]
        connection.execute(
            "INSERT INTO totp_secrets (user_id, sealed_secret, confirmed_at) VALUES (%s, 'unread', now())", (user_id,)
        )
