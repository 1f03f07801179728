"""Reads MusicXML as a player does, and refuses what the format does not allow."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree import ElementTree as ET

_ORDER = [
    "chord",
    "pitch",
    "unpitched",
    "rest",
    "duration",
    "tie",
    "instrument",
    "voice",
    "type",
    "dot",
    "time-modification",
    "notehead",
    "staff",
    "notations",
]
_TYPES = {"whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25}
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass
class ReadPart:
    """Notes as (start, end in divisions, MIDI pitch), tied ones joined; and lengths of the bars."""

    notes: list[tuple[int, int, int]] = field(default_factory=list)
    bars: list[int] = field(default_factory=list)
    harmonies: list[tuple[int, str]] = field(default_factory=list)
    tempi: list[float] = field(default_factory=list)


def read_score(content: bytes) -> dict[str, ReadPart]:
    """Return the parts by name, after checking bars, voices, values, ties and the order of elements."""
    root = ET.fromstring(content)
    assert (root.tag, root.get("version")) == ("score-partwise", "4.0")
    names = {listed.get("id"): listed.findtext("part-name") for listed in root.find("part-list")}
    return {names[part.get("id")]: _read_part(part) for part in root.findall("part")}


def _read_part(part: ET.Element) -> ReadPart:
    read, start = ReadPart(), 0
    divisions = int(part.findtext("measure/attributes/divisions"))
    beats = Fraction(0)
    tied: dict[tuple[str, int], int] = {}
    for measure in part.findall("measure"):
        if (time := measure.find("attributes/time")) is not None:
            beats = Fraction(4 * int(time.findtext("beats")), int(time.findtext("beat-type")))
        length = int(beats * divisions)
        now = previous = 0
        lengths: dict[str, int] = defaultdict(int)
        for element in measure:
            if element.tag == "backup":
                now -= int(element.findtext("duration"))
                assert now >= 0
            elif element.tag == "harmony":
                step, alter = element.findtext("root/root-step"), int(element.findtext("root/root-alter") or 0)
                name = f"{step}{'#' if alter > 0 else 'b' if alter < 0 else ''}{element.find('kind').get('text')}"
                read.harmonies.append((start + int(element.findtext("offset") or 0), name))
            elif element.tag == "sound":
                read.tempi.append(float(element.get("tempo")))
            elif element.tag == "direction":
                read.tempi.append(float(element.find("sound").get("tempo")))
            elif element.tag == "note":
                places = [_ORDER.index(child.tag) for child in element]
                assert places == sorted(places), "elements of a note in the wrong order"
                duration = int(element.findtext("duration"))
                _check_value(element, duration / divisions)
                if element.find("chord") is None:
                    previous, now = now, now + duration
                    lengths[element.findtext("voice")] += duration
                else:
                    assert duration == now - previous, "a chord of several lengths"
                _collect(element, start + previous, start + now, tied, read)
        assert all(total == length for total in lengths.values()), "a voice does not fill its bar"
        assert lengths, "a bar without voices"
        assert now == length
        read.bars.append(length)
        start += length
    assert not tied, "a tie that nothing ends"
    read.notes.sort()
    return read


def _check_value(note: ET.Element, quarters: float) -> None:
    kind = note.findtext("type")
    if kind is None:
        assert note.find("rest").get("measure") == "yes"
        return
    value = _TYPES[kind] * (2 - 0.5 ** len(note.findall("dot")))
    if (ratio := note.find("time-modification")) is not None:
        value *= int(ratio.findtext("normal-notes")) / int(ratio.findtext("actual-notes"))
    assert abs(value - quarters) < 1e-9, f"{kind} does not last {quarters} quarters"


def _collect(note: ET.Element, start: int, end: int, tied: dict, read: ReadPart) -> None:
    if note.find("rest") is not None:
        return
    if (pitch := note.find("pitch")) is None:
        key = int(note.find("instrument").get("id").rpartition("I")[2])
    else:
        alter = int(pitch.findtext("alter") or 0)
        key = 12 * (int(pitch.findtext("octave")) + 1) + _STEPS[pitch.findtext("step")] + alter
    ties = [tie.get("type") for tie in note.findall("tie")]
    assert ties == [tie.get("type") for tie in note.findall("notations/tied")]
    place = (note.findtext("voice"), key)
    if "stop" in ties:
        begun, until = tied.pop(place)
        assert until == start, "a tie over a gap"
        start = begun
    if "start" in ties:
        tied[place] = start, end
    else:
        read.notes.append((start, end, key))
