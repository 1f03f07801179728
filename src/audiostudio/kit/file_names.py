"""File names cross three borders (users, storage keys, HTTP headers); here is how each is made safe to cross."""

import re
import unicodedata
from urllib.parse import quote, unquote

MAX_NAME_BYTES = 150
_MAX_SUFFIX_BYTES = 20
# Refused by Windows, where people unpack what they download; "#" confuses stores of objects on local disk.
_AWKWARD = re.compile(r'[<>:"|?*#]')
_EXTENDED_NAME = re.compile(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r'filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s"]+))', re.IGNORECASE)


def safe_file_name(name: str, *, default: str = "audio") -> str:
    """Return ``name`` as one that every file system, storage key and zip can hold.

    Folders, control and invisible characters and leading dots go; the ending stays when a long name is cut to
    ``MAX_NAME_BYTES``; ``default`` is returned where nothing is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(
        char if unicodedata.category(char)[0] not in "CZ" else " " if char.isspace() else ""
        for char in unicodedata.normalize("NFC", last)
    )
    tidy = " ".join(_AWKWARD.sub("_", visible).split()).lstrip(". ").rstrip(". ")
    if not tidy:
        return default
    stem, dot, suffix = tidy.rpartition(".")
    if not dot or len(suffix.encode()) > _MAX_SUFFIX_BYTES:
        return _cut(tidy, MAX_NAME_BYTES)
    return _cut(stem, MAX_NAME_BYTES - len(suffix.encode()) - 1) + dot + suffix


def content_disposition(file_name: str) -> str:
    """Return the Content-Disposition header under which a browser saves a file as ``file_name`` (RFC 6266)."""
    safe = safe_file_name(file_name)
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()+,=@-]", "_", plain, flags=re.ASCII).strip() or "download"
    extended = "" if plain == safe else f"; filename*=UTF-8''{quote(safe, safe='')}"
    return f'attachment; filename="{plain}"{extended}'


def disposition_file_name(header: str) -> str | None:
    """Return the file name that a Content-Disposition header gives, not yet safe, or None."""
    if extended := _EXTENDED_NAME.search(header):
        encoding = "utf-8" if extended[1].lower() == "utf-8" else "latin-1"
        return unquote(extended[2], encoding=encoding, errors="replace")
    if plain := _PLAIN_NAME.search(header):
        return re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2]
    return None


def _cut(text: str, size_bytes: int) -> str:
    return text.encode()[:size_bytes].decode(errors="ignore").rstrip(" .")
