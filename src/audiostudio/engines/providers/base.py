"""What a company that sells speech is to the product, and what can go wrong with one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from audiostudio.audio.errors import CodedError


class ProviderError(CodedError):
    """A provider did not do what it was asked; the detail never holds a key."""


@dataclass(frozen=True)
class ProviderAccess:
    """How a provider is reached.

    Attributes:
        api_key: the operator's key; never printed.
        base_url: another address than the provider's own.
    """

    api_key: str = field(repr=False)
    base_url: str | None = None


@dataclass(frozen=True)
class ProviderVoice:
    """A voice that a provider offers.

    Attributes:
        id: its name in requests to the provider.
        name: its name for people.
        description: a line about it.
        gender, accent, age, language: what the provider says of it, where it does.
        preview_url: a sample of it.
    """

    id: str
    name: str
    description: str = ""
    gender: str | None = None
    accent: str | None = None
    age: str | None = None
    language: str | None = None
    preview_url: str | None = None


@dataclass(frozen=True)
class ProviderModel:
    """A model that a provider offers.

    Attributes:
        id: its name in requests to the provider.
        name: its name for people.
        languages: BCP 47 tags of what it speaks.
        most_characters: of one request.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    most_characters: int | None


@dataclass(frozen=True)
class ProviderUsage:
    """What of the operator's plan is used.

    Attributes:
        characters: spoken in this period.
        most_characters: that the plan allows in it.
        resets_at: when the next period begins.
    """

    characters: int
    most_characters: int
    resets_at: datetime | None


class SpeechProvider(Protocol):
    """A company that speaks text.

    Attributes:
        name: its name in voice ids and settings: ``elevenlabs``.
        title: its name for people.
        default_model: the model that speaks unless another is asked for.
    """

    name: str
    title: str
    default_model: str

    def voices(self) -> list[ProviderVoice]:
        """Return the voices that the key may use.

        Raises:
            ProviderError: it cannot be asked, or refuses.
        """

    def models(self) -> list[ProviderModel]:
        """Return the models that speak text.

        Raises:
            ProviderError: it cannot be asked, or refuses.
        """

    def usage(self) -> ProviderUsage:
        """Return what of the plan is used.

        Raises:
            ProviderError: it cannot be asked, or refuses.
        """

    def speak(self, text: str, *, voice: str, model: str, settings: Mapping[str, float | bool]) -> Iterator[bytes]:
        """Yield an MP3 of the text as it arrives.

        Args:
            text: at most what the model allows in one request.
            voice: id of a voice.
            model: id of a model.
            settings: the provider's own voice settings; what is left out is as the voice's owner set it.

        Raises:
            ProviderError: it cannot be asked, refuses, or breaks off.
        """
