"""Which pages may use a browser's session: those of the very origin (scheme, host, port) that it is reached at."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.browser_sessions import CrossSiteRequest, require_own_page
from audiostudio.settings import Settings

SETTINGS = Settings(_env_file=None, secret_key="a secret of sixteen", BASE_URL="https://studio.example/")


def asked(origin: str | None, *, host: str = "127.0.0.1:8000", scheme: str = "http") -> HTTPConnection:
    headers = [(b"host", host.encode("latin-1"))]
    if origin is not None:
        headers.append((b"origin", origin.encode("latin-1")))
    return HTTPConnection({"type": "http", "scheme": scheme, "path": "/", "query_string": b"", "headers": headers})


@pytest.mark.parametrize(
    ("origin", "reached"),
    [
        ("http://127.0.0.1:8000", {}),
        ("https://studio.example", {}),
        ("https://studio.example:443", {}),
        ("HTTPS://Studio.Example", {}),
        ("http://localhost", {"host": "localhost:80"}),
        ("http://localhost:80", {"host": "localhost"}),
        ("http://[::1]:8000", {"host": "[::1]:8000"}),
        ("https://other.example", {"host": "other.example", "scheme": "https"}),
        ("http://127.0.0.1:8000", {"scheme": "ws"}),
        ("https://other.example", {"host": "other.example", "scheme": "wss"}),
    ],
)
def test_its_own_pages_are_known_by_the_whole_origin(origin: str, reached: dict[str, Any]) -> None:
    require_own_page(asked(origin, **reached), SETTINGS)


@pytest.mark.parametrize(
    "origin",
    [
        None, "", "null", "https://127.0.0.1:8000", "//127.0.0.1:8000", "127.0.0.1:8000", "ftp://127.0.0.1:8000",
        "http://127.0.0.1", "http://127.0.0.1:8001", "http://studio.example", "https://studio.example:8443",
        "https://evil.example", "https://studio.example.evil.example", "http://[::1", "http://127.0.0.1:99999999",
        "http://127.0.0.1:x", "http://", "http:///", "javascript:alert(1)", "\xff\xfe", "http://\u00bd",
    ],
)  # fmt: skip
def test_all_others_are_refused_and_break_nothing(origin: str | None) -> None:
    with pytest.raises(CrossSiteRequest):
        require_own_page(asked(origin), SETTINGS)


@pytest.mark.parametrize("host", ["", "[::1", "a:b"])
def test_a_host_that_is_none_names_no_page(host: str) -> None:
    with pytest.raises(CrossSiteRequest):
        require_own_page(asked(f"http://{host}", host=host), SETTINGS)
