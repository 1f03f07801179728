"""The app's client is made of the server's description; both are committed, and neither may fall behind."""

import subprocess
import sys
from pathlib import Path

from frontend.describe_api import described

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_the_committed_description_is_the_servers() -> None:
    committed = (FRONTEND / "openapi.json").read_text(encoding="utf-8")
    assert committed == described(), "run `make api-client`"


def test_the_committed_client_is_made_of_the_description(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    npm = [sys.executable, FRONTEND / "npm.py", "exec", "--offline", "--", "openapi-typescript"]
    subprocess.run([*npm, "openapi.json", "--output", made], cwd=FRONTEND, check=True, capture_output=True)
    assert made.read_text() == (FRONTEND / "src/api/schema.d.ts").read_text(), "run `make api-client`"
