"""Finds the tools: every module of this package that defines a TOOL is one, so adding a file adds a tool."""

import importlib
import pkgutil
from functools import cache
from typing import Any

from audiostudio import tools
from audiostudio.tools.base import Tool, ToolError


@cache
def all_tools() -> dict[str, Tool[Any]]:
    """Return every tool by name."""
    found = {}
    for module_info in pkgutil.iter_modules(tools.__path__):
        tool = getattr(importlib.import_module(f"{tools.__name__}.{module_info.name}"), "TOOL", None)
        if isinstance(tool, Tool):
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
