"""The analysis of a file: what a programme is before, and what it became after."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from audiostudio.audio.codecs import AudioReader, open_audio
from audiostudio.audio.dsp.stream import ShareReport, prefetch, with_progress
from audiostudio.audio.dsp.surroundings import EdgeMeter
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.descriptors import DescriptorMeter, Descriptors
from audiostudio.audio.meters.programme import Measurement, Meters, require_sound
from audiostudio.audio.meters.stereo import StereoImage, StereoMeter


def measure_file(path: Path, report: ShareReport) -> Measurement:
    """Decode and measure a whole file in bounded memory.

    Raises:
        AudioError: the file cannot be decoded.
    """
    with open_audio(path) as reader:
        return _measure(reader, report)


def _measure(reader: AudioReader, report: ShareReport, more: Sequence[DescriptorMeter | EdgeMeter] = ()) -> Measurement:
    meters = Meters(reader.sample_rate_hz, reader.channels)
    expected = reader.frames or round(reader.duration_s * reader.sample_rate_hz) or 1
    for block in with_progress(prefetch(reader.blocks()), expected, report):
        meters.feed(block)
        for meter in more:
            meter.feed(block)
    return meters.read()


def measure_source(path: Path, report: ShareReport) -> Measurement:
    """Measure a mix and refuse what cannot be mastered.

    Raises:
        AudioError: ``audio_channels_unsupported``, ``audio_too_short``, ``audio_silent``, ``audio_dc``, or as decoding
            fails.
    """
    with _open_mix(path) as reader:
        return require_sound(_measure(reader, report), "master")


def describe_source(path: Path, report: ShareReport) -> tuple[Measurement, Descriptors]:
    """Measure a mix as `measure_source` does, and compute its descriptors in the same pass.

    Raises:
        AudioError: as `measure_source`.
    """
    measured, descriptors, _ = describe_track(path, report)
    return measured, descriptors


def describe_track(path: Path, report: ShareReport) -> tuple[Measurement, Descriptors, EdgeMeter]:
    """Do what `describe_source` does and keep the mix's edges, by which tracks are found that go on in each other.

    Raises:
        AudioError: as `measure_source`.
    """
    with _open_mix(path) as reader:
        meter, edges = DescriptorMeter(reader.sample_rate_hz, reader.channels), EdgeMeter(reader.sample_rate_hz)
        measured = _measure(reader, report, (meter, edges))
        return require_sound(measured, "master"), meter.read(), edges


def describe_file(path: Path) -> tuple[Descriptors, StereoImage | None]:
    """Compute the descriptors of a master that was measured already, with the image it needs.

    Raises:
        AudioError: the file cannot be decoded.
    """
    with open_audio(path) as reader:
        descriptors = DescriptorMeter(reader.sample_rate_hz, reader.channels)
        image = StereoMeter() if reader.channels == 2 else None
        for block in prefetch(reader.blocks()):
            descriptors.feed(block)
            if image:
                image.feed(block)
    return descriptors.read(), image.read() if image else None


@contextmanager
def _open_mix(path: Path) -> Iterator[AudioReader]:
    with open_audio(path) as reader:
        if reader.channels > 2:
            raise AudioError(
                "audio_channels_unsupported",
                f"The file has {reader.channels} channels; mastering takes 1 or 2. Send a stereo mix.",
            )
        yield reader
