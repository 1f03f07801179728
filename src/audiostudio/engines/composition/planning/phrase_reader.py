"""Goes through a prompt phrase by phrase: what is asked for, what is to be left out, and what else it says."""

from typing import cast

from audiostudio.engines.composition.plan import Ending, Metre, Mood, SectionKind
from audiostudio.engines.composition.planning import vocabulary
from audiostudio.engines.composition.planning.instrument_words import ENSEMBLES, INSTRUMENT_WORDS
from audiostudio.engines.composition.planning.lexicon import Kind, Match, genre_words
from audiostudio.engines.composition.planning.reading import Reading, Remark
from audiostudio.engines.composition.planning.settling import Found, FoundGenre, settle

_RESUMES = frozenset({"or", "and", "nor"})  # a negation goes on behind them
_ENDS_NEGATION = frozenset(
    [
        "with",
        "but",
        "plus",
        "featuring",
        "then",
        "in",
        "at",
        "for",
        "using",
        "add",
        "instead",
        "yes",
        "have",
        "has",
        "just",
        "only",
    ]
)
_TARGETS: frozenset[Kind] = frozenset(
    {"genre", "genre_hint", "mood", "instrument", "tempo", "vocals", "structure", "loop", "ending"}
)


class PhraseReader:
    """Goes through the phrases of a prompt in order; knows whether a ``no`` or an ``only`` still holds."""

    def __init__(self, matches: list[Match], reading: Reading) -> None:
        self.reading = reading
        self.artists: list[str] = []
        self.unknown: list[str] = []
        self._matches = matches
        self._found = Found()
        self._is_negated = False
        self._has_negated = False  # a target of the negation was met

    def read(self) -> None:
        """Read all phrases, then settle what they add up to."""
        for place, match in enumerate(self._matches):
            self._follow_negation(place, match)
            if match.is_separator or "not" in match.meanings:
                continue
            if not match.meanings:
                if not match.words.isdigit() and len(match.words) > 1:
                    self.unknown.append(match.words)
                continue
            if (self._is_negated or match.is_without) and match.meanings.keys() & _TARGETS:
                self._leave_out(match)
                self._has_negated = True
            elif not self._is_negated or "small" not in match.meanings:
                self._take(place, match)
        settle(self._found, self._matches, self.reading)
        if self.artists:
            self.reading.remark_artists(self.artists)

    def _follow_negation(self, place: int, match: Match) -> None:
        if "not" in match.meanings:
            self._is_negated, self._has_negated = True, False
        elif self._is_negated and match.is_separator:
            self._is_negated = match.words == "," and self._has_negated and self._goes_on_with_or(place)
        elif self._is_negated and match.words in _ENDS_NEGATION:
            self._is_negated = False
        elif self._is_negated and self._has_negated and match.words in _RESUMES:
            self._has_negated = False
        elif self._is_negated and self._has_negated:
            self._is_negated = self._matches[place - 1].is_separator and bool(match.meanings.keys() & _TARGETS)

    def _goes_on_with_or(self, place: int) -> bool:
        """Whether a list behind a comma ends in ``or``: no drums, bass or vocals."""
        for match in self._matches[place + 1 :]:
            if match.words in ("or", "nor"):
                return True
            if not (match.words == "," or match.meanings.keys() & {"instrument", "vocals", "small"}) or match.words in (
                _ENDS_NEGATION
            ):
                return False
        return False

    def _leave_out(self, match: Match) -> None:
        meanings, reading = match.meanings, self.reading
        if "instrument" in meanings:
            reading.unwanted.append(meanings["instrument"])
        if "structure" in meanings:
            reading.unwanted_kinds.append(cast(SectionKind, meanings["structure"]))
        said = next(
            kind
            for kind in ("instrument", "vocals", "structure", "mood", "genre", "genre_hint", "tempo", "loop", "ending")
            if kind in meanings
        )
        self.reading.tell("without", match.words, f"no {match.words}" if not match.is_without else match.words)
        if said == "tempo":
            reading.tempo = -vocabulary.TEMPO_WORDS[meanings["tempo"]] / 3

    def _take(self, place: int, match: Match) -> None:
        meanings, reading, words = match.meanings, self.reading, match.words
        if "genre" in meanings or "genre_hint" in meanings:
            is_strong = "genre" in meanings
            genre, name = genre_words()[meanings["genre"] if is_strong else meanings["genre_hint"]]
            self._found.genres.append(FoundGenre(place, genre, name.bpm, words, is_strong))
            if "ensemble" not in meanings:
                self._take_instruments_within(words)
        if "mood" in meanings and not self._is_before("structure", place):  # a quiet intro makes no quiet piece
            self._found.moods.append((cast(Mood, meanings["mood"]), words))
        if "implied_mood" in meanings:
            self._found.implied.append((cast(Mood, meanings["implied_mood"]), words))
        if "structure" in meanings:
            self._found.kinds.append((place, cast(SectionKind, meanings["structure"]), words))
        if "ensemble" in meanings:
            reading.only += ENSEMBLES[meanings["ensemble"]]
            reading.is_loop |= words.endswith("loop")
            reading.tell("only", words, words)
        elif "instrument" in meanings and not ("only" in meanings and self._is_before("instrument", place)):
            self._take_instrument(place, match)
        if "tempo" in meanings:
            self._take_tempo(vocabulary.TEMPO_WORDS[meanings["tempo"]], words)
        if "energy" in meanings and reading.energy is None:
            reading.energy = vocabulary.ENERGY_WORDS[meanings["energy"]]
            self.reading.tell("energy", reading.energy, words)
        self._take_use(match)

    def _take_use(self, match: Match) -> None:
        """Take what a phrase says of purpose, length, ending and rights."""
        meanings, reading, words = match.meanings, self.reading, match.words
        if "metre" in meanings and reading.figures.metre is None:
            reading.metre = cast(Metre, meanings["metre"])
            self.reading.tell("metre", reading.metre, words)
        if "loop" in meanings:
            reading.is_loop = True
            self.reading.tell("loop", "yes", words)
        if "under_voice" in meanings and not any("alone" in other.meanings for other in self._matches):
            reading.is_under_voice = True
            self.reading.tell("under_voice", "yes", words)
        if "ending" in meanings and reading.ending is None:
            reading.ending = cast(Ending, meanings["ending"])
            self.reading.tell("ending", reading.ending, words)
        if "length" in meanings and reading.length_s is None:
            reading.length_s = vocabulary.LENGTHS_S[meanings["length"]]
            if reading.figures.duration_s is None and reading.figures.bars is None:
                self.reading.tell("duration_s", reading.length_s, words)
        if "rights" in meanings:
            self.reading.tell("rights", "royalty free", words)
            reading.remarks.append(Remark("royalty_free", "Everything made here is royalty-free.", (words,)))
        if "instrumental" in meanings:
            self.reading.tell("without", "vocals", words)
        if "vocals" in meanings:
            self.reading.remarks.append(
                Remark("singing_not_made", "Nothing is sung here; the piece is instrumental.", (words,))
            )
        if "artist" in meanings:
            self.artists.append(words)

    def _take_tempo(self, tempo: float, words: str) -> None:
        reading = self.reading
        if reading.tempo is not None and reading.tempo * tempo < 0:
            self.reading.contradicts("tempo", words)
            return
        reading.tempo = tempo if reading.tempo is None or abs(tempo) > abs(reading.tempo) else reading.tempo
        self.reading.tell("tempo", words, words)

    def _is_before(self, kind: Kind, place: int) -> bool:
        following = self._matches[place + 1 : place + 2]
        return bool(following) and kind in following[0].meanings

    def _take_instrument(self, place: int, match: Match) -> None:
        name = match.meanings["instrument"]
        before = self._matches[max(place - 3, 0) : place]
        after = self._matches[place + 1] if place + 1 < len(self._matches) else None
        only = any("only" in other.meanings for other in before)
        if after and "only" in after.meanings:  # a piano solo within a piece leaves the others in
            only |= after.words != "solo" or not any(other.words in ("with", "and", "then") for other in before)
        joined = self.reading.only and self._matches[place - 1].words in ("and", "&", ",")
        (self.reading.only if only or joined else self.reading.wanted).append(name)
        self.reading.tell("only" if only or joined else "with", name, match.words)

    def _take_instruments_within(self, words: str) -> None:
        """Take the instruments in the name of a genre: of ``sad piano`` the piano, of ``solo piano`` nothing else."""
        named = [word for word in words.split() if word in INSTRUMENT_WORDS and INSTRUMENT_WORDS[word].instruments]
        (self.reading.only if words.startswith("solo ") else self.reading.wanted).extend(named)
