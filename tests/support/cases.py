"""Cases of a parametrised test that cost more than they add where their brothers are tried."""

from collections.abc import Container, Iterable
from typing import Any

import pytest


def chosen(cases: Iterable[Any], *, usual: Container[Any]) -> list[Any]:
    """Return the cases, of which `make test` tries the ``usual`` ones and `make test-deep` all."""
    marked = []
    for case in cases:
        values = case if isinstance(case, tuple) else (case,)
        marked.append(pytest.param(*values, marks=[] if case in usual else [pytest.mark.deep]))
    return marked
