"""Weighs a request: what its parameters, its words and the tables say of what concerns the whole piece."""

from dataclasses import dataclass
from typing import get_args

from audiostudio.engines.composition.chance import pick, share
from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Ending, Genre, HitPoint, Metre, Mood, SectionKind
from audiostudio.engines.composition.planning.casting import Wishes, word_for
from audiostudio.engines.composition.planning.figures import (
    SLOWEST_BPM,
    Figures,
    check_bpm,
    check_duration,
    check_metre,
    fastest_bpm,
)
from audiostudio.engines.composition.planning.genre_row import GenreRow
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.harmony import KeyMode, parse_key
from audiostudio.engines.composition.planning.instrument_words import INSTRUMENT_WORDS
from audiostudio.engines.composition.planning.moods import MOODS
from audiostudio.engines.composition.planning.reading import Reading, Remark
from audiostudio.engines.composition.planning.vocabulary import GENRE_OF_MOOD
from audiostudio.engines.composition.planning.words import clean_prompt, read_prompt

USUAL_DURATION_S = 60.0


@dataclass(frozen=True)
class PlanRequest:
    """What somebody wants: words, and parameters that go before them; None where the words decide."""

    prompt: str = ""
    genre: str | None = None
    mood: str | None = None
    bpm: float | None = None
    key: str | None = None
    metre: str | None = None
    duration_s: float | None = None
    instruments: tuple[str, ...] = ()
    without_instruments: tuple[str, ...] = ()
    structure: tuple[SectionKind, ...] = ()
    hit_points: tuple[HitPoint, ...] = ()
    loop: bool | None = None
    under_voice: bool | None = None
    ending: Ending | None = None
    energy: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class Brief:
    """A request after words, parameters and tables have been weighed: every question of the whole piece is settled."""

    row: GenreRow
    colour: GenreRow | None
    mood: Mood
    bpm: float
    bpm_is_free: bool
    tonic: int
    mode: KeyMode
    key_is_asked: bool
    metre: Metre
    duration_s: float | None
    bars: int | None
    energy: float
    ending: Ending
    under_voice: bool
    hits: tuple[HitPoint, ...]
    structure: tuple[SectionKind, ...]
    wanted_kinds: tuple[SectionKind, ...]
    unwanted_kinds: tuple[SectionKind, ...]
    wishes: Wishes
    seed: int


def read_request(request: PlanRequest) -> Reading:
    """Read the words of a request; where parameters say enough, words that say nothing are no error.

    Raises:
        MusicError: those of `read_prompt`.
    """
    has_parameters = request.genre is not None or request.mood is not None or bool(request.instruments)
    if has_parameters and not clean_prompt(request.prompt):
        return Reading(Figures(None, None, None, None, None, None, (), [], {}))
    try:
        return read_prompt(request.prompt)
    except MusicError as error:
        if error.code != "prompt_not_understood" or not has_parameters:
            raise
        reading = Reading(Figures(None, None, None, None, None, None, (), [], {}))
        reading.remarks.append(Remark("prompt_not_used", f"{error.detail} The parameters alone were used."))
        return reading


