"""What may be asked of the enhancement tool."""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from audiostudio.tools.deliverable import HIGHEST_TARGET_LUFS, LOWEST_TARGET_LUFS, DeliverableParams
from audiostudio.tools.speech.languages import Language

DEFAULT_TARGET_LUFS = -16.0


class EnhancementParams(DeliverableParams):
    """What to do for recorded speech."""

    denoise: bool = Field(True, description="Take out noise with a network that knows speech.")
    strength: float = Field(
        100, ge=0, le=100, description="How far noise is lowered: 100 is all the way, 50 by 20 dB, 25 by 10 dB."
    )
    post_filter: bool = Field(False, description="Lower what noise is left still further; may dull the voice a little.")
    dereverb: bool = Field(True, description="Lower the sound of the room, where it rings long enough to be heard.")
    declip: bool = Field(True, description="Draw peaks again that were cut off at full scale, where there are any.")
    hum: bool = Field(True, description="Take out hum of the mains and its harmonics, where there are any.")
    level: bool = Field(True, description="Bring soft and loud passages of speech together, within 9 dB.")
    music: Literal["keep", "clean"] = Field(
        "keep",
        description="What becomes of music between speech: keep leaves it as it is, clean takes out all that is no "
        "speech. Music under speech is background, and lowered.",
    )
    trim_silence: bool = Field(False, description="Cut silence before the first word and after the last.")
    longest_pause_s: Annotated[
        float | None, Field(ge=0.3, le=60), WithJsonSchema({"type": "number", "minimum": 0.3, "maximum": 60})
    ] = Field(None, description="Shorten pauses between words to this; they are left unless given.")
    transcript: bool = Field(
        False, description="Also write down what is said, as text and subtitles in the time of the result."
    )
    language: Language = Field(
        "auto", description="Code of the language that is spoken, for the transcript; auto guesses it."
    )
    report: bool = Field(False, description="Also draw the spectrum over time before and after, and what was done.")
    scores: bool = Field(True, description="Have a network judge voice and background before and after.")
    target_lufs: Annotated[
        float | None,
        Field(ge=LOWEST_TARGET_LUFS, le=HIGHEST_TARGET_LUFS),
        WithJsonSchema({"type": "number", "minimum": LOWEST_TARGET_LUFS, "maximum": HIGHEST_TARGET_LUFS}),
    ] = Field(
        None,
        description=f"Integrated loudness of the result in LUFS (BS.1770); {DEFAULT_TARGET_LUFS:g} unless given.",
    )
    target_sample_rate: Literal[44100, 48000, 96000, 192000] = Field(48000, description="Its sample rate in Hz.")
