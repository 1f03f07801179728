"""Works around a double free in PyAV (17.1 to 18.1), which a file with an unusual channel order could exploit.

PyAV's ``AudioLayout`` copies FFmpeg's ``AVChannelLayout`` by value and frees it when it dies. Where the order of the
channels is custom, the structure owns memory, so the layout object and the frame free the same block.
"""

import ctypes
from typing import Any

_CUSTOM_ORDER = 2  # AV_CHANNEL_ORDER_CUSTOM, the one order whose layout points to memory


class _LayoutObject(ctypes.Structure):
    """An ``AudioLayout`` in memory: the head of every Python object, then the ``AVChannelLayout``."""

    _fields_ = (
        ("reference_count", ctypes.c_ssize_t),
        ("type", ctypes.c_void_p),
        ("order", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("map", ctypes.c_void_p),
    )


def disown_layout(layout: Any) -> None:
    """Make an ``AudioLayout`` that came with a frame forget memory that is the frame's; its channel count stays."""
    raw = _LayoutObject.from_address(id(layout))
    if raw.order == _CUSTOM_ORDER:
        raw.map = None
