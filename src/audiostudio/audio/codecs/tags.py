"""What a sound file says of itself: one set of names for every container's tags.

FFmpeg's names are used (``title``, ``album_artist``), with ``isrc``, ``bpm`` and ``lyrics`` unified across containers.
"""

from pathlib import Path

from audiostudio.audio.codecs.covers import Cover
from audiostudio.audio.codecs.tags_id3 import append_id3_chunk
from audiostudio.audio.codecs.tags_mp4 import extend_item_list
from audiostudio.audio.codecs.tags_ogg import replace_comments

_LONGEST_TAG = 1000
_LONGEST_LYRICS = 20_000
_UNIFIED = {"tsrc": "isrc", "tbpm": "bpm", "tmpo": "bpm"}
_TECHNICAL = frozenset(
    {
        *("encoder", "encoded_by", "encodersettings", "handler_name", "language", "major_brand", "minor_version"),
        *(
            "compatible_brands",
            "vendor_id",
            "tlen",
            "tsse",
            "metadata_block_picture",
            "waveformatextensible_channel_mask",
        ),
        # Parts of a Broadcast Wave header, true of that one file only.
        *("umid", "coding_history", "time_reference", "originator_reference"),
    }
)
# Levels and paddings of the file they were written for; in another they would mislead a player.
_TECHNICAL_PREFIXES = ("itunnorm", "itunsmpb", "replaygain_", "r128_", "id3v2_priv")


def unify_tags(container_tags: dict[str, str]) -> dict[str, str]:
    """Return what a file says of its content, by unified lower-case names, without what concerns the file alone."""
    found = {}
    for name, value in container_tags.items():
        key = name.lower()
        key = "lyrics" if key.startswith("lyrics-") else _UNIFIED.get(key, key)
        longest = _LONGEST_LYRICS if key == "lyrics" else _LONGEST_TAG
        text = value.replace("\0", "").strip()[:longest]
        if text and key not in _TECHNICAL and not key.startswith(_TECHNICAL_PREFIXES):
            found[key] = text
    return found


def write_tags(path: Path, container: str, tags: dict[str, str], cover: Cover | None) -> None:
    """Give a finished file the tags that its encoder could not.

    Args:
        path: a file that `audiostudio.audio.codecs.create_audio` has written.
        container: its format's name.
        tags: by unified name.
        cover: its picture.
    """
    if not tags and cover is None:
        return
    if container in ("WAV", "AIFF"):
        append_id3_chunk(path, tags, cover)
    elif container == "AAC":
        extend_item_list(path, tags, cover)
    elif container in ("OGG", "OPUS"):
        replace_comments(path, tags, cover)
