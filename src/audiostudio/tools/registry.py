"""Finds the tools: every package beside this file whose ``tool.py`` defines a ``TOOL``, so adding a folder adds one."""

import importlib
import pkgutil
from functools import cache
from importlib.util import find_spec
from typing import Any

from audiostudio import tools
from audiostudio.tools.base import Tool, ToolError


@cache
def all_tools() -> dict[str, Tool[Any]]:
    """Return every tool by name."""
    found = {}
    for package in pkgutil.iter_modules(tools.__path__, f"{tools.__name__}."):
        if package.ispkg and find_spec(f"{package.name}.tool"):
            tool = importlib.import_module(f"{package.name}.tool").TOOL
            found[tool.name] = tool
    return found


def get_tool(name: str) -> Tool[Any]:
    """Return the tool called ``name``.

    Raises:
        ToolError: ``tool_unknown``, listing the tools there are.
    """
    try:
        return all_tools()[name]
    except KeyError:
        known = sorted(all_tools())
        raise ToolError(
            "tool_unknown",
            f"There is no tool {name!r}; choose one of {', '.join(known)}.",
            allowed={"tool": known},
        ) from None
