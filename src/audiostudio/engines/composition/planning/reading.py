"""What a prompt asks for, as it is read: fields that its words fill, what was understood, and remarks."""

from dataclasses import dataclass, field

from audiostudio.engines.composition.plan import Ending, Genre, Metre, Mood, SectionKind
from audiostudio.engines.composition.planning.figures import Figures


@dataclass(frozen=True)
class Understood:
    """Something that a prompt says: which field of a plan it is about, what it says, and by which words."""

    what: str
    value: str | float
    words: str


@dataclass(frozen=True)
class Remark:
    """Something that whoever asked should know, with a code that never changes."""

    code: str
    detail: str
    words: tuple[str, ...] = ()


@dataclass
class Reading:
    """What a prompt asks for; empty or None where it does not say.

    Attributes:
        genre, blended_genre: the genre, and one whose instruments colour it.
        genre_is_hint: whether it goes by a purpose, as a wedding, and by no genre's name.
        genre_bpm: the tempo of the sub-genre that was named.
        mood, second_mood: the mood, and one that moves tempo and energy too.
        tempo: where in the genre's range the tempo lies, -1 to 1.
        wanted, unwanted, only: words of `INSTRUMENT_WORDS`.
        structure: sections in order, where a whole order is given.
        wanted_kinds, unwanted_kinds: sections that must or must not be there.
        length_s: a length that goes without saying, of a jingle for example.
    """

    figures: Figures
    genre: Genre | None = None
    blended_genre: Genre | None = None
    genre_is_hint: bool = False
    genre_bpm: float | None = None
    mood: Mood | None = None
    second_mood: Mood | None = None
    tempo: float | None = None
    energy: float | None = None
    metre: Metre | None = None
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    only: list[str] = field(default_factory=list)
    structure: tuple[SectionKind, ...] = ()
    wanted_kinds: list[SectionKind] = field(default_factory=list)
    unwanted_kinds: list[SectionKind] = field(default_factory=list)
    is_loop: bool = False
    is_under_voice: bool = False
    ending: Ending | None = None
    length_s: float | None = None
    understood: list[Understood] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def tell(self, what: str, value: str | float, words: str) -> None:
        """Keep something that was understood, once."""
        said = Understood(what, value, words)
        if said not in self.understood:
            self.understood.append(said)

    def contradicts(self, what: str, words: str) -> None:
        """Remark that words were left out because they contradict what was said before."""
        detail = f'"{words}" contradicts the {what} said before it, and was not used.'
        self.remarks.append(Remark("contradiction", detail, (words,)))

    def remark_artists(self, names: list[str]) -> None:
        """Remark that nobody is imitated."""
        detail = f"Nobody is imitated, so {', '.join(names)} was left out; the other words were used."
        self.remarks.append(Remark("artist_not_imitated", detail, tuple(names)))
