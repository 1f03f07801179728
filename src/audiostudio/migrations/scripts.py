"""Runs whole SQL scripts in a revision; SQLAlchemy would take their percent signs for placeholders."""

from alembic import op


def run_script(sql: str) -> None:
    """Run ``sql``, any number of statements, inside the revision's transaction."""
    raw = op.get_bind().connection.driver_connection
    assert raw is not None
    raw.execute(sql)