def weigh(request: PlanRequest, reading: Reading, remarks: list[Remark]) -> Brief:
    """Settle every question of the whole piece, and add what is to be said about it to ``remarks``.

    Raises:
        MusicError: of a parameter that is impossible, or that names what is not known.
    """
    figures, seed = reading.figures, request.seed
    if not 0 <= seed < 2**32:
        raise MusicError(
            "seed_impossible", "A seed is a whole number from 0 to 4294967295.", allowed={"seed": [0, 2**32 - 1]}
        )
    _tell_overridden(request, reading, remarks)
    mood = _mood(request, reading)
    genre = _genre(request, reading, mood, remarks)
    row = GENRES[genre]
    colour = _colour(row, reading, remarks)
    metre = check_metre(request.metre) if request.metre else figures.metre or reading.metre or row.metres[0]
    asked_bpm = _asked_bpm(request, figures, row, metre, remarks)
    tonic, mode = _key(request, reading, row, mood, seed)
    ending = _ending(request, reading, remarks)
    duration_s = check_duration(request.duration_s) if request.duration_s is not None else figures.duration_s
    bars = figures.bars if duration_s is None else None
    if duration_s is None and bars is None and (reading.length_s or ending != "loop"):
        duration_s = reading.length_s or USUAL_DURATION_S
    return Brief(
        row=row,
        colour=colour,
        mood=mood,
        bpm=asked_bpm or _usual_bpm(row, reading, mood, metre, seed),
        bpm_is_free=asked_bpm is None,
        tonic=tonic,
        mode=mode,
        key_is_asked=request.key is not None or figures.key is not None,
        metre=metre,
        duration_s=duration_s,
        bars=bars,
        energy=_energy(request, reading, row, mood),
        ending=ending,
        under_voice=reading.is_under_voice if request.under_voice is None else request.under_voice,
        hits=request.hit_points or tuple(HitPoint(time_s=time) for time in figures.hits_s if time <= 3600),
        structure=request.structure or reading.structure,
        wanted_kinds=tuple(reading.wanted_kinds),
        unwanted_kinds=tuple(reading.unwanted_kinds),
        wishes=_wishes(request, reading),
        seed=seed,
    )


def _tell_overridden(request: PlanRequest, reading: Reading, remarks: list[Remark]) -> None:
    """Remark which words were not used because a parameter says something else."""
    figures = reading.figures
    pairs: tuple[tuple[str, object, object], ...] = (
        ("mood", request.mood, reading.mood),
        ("bpm", request.bpm, figures.bpm),
        ("key", request.key and parse_key(request.key), figures.key),
        ("metre", request.metre, figures.metre or reading.metre),
        ("duration_s", request.duration_s, figures.duration_s),
        ("ending", request.ending, reading.ending),
    )
    overridden = tuple(name for name, asked, said in pairs if asked is not None and said is not None and asked != said)
    if overridden:
        detail = f"Parameters go before words: {', '.join(overridden)} of the prompt were not used."
        remarks.append(Remark("words_overridden", detail, overridden))


def _mood(request: PlanRequest, reading: Reading) -> Mood:
    if request.mood is None:
        return reading.mood or "neutral"
    for mood in get_args(Mood):
        if request.mood == mood:
            return mood  # type: ignore[no-any-return]
    raise MusicError("mood_unknown", f'There is no mood "{request.mood[:40]}".', allowed={"mood": list(MOODS)})


def _genre(request: PlanRequest, reading: Reading, mood: Mood, remarks: list[Remark]) -> Genre:
    if request.genre is not None:
        for genre in get_args(Genre):
            if request.genre == genre:
                return genre  # type: ignore[no-any-return]
        raise MusicError("genre_unknown", f'There is no genre "{request.genre[:40]}".', allowed={"genre": list(GENRES)})
    if reading.genre:
        return reading.genre
    by_instrument = [
        INSTRUMENT_WORDS[name].genre for name in (*reading.only, *reading.wanted) if INSTRUMENT_WORDS[name].genre
    ]
    usual: Genre = "house" if "drop" in (*reading.wanted_kinds, *reading.structure) else GENRE_OF_MOOD[mood]
    genre = next(iter(by_instrument), None) or usual
    remarks.append(Remark("genre_assumed", f"No genre is named; {GENRES[genre].title} is taken.", (genre,)))
    return genre


def _colour(row: GenreRow, reading: Reading, remarks: list[Remark]) -> GenreRow | None:
    """Return another genre that the words name, which lends its instruments."""
    named = (reading.blended_genre, None if reading.genre_is_hint else reading.genre)
    colour = next((GENRES[name] for name in named if name and name != row.name), None)
    if colour:
        detail = f"{row.title} is the genre; {colour.title} lends instruments."
        remarks.append(Remark("genres_blended", detail, (row.name, colour.name)))
    return colour


