"""What a file from a stranger is that is to lie in the library: a sound, a MIDI file or a text. For child processes."""

import json
import re
from dataclasses import replace
from pathlib import Path

from audiostudio.audio.codecs import inspect_audio, open_audio
from audiostudio.audio.meters.peaks import measure_peaks
from audiostudio.audio.midi.inspection import MAGIC, inspect_midi
from audiostudio.audio.speech.subtitle_files import MEDIA_TYPES
from audiostudio.tools.item_facts import ItemFacts, sound_details

_MOST_READ_BYTES = 8 * 2**20  # of what is no sound, and so is read whole
_CUE = re.compile(r"\s*\d+\s*\n\d\d:\d\d:\d\d[,.]\d{3} --> ")
# Signs that no text has, but for tab, line feed, form feed and carriage return.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def inspect_item(path: Path, max_duration_s: float) -> ItemFacts:
    """Inspect a file; of a sound all is decoded.

    Raises:
        AudioError: it is a damaged MIDI file, or neither text nor a sound that the product works on.
    """
    if path.stat().st_size <= _MOST_READ_BYTES:
        data = path.read_bytes()
        if data.startswith(MAGIC):
            facts = inspect_midi(data)
            return ItemFacts("midi", "audio/midi", {"tracks": facts.tracks, "midi_format": facts.format})
        if (text := _as_text(data)) is not None:
            return _text_facts(text)
    sound = inspect_audio(path, max_duration_s=max_duration_s)
    with open_audio(path) as reader:
        peaks = measure_peaks(reader.blocks(), reader.sample_rate_hz).to_bytes()
        frames, remarks = reader.decoded_frames, tuple(reader.remarks)
    sound = replace(sound, frames=frames, duration_s=frames / sound.sample_rate_hz, remarks=remarks)
    return ItemFacts("sound", sound.media_type, sound_details(sound), peaks)


def _as_text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if not text.strip() or _CONTROL.search(text) else text


def _text_facts(text: str) -> ItemFacts:
    if text.startswith("WEBVTT"):
        return ItemFacts("subtitles", MEDIA_TYPES["vtt"])
    if _CUE.match(text.replace("\r\n", "\n")):
        return ItemFacts("subtitles", MEDIA_TYPES["srt"])
    try:
        is_json = isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        is_json = False
    return ItemFacts("text", MEDIA_TYPES["json" if is_json else "txt"])
