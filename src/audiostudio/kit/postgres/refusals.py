"""What functions of the schema refuse: one SQLSTATE, and as its message the stable code of the answer to the caller."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import Error as PsycopgError
from sqlalchemy.exc import DBAPIError

from audiostudio.kit.http.errors import Problem

_REFUSED = "AS409"


@contextmanager
def refusals(*problems: type[Problem]) -> Iterator[None]:
    """Raise that one of ``problems`` by whose code the database refuses; the transaction is to be given up."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, PsycopgError) and error.orig.sqlstate == _REFUSED:
            for problem in problems:
                if problem.code == error.orig.diag.message_primary:
                    raise problem from None
        raise
