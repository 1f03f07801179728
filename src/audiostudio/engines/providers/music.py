"""Companies that make music and sounds over the network: what each understands, and how one is opened by its name.

Every request is sent once: whoever sends it again after silence may pay for it twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from audiostudio.engines.music_generation.generator import MusicGenerator, Product
from audiostudio.engines.music_generation.options import Option, Options, number, text, whole
from audiostudio.engines.providers.base import ProviderAccess, ProviderError


@dataclass(frozen=True)
class MusicProviderRow:
    """What is known of a company's generator without asking it.

    Attributes:
        name: its name in requests.
        title: its name for people.
        summary: one line for a list.
        company: by which its key is set: ``elevenlabs``.
        model: the company's name of the network that is asked.
        makes: what it is good for.
        rate_hz: rate of what it sends.
        channels: how many that has.
        options: what it understands.
        licence: under which terms what it makes may be used.
    """

    name: str
    title: str
    summary: str
    company: str
    model: str
    makes: tuple[Product, ...]
    rate_hz: int
    channels: int
    options: Options
    licence: str


MUSIC_PROVIDERS: Mapping[str, MusicProviderRow] = {
    row.name: row
    for row in (
        MusicProviderRow(
            name="elevenlabs_music",
            title="Eleven Music",
            summary="ElevenLabs' music, to ten minutes, with or without singing; needs the operator's key.",
            company="elevenlabs",
            model="music_v2",
            makes=("music",),
            rate_hz=48_000,
            channels=2,
            options={"prompt": text(4_100), "duration_s": number(3, 600, 60), "instrumental": Option()},
            licence="LicenseRef-ElevenLabs-Terms",
        ),
        MusicProviderRow(
            name="elevenlabs_sound_effects",
            title="ElevenLabs sound effects",
            summary="ElevenLabs' sounds, to half a minute, looping where asked; needs the operator's key.",
            company="elevenlabs",
            model="eleven_text_to_sound_v2",
            makes=("sound_effect",),
            rate_hz=44_100,
            channels=2,
            # Its own word for guidance is prompt_influence.
            options={
                "prompt": text(450),
                "duration_s": number(0.5, 30, 5),
                "guidance": number(0, 1, 0.3),
                "loop": Option(),
            },
            licence="LicenseRef-ElevenLabs-Terms",
        ),
        MusicProviderRow(
            name="stability_audio",
            title="Stable Audio 2.5",
            summary="Stability's Stable Audio, to three minutes, with repainting and covers; needs the operator's key.",
            company="stability",
            model="stable-audio-2.5",
            makes=("music", "sound_effect"),
            rate_hz=44_100,
            channels=2,
            options={
                "prompt": text(10_000),
                "duration_s": number(1, 190, 60),
                "seed": whole(0, 2**32 - 3, 0),
                "steps": whole(4, 8, 8),
                "guidance": number(1, 25, 1),
                "repaint": Option(),
                "extend": Option(),
                "cover": number(0, 1),
            },
            licence="LicenseRef-Stability-Terms",
        ),
    )
}
_COMPANIES = {"elevenlabs": "ElevenLabs", "stability": "Stability AI"}


def open_music_provider(name: str, accesses: Mapping[str, ProviderAccess]) -> MusicGenerator:
    """Return the generator called ``name``, one of `MUSIC_PROVIDERS`.

    Args:
        name: its name.
        accesses: how each company is reached that the operator has a key of.

    Raises:
        ProviderError: ``provider_key_missing``.
    """
    row = MUSIC_PROVIDERS[name]
    access = accesses.get(row.company)
    if access is None:
        detail = f"No key of {_COMPANIES[row.company]} is set here; the operator sets {row.company.upper()}_API_KEY."
        raise ProviderError("provider_key_missing", detail)
    if row.company == "stability":
        from audiostudio.engines.providers.stability import StabilityAudio

        return StabilityAudio(row, access)
    from audiostudio.engines.providers.elevenlabs_music import ElevenLabsMusic

    return ElevenLabsMusic(row, access)
