"""What every process of the product asks of the system before it begins."""

import os
import resource
from typing import TYPE_CHECKING

from audiostudio.cli.console import FAILURE, CommandError

if TYPE_CHECKING:
    from audiostudio.settings import Settings

# Where the hard limit is "infinity", systems refuse more than this (macOS), or walk through all of them (Linux).
_MOST_OPEN_FILES = 10_240 if os.uname().sysname == "Darwin" else 1_048_576


def prepare_process(settings: "Settings") -> None:
    """Let this process and those it starts open as many files as may be, and keep customers' files to themselves.

    Raises:
        CommandError: the folders are not ours to close.
    """
    from audiostudio.kit.private_files import close_data_dir, keep_files_private, make_private

    _raise_open_files_limit()
    try:
        settings.data_dir.parent.mkdir(parents=True, exist_ok=True)  # which is nobody's secret
    except OSError as error:
        detail = f"The data directory {settings.data_dir} cannot be written to: {error.strerror}."
        raise CommandError(detail, "data_dir_not_writable", exit_status=FAILURE) from None
    try:
        keep_files_private()
        make_private(settings.work_dir)
        if settings.storage_type == "local":
            make_private(settings.storage_dir)
        if settings.database_url is not None:  # else the embedded server, which has to enter, closes it
            close_data_dir(settings.data_dir)
    except OSError as error:
        detail = f"{error.filename} cannot be made private to this user: {error.strerror}."
        raise CommandError(detail, "data_dir_not_private", exit_status=FAILURE) from None


def _raise_open_files_limit() -> None:
    """Raise the soft limit to the hard one: each connection is an open file, and shells commonly start with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
