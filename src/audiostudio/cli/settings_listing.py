"""``audiostudio settings``: every environment variable with its meaning and default, as lines of a ``.env``."""

import textwrap

import typer

_HEADER = """\
# What Audio Studio reads from the environment, or from a file `.env` in the folder it is started in.
# Each setting stands here with its default, where that does not depend on the machine.
# Written by `audiostudio settings`.
"""


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command(epilog="Example: audiostudio settings > .env.example")(settings)


def settings() -> None:
    """Print every setting with its meaning and default."""
    print(env_example(), end="")


def env_example() -> str:
    """Return the text of a ``.env`` file that sets nothing and explains everything."""
    from audiostudio.settings import Settings

    parts = [_HEADER]
    for field, info in Settings.model_fields.items():
        name = str(info.validation_alias or field).upper()
        comment = textwrap.fill(info.description or "", width=118, initial_indent="# ", subsequent_indent="# ")
        default = "" if info.default_factory else _spell(info.default)
        parts.append(f"{comment}\n#{name}={default}\n")
    return "\n".join(parts)


def _spell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
