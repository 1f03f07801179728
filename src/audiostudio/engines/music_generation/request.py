"""What is asked of a generator of music, in words that mean the same to all of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from audiostudio.engines.music_generation.options import MusicRefusal, Option, Options

if TYPE_CHECKING:  # lists of tools are made without a numeric library
    from audiostudio.audio.types import Audio

Change = Literal["repaint", "extend", "cover"]

# How far a length that is said may be from that of the sound that is changed.
_SAME_LENGTH_S = 0.01
_OPTIONAL = (
    "bpm",
    "key",
    "metre",
    "negative_prompt",
    "lyrics",
    "language",
    "instrumental",
    "loop",
    "seed",
    "steps",
    "guidance",
    "temperature",
    "top_k",
    "top_p",
)


@dataclass(frozen=True)
class Source:
    """A sound from which another is made.

    Attributes:
        audio: ``(channels, frames)`` at the generator's ``rate_hz``.
        change: ``repaint`` makes a stretch anew and leaves the rest, to the sample; ``extend`` goes on where it ends;
            ``cover`` makes the whole anew after it.
        start_s, end_s: the stretch that ``repaint`` makes anew.
        strength: 0 to 1, how closely ``cover`` follows it.
    """

    audio: "Audio"
    change: Change
    start_s: float = 0.0
    end_s: float = 0.0
    strength: float = 0.8

    def duration_s(self, rate_hz: int) -> float:
        """Return how long it is."""
        return float(self.audio.shape[1] / rate_hz)


@dataclass(frozen=True)
class MusicRequest:
    """A piece or a sound that is wanted; what is None is left to the generator.

    Attributes:
        prompt: what it is to be, in words.
        duration_s: how long; with a source that is repainted or covered, its length.
        bpm: beats a minute.
        key: tonic and mode: ``Eb major``.
        metre: ``4/4``.
        negative_prompt: what it is not to be.
        lyrics: what is sung.
        language: of the lyrics, ISO 639.
        instrumental: nobody is to sing.
        loop: its end is to run into its beginning.
        seed: the same one gives the same, on the same machine.
        steps: of denoising.
        guidance: how closely the words are followed (classifier-free guidance).
        temperature: how freely the next token is chosen.
        top_k: among how many likeliest tokens.
        top_p: among which share of the likelihood.
        source: a sound to start from.
    """

    prompt: str
    duration_s: float | None = None
    bpm: float | None = None
    key: str | None = None
    metre: str | None = None
    negative_prompt: str | None = None
    lyrics: str | None = None
    language: str | None = None
    instrumental: bool | None = None
    loop: bool | None = None
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    source: Source | None = None


def settle(request: MusicRequest, title: str, options: Options, rate_hz: int) -> dict[str, Any]:
    """Return what a generator is to do: everything that was asked, the rest as its options have it.

    Args:
        request: what was asked.
        title: the generator's name for people.
        options: what it understands.
        rate_hz: its rate.

    Returns:
        ``prompt``, ``duration_s`` and the other options that have a value, by the names of `MusicRequest`.

    Raises:
        MusicRefusal: ``option_unsupported`` with the options that there are, ``option_out_of_range``,
            ``options_contradictory`` or ``prompt_missing``.
    """
    if not request.prompt.strip():
        raise MusicRefusal("prompt_missing", "Say in words what it is to sound like.")
    asked: dict[str, Any] = {"prompt": request.prompt, "duration_s": _duration_s(request, options, rate_hz)}
    for name in _OPTIONAL:
        value = getattr(request, name)
        if value is not None:
            _known(name, title, options)
            asked[name] = value
        elif name in options and options[name].default is not None:
            asked[name] = options[name].default
    for name, value in asked.items():
        options[name].check(name, value)
    if request.lyrics and request.instrumental:
        raise MusicRefusal("options_contradictory", "lyrics and instrumental: what is sung is not instrumental.")
    if request.source is not None:
        _check_source(request.source, asked["duration_s"], title, options, rate_hz)
    return asked


def _known(name: str, title: str, options: Options) -> Option:
    if name not in options:
        raise MusicRefusal(
            "option_unsupported",
            f"{title} does not understand {name}; it understands {', '.join(options)}.",
            allowed={"options": list(options)},
        )
    return options[name]


def _duration_s(request: MusicRequest, options: Options, rate_hz: int) -> float | None:
    source = request.source
    if source is not None and source.change != "extend":
        length_s = source.duration_s(rate_hz)
        if request.duration_s is not None and abs(request.duration_s - length_s) > _SAME_LENGTH_S:
            raise MusicRefusal(
                "options_contradictory",
                f"duration_s: {source.change} keeps the length of its source, {length_s:.2f} s; leave duration_s out.",
            )
        return length_s
    if request.duration_s is not None:
        return request.duration_s
    default = options["duration_s"].default
    assert isinstance(default, int | float)
    return float(default)


def _check_source(source: Source, duration_s: float, title: str, options: Options, rate_hz: int) -> None:
    _known(source.change, title, options)
    length_s = source.duration_s(rate_hz)
    if source.change == "repaint" and not 0 <= source.start_s < source.end_s <= length_s + _SAME_LENGTH_S:
        raise MusicRefusal(
            "option_out_of_range",
            f"repaint: {source.start_s:g} to {source.end_s:g} s is no stretch of a sound of {length_s:.2f} s.",
            allowed={"repaint": {"least": 0.0, "most": round(length_s, 3)}},
        )
    if source.change == "extend" and duration_s <= length_s:
        raise MusicRefusal(
            "option_out_of_range",
            f"duration_s: {duration_s:g} s is no extension of a sound of {length_s:.2f} s; it is the length of both.",
            allowed={"duration_s": {"least": round(length_s, 3), "most": options["duration_s"].most}},
        )
    if source.change == "cover":
        options["cover"].check("strength", source.strength)
