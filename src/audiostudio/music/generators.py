"""The networks that make music here or at companies: what each understands, and whether it can be used."""

import asyncio
from collections.abc import Iterator

from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.music_generation.generator import GeneratorRow
from audiostudio.engines.providers.music import MUSIC_PROVIDERS
from audiostudio.jobs.tool_context import provider_access
from audiostudio.kit.http.errors import Problem
from audiostudio.music.schemas import GeneratorOption, GeneratorView
from audiostudio.settings import Settings

_HERE, _AT_COMPANIES = "music_generation", "premium_music"


class EngineUnknown(Problem):
    """No engine has this name."""

    status = 422
    code = "music_engine_unknown"
    title = "There is no such engine."


def tool_of(engine: str) -> str:
    """Return the tool that asks an engine.

    Raises:
        EngineUnknown: there is none of this name.
    """
    if engine in MUSIC_ENGINES:
        return _HERE
    if engine in MUSIC_PROVIDERS:
        return _AT_COMPANIES
    engines = [*MUSIC_ENGINES, *MUSIC_PROVIDERS]
    raise EngineUnknown(f"There is no engine {engine!r}.", allowed={"engine": engines})


async def list_generators(settings: Settings) -> list[GeneratorView]:
    """Return every generator; whether it is installed is looked up beside the event loop."""
    return await asyncio.to_thread(lambda: [*_installed_here(settings), *_of_companies(settings)])


def _installed_here(settings: Settings) -> Iterator[GeneratorView]:
    # Knows what converts weights, and with it a numeric library, without which the server starts.
    from audiostudio.engines.external.installation import EngineStore

    store = EngineStore(settings.weights_dir)
    for row in MUSIC_ENGINES.values():
        state = store.state(row)
        missing = "" if state.has_weights else f"its weights: {row.weights_advice}"
        if not state.is_installed:
            missing = f"its environment: {row.install_command}"
        yield _view(_HERE, row, missing)


def _of_companies(settings: Settings) -> Iterator[GeneratorView]:
    access = provider_access(settings)
    for row in MUSIC_PROVIDERS.values():
        yield _view(_AT_COMPANIES, row, "" if row.company in access else f"the operator's key of {row.company}")


def _view(tool: str, row: GeneratorRow, missing: str) -> GeneratorView:
    return GeneratorView(
        tool=tool,
        engine=row.name,
        title=row.title,
        summary=row.summary,
        makes=list(row.makes),
        options={name: GeneratorOption(**option.described()) for name, option in row.options.items()},
        licence=row.licence,
        is_ready=not missing,
        missing=missing,
    )