def _asked_bpm(
    request: PlanRequest, figures: Figures, row: GenreRow, metre: Metre, remarks: list[Remark]
) -> float | None:
    asked = request.bpm if request.bpm is not None else figures.bpm
    if asked is None:
        return None
    low, _, high = row.bpm
    if not 0.6 * low <= check_bpm(asked, metre) <= 1.5 * high and metre == row.metres[0]:
        detail = f"{asked:g} bpm is kept; {row.title} usually goes at {low:g} to {high:g} bpm."
        remarks.append(Remark("tempo_unusual", detail))
    return asked


def _usual_bpm(row: GenreRow, reading: Reading, mood: Mood, metre: Metre, seed: int) -> float:
    """Return a tempo that nobody asked for, in whole beats a minute: the genre's, moved by mood, words and seed."""
    low, usual, high = row.bpm
    if reading.genre_bpm and reading.genre == row.name:
        usual = reading.genre_bpm
        low, high = min(usual, max(low, 0.92 * usual)), max(usual, min(high, 1.08 * usual))
    moods = [MOODS[mood].tempo] + ([MOODS[reading.second_mood].tempo] if reading.second_mood else [])
    pull = reading.tempo if reading.tempo is not None else 0.6 * sum(moods) / len(moods)
    pull = min(max(pull + 0.25 * (share(seed, row.name, "bpm") - 0.5), -1.0), 1.0)
    bpm = usual + pull * ((high - usual) if pull > 0 else (usual - low))
    # A beat of 6/8 is a dotted quarter, one of 7/8 an eighth.
    if metre != row.metres[0]:
        bpm *= {"6/8": 2 / 3, "12/8": 1.0, "7/8": 2.0}.get(metre, 1.0) / {"6/8": 2 / 3, "7/8": 2.0}.get(
            row.metres[0], 1.0
        )
    return float(round(min(max(bpm, SLOWEST_BPM), fastest_bpm(metre))))


def _key(request: PlanRequest, reading: Reading, row: GenreRow, mood: Mood, seed: int) -> tuple[int, KeyMode]:
    if request.key is not None:
        return parse_key(request.key)
    if reading.figures.key:
        return reading.figures.key
    tonic, _ = parse_key(pick(row.tonics, seed, row.name, "tonic"))
    wish = MOODS[mood].minor_share
    minor_share = row.minor_share if wish is None else 0.85 * wish + 0.15 * row.minor_share
    return tonic, reading.figures.mode or ("minor" if share(seed, row.name, "mode") < minor_share else "major")


def _ending(request: PlanRequest, reading: Reading, remarks: list[Remark]) -> Ending:
    is_loop = reading.is_loop if request.loop is None else request.loop
    if request.ending is not None and request.loop is None:
        return request.ending
    if is_loop:
        other = request.ending or reading.ending
        if other not in (None, "loop"):
            remarks.append(Remark("contradiction", f'A loop has no end; "{other}" was not used.', (str(other),)))
        return "loop"
    ending = request.ending or reading.ending or "cadence"
    return "cadence" if ending == "loop" else ending


def _energy(request: PlanRequest, reading: Reading, row: GenreRow, mood: Mood) -> float:
    if request.energy is not None:
        if not 0 <= request.energy <= 1:
            raise MusicError("energy_impossible", "Energy lies between 0 and 1.", allowed={"energy": [0, 1]})
        return request.energy
    if reading.energy is not None:
        return reading.energy
    wishes = [MOODS[each].energy for each in (mood, reading.second_mood) if each]
    wished = [wish for wish in wishes if wish is not None]
    if not wished:
        return row.energy
    first = wished[0] if len(wished) == 1 else 0.65 * wished[0] + 0.35 * wished[1]
    return 0.3 * row.energy + 0.7 * first


def _wishes(request: PlanRequest, reading: Reading) -> Wishes:
    return Wishes(
        tuple(
            dict.fromkeys((*map(word_for, request.instruments), *(INSTRUMENT_WORDS[name] for name in reading.wanted)))
        ),
        (*map(word_for, request.without_instruments), *(INSTRUMENT_WORDS[name] for name in reading.unwanted)),
        () if request.instruments else tuple(dict.fromkeys(INSTRUMENT_WORDS[name] for name in reading.only)),
    )
