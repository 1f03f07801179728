"""Takes rights from a child process that works on strangers' files: folders it may not see, programs, the network.

Linux only, and no more than its kernel knows: Landlock for files (kernel 5.19), seccomp for system calls. Neither needs
a privilege, and neither can be taken back. What could not be taken is returned, for somebody has to be told.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Landlock, linux/landlock.h.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_ALL_OF_FOLDERS = (1 << 14) - 1  # up to REFER, of its second version
_TRUNCATE_SINCE, _TRUNCATE = 3, 1 << 14
_SCOPES_SINCE, _SCOPES = 6, 3  # abstract sockets and signals
_OLDEST = 2
_O_PATH = 0o10000000

# prctl.h, seccomp.h, filter.h, audit.h.
_NO_NEW_PRIVILEGES, _SET_MODE_FILTER, _FOR_ALL_THREADS = 38, 1, 1
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_X32 = 0x40000000
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# By architecture: what reaches the network, other processes, or the system itself.
_REFUSED = {
    # socket ptrace mount umount2 pivot_root unshare setns bpf perf_event_open userfaultfd keyctl add_key request_key
    # init_module finit_module kexec_load process_vm_readv process_vm_writev open_by_handle_at io_uring_setup
    # pidfd_getfd
    "x86_64": (41, 101, 165, 166, 155, 272, 308, 321, 298, 323, 250, 248, 249, 175, 313, 246, 310, 311, 304, 425, 438),
    "aarch64": (198, 117, 40, 39, 41, 97, 268, 280, 241, 282, 219, 217, 218, 105, 273, 104, 270, 271, 265, 425, 438),
}
_SECCOMP_CALL = {"x86_64": 317, "aarch64": 277}

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Confinement:
    """What children do not need, and so do not get: all but runs that ask for it are without network.

    Attributes:
        hidden: files and folders that they neither read nor write.
        shown: what of them they do.
        writable: the only places where they write, and start no program from; None leaves all that is not hidden.
        secrets: environment variables that they do not inherit.
        file_size_limit_bytes: the largest file that they write.
    """

    hidden: tuple[Path, ...]
    shown: tuple[Path, ...]
    writable: tuple[Path, ...] | None
    secrets: tuple[str, ...]
    file_size_limit_bytes: int = 2**36

    def as_json(self) -> dict[str, Any]:
        """Return what a child has to know of it."""
        paths = {"hidden": self.hidden, "shown": self.shown, "writable": self.writable}
        listed = {name: None if of is None else [str(path) for path in of] for name, of in paths.items()}
        return {**listed, "file_size_limit_bytes": self.file_size_limit_bytes}


def drop_privileges() -> str | None:
    """Give up what root may and programs could gain; return what could not be done."""
    if sys.platform != "linux":
        return "privileges: only on Linux"
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return "privileges: the kernel refuses"
    header, nothing = struct.pack("=Ii", 0x20080522, 0), bytes(24)  # version 3 of capset, for this process
    return "privileges: the kernel refuses" if _libc.capset(header, nothing) else None


def landlock_version() -> int:
    """Return the version of Landlock that this kernel speaks; -1 where it has none."""
    if sys.platform != "linux":
        return -1
    return int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1))


def hide_folders(hidden: Iterable[Path], shown: Iterable[Path], writable: Iterable[Path] | None) -> str | None:
    """Show this process nothing of some folders, whoever runs it; return why that could not be done.

    Args:
        hidden: neither read nor written from now on, nor what comes to lie beside or above them.
        shown: what in them stays.
        writable: the only places to write in from now on, from which no program runs either; None leaves all that is
            not hidden.
    """
    version = landlock_version()
    if version < _OLDEST:
        return "folders: no Landlock in this kernel"
    everything = _ALL_OF_FOLDERS | (_TRUNCATE if version >= _TRUNCATE_SINCE else 0)
    attributes = struct.pack("=QQQ", everything, 0, _SCOPES if version >= _SCOPES_SINCE else 0)
    size = ctypes.c_size_t(len(attributes) if version >= _SCOPES_SINCE else 8)
    rules = _libc.syscall(_CREATE_RULESET, attributes, size, 0)
    if rules < 0:
        return f"folders: {os.strerror(ctypes.get_errno())}"
    try:
        seen = list(_visible(Path("/"), {Path(os.path.realpath(path)) for path in hidden}))
        for path in (*seen, *shown):
            _allow(rules, path, everything if writable is None else _READ_FILE | _READ_DIR)
        for path in writable or ():
            _allow(rules, path, everything & ~_EXECUTE)
        if _libc.syscall(_RESTRICT_SELF, rules, 0):
            return f"folders: {os.strerror(ctypes.get_errno())}"
    finally:
        os.close(rules)
    return None


def _visible(folder: Path, hidden: set[Path]) -> Iterator[Path]:
    """Yield the fewest places that hold all below ``folder`` but what is hidden; links lead to what has its own."""
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.is_symlink() or path in hidden:
            continue
        if any(path in other.parents for other in hidden):
            yield from _visible(path, hidden)
        else:
            yield path


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, _O_PATH | os.O_CLOEXEC)
    except OSError:  # it has gone, or nobody sees it anyway
        return
    try:
        of_files = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
        rule = struct.pack("=Qi", rights if path.is_dir() else rights & of_files, place)
        _libc.syscall(_ADD_RULE, rules, 1, rule, 0)
    finally:
        os.close(place)


def refuse_network() -> str | None:
    """Open no socket from now on, and touch no other process; return why that could not be done."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _ARCHITECTURES:
        return f"network: not on {sys.platform}, {machine}"
    refused = _REFUSED[machine]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        (_JUMP_IF_EQUAL, 0, len(refused) + 3, _ARCHITECTURES[machine]),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
        (_JUMP_IF_AT_LEAST, len(refused) + 1, 0, _X32),
        *((_JUMP_IF_EQUAL, len(refused) - at, 0, number) for at, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    filter_ = struct.pack("@HP", len(steps), ctypes.addressof(program))
    if _libc.syscall(_SECCOMP_CALL[machine], _SET_MODE_FILTER, _FOR_ALL_THREADS, filter_):
        return f"network: {os.strerror(ctypes.get_errno())}"
    return None
