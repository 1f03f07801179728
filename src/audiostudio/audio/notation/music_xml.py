"""Writes MusicXML 4.0 (W3C, partwise), so that transcriptions open in notation programs as bars, voices and chords."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from audiostudio.audio.music.pitch_names import pitch_class_name
from audiostudio.audio.notation.notes import DRUM_CHANNEL, KeySignature
from audiostudio.audio.notation.quantising import STEPS_PER_BEAT, GridNote
from audiostudio.audio.notation.score import Bar, Symbol, lay_out
from audiostudio.audio.notation.tempo_map import TempoMap

_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 '
    'Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_VALUES = {
    48: ("whole", 0),
    36: ("half", 1),
    24: ("half", 0),
    18: ("quarter", 1),
    12: ("quarter", 0),
    9: ("eighth", 1),
    6: ("eighth", 0),
    3: ("16th", 0),
    8: ("quarter", 0),
    4: ("eighth", 0),
}
_ALTERS = {"#": 1, "b": -1}
_MIDDLE_C = 60
# A part is written on two staves where it reaches clearly above and below middle C.
_GRAND_STAFF = (55, 65)
# A change of tempo that is worth telling a player program.
_TEMPO_CHANGE = 0.01
_BARS_AT_ONCE = 32
# Where drums stand on a staff of five lines, as is usual for drum sets.
_DRUM_PLACES = {36: "F4", 38: "C5", 42: "G5", 45: "A4", 46: "G5", 49: "A5"}
_CROSSED = frozenset({42, 46, 49})


@dataclass(frozen=True)
class ScorePart:
    """A part to be written.

    Attributes:
        name: as it stands before the staff.
        program: General MIDI program, 0 to 127.
        channel: MIDI channel, 0 to 15; 9 means a drum set.
        notes: on the grid, in order of onset.
    """

    name: str
    program: int
    channel: int
    notes: Sequence[GridNote]


@dataclass(frozen=True)
class ChordSymbol:
    """A chord above the staff.

    Attributes:
        beat: where it stands.
        root: pitch class, 0 being C.
        kind: one of MusicXML's kinds, ``minor-seventh`` for one.
        suffix: how it is printed behind the root, ``m7`` for one.
        bass: pitch class of the bass, where it is not the root.
    """

    beat: float
    root: int
    kind: str
    suffix: str
    bass: int | None = None


def music_xml(
    title: str,
    parts: Sequence[ScorePart],
    tempo_map: TempoMap,
    *,
    key: KeySignature | None = None,
    chords: Sequence[ChordSymbol] = (),
    may_stop: Callable[[], None] = lambda: None,
) -> bytes:
    """Return the bytes of a score.

    Args:
        title: of the piece.
        parts: from the top; at least one.
        tempo_map: tempi and bars.
        key: how notes are spelt; sharps without it.
        chords: chord symbols, which stand above the first part.
        may_stop: called every fraction of a second of work; may raise to stop.
    """
    last = max((note.onset + note.duration for part in parts for note in part.notes), default=0)
    edges = [round(beat * STEPS_PER_BEAT) for beat in tempo_map.bar_starts(last / STEPS_PER_BEAT)]
    score = Element("score-partwise", version="4.0")
    _text(SubElement(score, "work"), "work-title", title)
    _text(SubElement(SubElement(score, "identification"), "encoding"), "software", "Audio Studio")
    part_list = SubElement(score, "part-list")
    for number, part in enumerate(parts, 1):
        _list_part(part_list, f"P{number}", part)
    head, end, _ = ET.tostring(score, encoding="unicode").rpartition("</score-partwise>")
    # Bar by bar, since the elements of an hour take hundreds of megabytes.
    words = [_DOCTYPE, head]
    for number, part in enumerate(parts, 1):
        words.append(f'<part id="P{number}">')
        writer = _PartWriter(f"P{number}", part, tempo_map, edges, key)
        for place, measure in enumerate(writer.measures(chords if number == 1 else ())):
            if place % _BARS_AT_ONCE == 0:
                may_stop()
            words.append(ET.tostring(measure, encoding="unicode"))
        words.append("</part>")
    return "".join([*words, end]).encode()


class _PartWriter:
    def __init__(
        self, name: str, part: ScorePart, tempo_map: TempoMap, edges: Sequence[int], key: KeySignature | None
    ) -> None:
        self._name, self._part, self._edges = name, part, edges
        self._is_drums = part.channel == DRUM_CHANNEL
        self._fifths, self._is_minor = (key.fifths, key.is_minor) if key and not self._is_drums else (0, False)
        self._is_flat = bool(key and key.fifths < 0)
        self._pickup = 0 if tempo_map.written_bars else tempo_map.pickup_beats
        self._signatures = {
            round(beat * STEPS_PER_BEAT): (count, unit) for beat, count, unit in tempo_map.time_signatures
        }
        times_s = tempo_map.times_at([edge / STEPS_PER_BEAT for edge in edges]).tolist()
        lengths = [(end - start) / STEPS_PER_BEAT for start, end in pairwise(edges)]
        self._tempi = [
            60 * beats / (end - start) for beats, (start, end) in zip(lengths, pairwise(times_s), strict=True)
        ]

    def measures(self, chords: Sequence[ChordSymbol]) -> Iterator[Element]:
        staves = [lay_out(notes, self._edges) for notes in self._staves()]
        told_bpm = 0.0
        waiting = sorted(chords, key=lambda chord: chord.beat, reverse=True)
        for number, bars in enumerate(zip(*staves, strict=True)):
            measure = self._measure(number)
            if number == 0:
                self._attributes(measure)
            if self._name == "P1" and abs(self._tempi[number] / max(told_bpm, 1e-9) - 1) > _TEMPO_CHANGE:
                told_bpm = self._tempi[number]
                _tempo(measure, told_bpm, shown_bpm=median(self._tempi) if number == 0 else None)
            if number and self._edges[number] in self._signatures:
                _time(SubElement(measure, "attributes"), *self._signatures[self._edges[number]])
            while waiting and waiting[-1].beat * STEPS_PER_BEAT < self._edges[number + 1]:
                chord = waiting.pop()
                self._harmony(measure, chord, max(0, round(chord.beat * STEPS_PER_BEAT) - self._edges[number]))
            self._voices(measure, bars)
            yield measure

    def _measure(self, number: int) -> Element:
        if not self._pickup:
            return Element("measure", number=str(number + 1))
        if number == 0:
            return Element("measure", number="0", implicit="yes")
        return Element("measure", number=str(number))

    def _staves(self) -> list[list[GridNote]]:
        notes = list(self._part.notes)
        if len(self._clefs()) == 1:
            return [notes]
        upper = [note for note in notes if note.midi_pitch >= _MIDDLE_C]
        return [upper, [note for note in notes if note.midi_pitch < _MIDDLE_C]]

    def _clefs(self) -> tuple[tuple[str, int], ...]:
        """Return sign and line of each staff's clef."""
        pitches = [note.midi_pitch for note in self._part.notes]
        if self._is_drums:
            return (("percussion", 0),)
        if pitches and min(pitches) < _GRAND_STAFF[0] and max(pitches) > _GRAND_STAFF[1]:
            return (("G", 2), ("F", 4))
        return (("F", 4),) if pitches and median(pitches) < _MIDDLE_C else (("G", 2),)

    def _attributes(self, measure: Element) -> None:
        attributes = SubElement(measure, "attributes")
        _text(attributes, "divisions", STEPS_PER_BEAT)
        key = SubElement(attributes, "key")
        _text(key, "fifths", self._fifths)
        _text(key, "mode", "minor" if self._is_minor else "major")
        _time(attributes, *self._signatures[0])
        clefs = self._clefs()
        if len(clefs) > 1:
            _text(attributes, "staves", len(clefs))
        for number, (sign, line) in enumerate(clefs, 1):
            clef = SubElement(attributes, "clef", number=str(number))
            _text(clef, "sign", sign)
            if line:
                _text(clef, "line", line)

    def _harmony(self, measure: Element, chord: ChordSymbol, offset: int) -> None:
        harmony = SubElement(measure, "harmony")
        root = SubElement(harmony, "root")
        name = pitch_class_name(chord.root, flats=self._is_flat)
        _text(root, "root-step", name[0])
        if name[1:]:
            _text(root, "root-alter", _ALTERS[name[1]])
        SubElement(harmony, "kind", text=chord.suffix).text = chord.kind
        if chord.bass is not None:
            bass = SubElement(harmony, "bass")
            bass_name = pitch_class_name(chord.bass, flats=self._is_flat)
            _text(bass, "bass-step", bass_name[0])
            if bass_name[1:]:
                _text(bass, "bass-alter", _ALTERS[bass_name[1]])
        if offset:
            _text(harmony, "offset", offset)

    def _voices(self, measure: Element, bars: Sequence[Bar]) -> None:
        is_first = True
        for staff, bar in enumerate(bars, 1):
            for voice, symbols in enumerate(bar.voices, 1):
                if not is_first:
                    _text(SubElement(measure, "backup"), "duration", bar.duration)
                is_first = False
                for symbol in symbols:
                    fills_bar = symbol.duration == bar.duration and not symbol.pitches
                    self._symbol(measure, symbol, 4 * (staff - 1) + voice, staff if len(bars) > 1 else None, fills_bar)

    def _symbol(self, measure: Element, symbol: Symbol, voice: int, staff: int | None, fills_bar: bool) -> None:
        for number, pitch in enumerate(symbol.pitches or (None,)):
            note = SubElement(measure, "note")
            if number:
                SubElement(note, "chord")
            if pitch is None:
                SubElement(note, "rest", {"measure": "yes"} if fills_bar else {})
            else:
                self._pitch(note, pitch)
            _text(note, "duration", symbol.duration)
            for kind in _ties(symbol):
                SubElement(note, "tie", type=kind)
            if self._is_drums and pitch is not None:
                SubElement(note, "instrument", id=f"{self._name}-I{pitch}")
            _text(note, "voice", voice)
            if not fills_bar:
                self._value(note, symbol)
            if self._is_drums and pitch in _CROSSED:
                _text(note, "notehead", "x")
            if staff:
                _text(note, "staff", staff)
            _notations(note, symbol, is_first=number == 0)

    def _pitch(self, note: Element, midi_pitch: int) -> None:
        if self._is_drums:
            unpitched = SubElement(note, "unpitched")
            place = _DRUM_PLACES.get(midi_pitch, "E5")
            _text(unpitched, "display-step", place[0])
            _text(unpitched, "display-octave", place[1])
            return
        pitch = SubElement(note, "pitch")
        name = pitch_class_name(midi_pitch % 12, flats=self._is_flat)
        _text(pitch, "step", name[0])
        if name[1:]:
            _text(pitch, "alter", _ALTERS[name[1]])
        _text(pitch, "octave", midi_pitch // 12 - 1)

    @staticmethod
    def _value(note: Element, symbol: Symbol) -> None:
        kind, dots = _VALUES[symbol.duration]
        _text(note, "type", kind)
        for _ in range(dots):
            SubElement(note, "dot")
        if symbol.is_triplet:
            ratio = SubElement(note, "time-modification")
            _text(ratio, "actual-notes", 3)
            _text(ratio, "normal-notes", 2)


def _list_part(part_list: Element, name: str, part: ScorePart) -> None:
    listed = SubElement(part_list, "score-part", id=name)
    _text(listed, "part-name", part.name)
    sounds = sorted({note.midi_pitch for note in part.notes}) if part.channel == DRUM_CHANNEL else [None]
    names = [f"{name}-I{sound or 1}" for sound in sounds]
    for instrument in names:
        _text(SubElement(listed, "score-instrument", id=instrument), "instrument-name", part.name)
    for instrument, sound in zip(names, sounds, strict=True):
        midi = SubElement(listed, "midi-instrument", id=instrument)
        _text(midi, "midi-channel", part.channel + 1)
        _text(midi, "midi-program", part.program + 1)
        if sound is not None:
            _text(midi, "midi-unpitched", sound + 1)


def _ties(symbol: Symbol) -> Iterator[str]:
    if symbol.is_tied_back:
        yield "stop"
    if symbol.is_tied_on:
        yield "start"


def _notations(note: Element, symbol: Symbol, *, is_first: bool) -> None:
    """Write ties, and the bracket of a triplet at the first and the last symbol of its beat."""
    marks: list[tuple[str, str]] = [("tied", kind) for kind in _ties(symbol)]
    if symbol.is_triplet and is_first:
        if symbol.start % STEPS_PER_BEAT == 0:
            marks.append(("tuplet", "start"))
        if (symbol.start + symbol.duration) % STEPS_PER_BEAT == 0:
            marks.append(("tuplet", "stop"))
    if marks:
        notations = SubElement(note, "notations")
        for name, kind in marks:
            SubElement(notations, name, type=kind)


def _time(attributes: Element, beats: int, unit: int) -> None:
    time = SubElement(attributes, "time")
    _text(time, "beats", beats)
    _text(time, "beat-type", unit)


def _tempo(measure: Element, bpm: float, *, shown_bpm: float | None) -> None:
    """Tell players a bar's tempo, and people that of the whole: the first bar may be silence of any tempo."""
    if shown_bpm is None:
        SubElement(measure, "sound", tempo=f"{bpm:.2f}")
        return
    direction = SubElement(measure, "direction", placement="above")
    metronome = SubElement(SubElement(direction, "direction-type"), "metronome")
    _text(metronome, "beat-unit", "quarter")
    _text(metronome, "per-minute", round(shown_bpm))
    SubElement(direction, "sound", tempo=f"{bpm:.2f}")


def _text(parent: Element, name: str, value: object) -> None:
    SubElement(parent, name).text = str(value)
