"""Reading and writing sound files in bounded blocks, and telling hostile files from good ones."""

from audiostudio.audio.codecs.covers import Cover
from audiostudio.audio.codecs.formats import AudioFormat, check_format
from audiostudio.audio.codecs.inspection import AudioFacts, inspect_audio
from audiostudio.audio.codecs.reading import AudioReader, open_audio, read_audio, read_cover
from audiostudio.audio.codecs.writing import AudioWriter, create_audio

__all__ = [
    "AudioFacts",
    "AudioFormat",
    "AudioReader",
    "AudioWriter",
    "Cover",
    "check_format",
    "create_audio",
    "inspect_audio",
    "open_audio",
    "read_audio",
    "read_cover",
]
