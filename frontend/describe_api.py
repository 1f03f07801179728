"""Prints the server's OpenAPI document, of which the app's client is made; a test compares it with the committed."""

import json

from audiostudio.app import create_app
from audiostudio.settings import Settings


def described() -> str:
    """Return the document, the same on every machine."""
    app = create_app(Settings(_env_file=None, secret_key="of no matter here"))  # noqa: S106 - nothing is signed with it
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(described(), end="")
