"""What the files of several tools say of themselves alike."""

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""What the International Press Telecommunications Council calls media that a trained network made."""

_LONGEST_TITLE = 60


def short_title(words: str) -> str:
    """Return the beginning of what somebody typed, in one line."""
    title = " ".join(words.split())
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
