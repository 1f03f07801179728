"""Real parts for every test: an embedded PostgreSQL, the server, a worker, real music."""

pytest_plugins = [
    "tests.support.database",
    "tests.support.sounds",
    "tests.support.studio",
    "tests.support.tags",
    "tests.support.weights",
]
