"""What is known of a sound file once it was looked at; plain values that travel between processes."""

from dataclasses import dataclass, field

from audiostudio.audio.codecs.remarks import Remark


@dataclass(frozen=True)
class AudioFacts:
    """What `audiostudio.audio.codecs.inspect_audio` found.

    Attributes:
        duration_s: length in seconds; exact where the file counts its frames, else as good as its packets tell.
        sample_rate_hz: rate of the file.
        channels: channel count of the file.
        frames: length in frames, as exact as ``duration_s``.
        codec: name of the encoding (``pcm_s16le``, ``mp3``).
        container: name of the file format (``WAV``, ``MP4``).
        media_type: MIME type by content.
        tags: title, artist and so on, by lower-case name.
        remarks: what a person should know of the file, as far as it was read.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    frames: int
    codec: str
    container: str
    media_type: str
    tags: dict[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
