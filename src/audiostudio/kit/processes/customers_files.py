"""What children that work on strangers' files do without: others' files, the database, secrets, the network."""

from pathlib import Path

from audiostudio.kit.processes.confinement import Confinement
from audiostudio.settings import Settings


def confinement_of_tools(settings: Settings) -> Confinement:
    """Return what tools do without; where compiled code and engines of others keep what is theirs, they may write."""
    settings.work_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Confinement(
        hidden=(settings.data_dir, settings.storage_dir, Path.cwd() / ".env"),
        shown=(settings.work_dir, settings.weights_dir),
        writable=None,
        secrets=Settings.secret_variables(),
    )


def confinement_of_inspections(settings: Settings, work_dir: Path) -> Confinement:
    """Return what children do without that only look: they write nowhere but where numba keeps compiled code, too."""
    tools = confinement_of_tools(settings)
    numba_writes = Path(__file__).parents[2], Path.home() / ".cache"
    return Confinement(
        hidden=tools.hidden,
        shown=tools.shown,
        writable=(work_dir, Path("/dev"), *numba_writes),
        secrets=tools.secrets,
        file_size_limit_bytes=2**32,
    )
