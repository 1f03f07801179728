"""Where the database is and as whom each part of the product reaches it."""

import hmac

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from audiostudio.kit.postgres.embedded import running_admin_url
from audiostudio.settings import Settings

OWNER_ROLE = "studio_owner"
APP_ROLE = "studio_app"
WORKER_ROLE = "studio_worker"
OPERATOR_ROLE = "studio_operator"


class NoDatabase(Exception):
    """No database was named and the embedded one does not run; the message says what to do."""


def admin_url(settings: Settings) -> str:
    """Return the address under which migrations run: ``DATABASE_URL``, else the running embedded server's.

    Raises:
        NoDatabase: there is neither.
    """
    if settings.database_url:
        return settings.database_url.get_secret_value()
    url = running_admin_url(settings.data_dir)
    if url is None:
        raise NoDatabase(
            f"No PostgreSQL runs in {settings.data_dir}: start `audiostudio up` there, or set DATABASE_URL."
        )
    return url


def driver_url(url: str) -> URL:
    """Return a ``postgresql://`` address as one for the driver in use."""
    return make_url(url).set(drivername="postgresql+psycopg")


def role_url(role: str, settings: Settings) -> URL:
    """Return the address under which one of the product's login roles reaches the database.

    Raises:
        NoDatabase: there is none.
    """
    return driver_url(admin_url(settings)).set(username=role, password=role_password(role, settings))


def role_password(role: str, settings: Settings) -> str:
    """Return the password of a login role: derived, so that it needs no keeping and differs between installations."""
    return hmac.digest(settings.signing_key, f"database role {role}".encode(), "sha256").hex()
