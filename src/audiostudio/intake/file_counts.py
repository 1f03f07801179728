"""How many sounds a tool takes."""

from typing import Any

from audiostudio.kit.http.errors import Problem
from audiostudio.tools.base import Tool


class FileMissing(Problem):
    """The tool needs a sound, and there is none."""

    status = 422
    code = "file_field_missing"
    title = "The tool needs a sound: send one in the form's field 'file', or name one of the library."


class TooManyFiles(Problem):
    """The tool takes fewer files."""

    status = 422
    code = "too_many_files"
    title = "The tool takes fewer files."


def check_file_counts(tool: Tool[Any], *, files: int, references: int) -> None:
    """Refuse more files than the tool takes, and none where it needs one.

    Raises:
        FileMissing: there is none.
        TooManyFiles: with what is allowed.
    """
    if not files and tool.max_files:
        raise FileMissing
    refuse_more_files(tool, files=files, references=references)


def refuse_more_files(tool: Tool[Any], *, files: int, references: int) -> None:
    """Refuse more files than the tool takes.

    Raises:
        TooManyFiles: with what is allowed.
    """
    if files > tool.max_files or references > tool.max_references:
        raise TooManyFiles(
            f"{tool.title} takes up to {tool.max_files} 'file' and {tool.max_references} 'reference'.",
            allowed={"file": tool.max_files, "reference": tool.max_references},
        )
