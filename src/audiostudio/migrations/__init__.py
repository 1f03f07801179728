"""The database schema, as Alembic revisions run at start."""
