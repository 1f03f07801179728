"""Tells apart words that are written alike and spoken differently, where the part of speech alone does not.

Each rule looks at the words around: cues that were collected from dictionaries' examples, not a model of meaning.
"""

from collections.abc import Callable, Mapping, Sequence

_NEIGHBOURHOOD = 6


class Context:
    """A word among the others of its sentence.

    Args:
        words: the sentence's words in lower case.
        tags: their parts of speech, tags of the Penn Treebank.
        written: the words as written.
        position: which of them is looked at.
    """

    def __init__(self, words: Sequence[str], tags: Sequence[str], written: Sequence[str], position: int) -> None:
        self.words, self.tags, self.written, self.position = words, tags, written, position

    @property
    def tag(self) -> str:
        """The word's tag."""
        return self.tags[self.position]

    def near(self, cues: frozenset[str]) -> bool:
        """Tell whether one of ``cues`` is within six words on either side."""
        start = max(0, self.position - _NEIGHBOURHOOD)
        return not cues.isdisjoint(self.words[start : self.position + _NEIGHBOURHOOD + 1])

    def before(self, count: int = 1) -> list[str]:
        """Return up to ``count`` words before, the nearest first."""
        return list(self.words[max(0, self.position - count) : self.position])[::-1]

    def word_at(self, offset: int) -> str:
        """Return the word ``offset`` places on, an empty one outside the sentence."""
        place = self.position + offset
        return self.words[place] if 0 <= place < len(self.words) else ""

    def tag_at(self, offset: int) -> str:
        """Return the tag ``offset`` places on, an empty one outside the sentence."""
        place = self.position + offset
        return self.tags[place] if 0 <= place < len(self.tags) else ""


def _cues(words: str) -> frozenset[str]:
    return frozenset(words.split())


_METAL = _cues(
    "pipe pipes poisoning paint metal metals copper zinc tin iron steel mine mines pencil toxic battery batteries "
    "bullet bullets solder roof weights acid ore exposure contaminated alloy mercury silver melted heavy molten"
)
_FISH = _cues(
    "fish fishing caught catch lake river sea pond fisherman fishermen trout salmon grilled striped largemouth "
    "angler anglers fillet boat hook bait"
)
_FABRIC = _cues(
    "jacket shirt paper fabric cloth muscle ligament jeans trousers pants sleeve dress curtain sail wear page "
    "hole meniscus cartilage stocking net tent bag lining rip"
)
_BENDING = _cues("took take takes taking audience curtain ship deck stage stern applause deep low final king queen")
_PAST = _cues("yesterday ago last once earlier already then previously")
_HABIT = _cues("every always often usually sometimes never daily now today tomorrow weekly each")
_HAVING = _cues("have has had having 've 'd haven't hasn't hadn't is was were been being be are")
_BASE_FORM = _cues("to do does did don't doesn't didn't will would can could should shall may might must not let")
_BEFORE_DEER = _cues("the these those two three four five six seven eight nine ten several many few both female")
_AFTER_CLOSING = _cues("at on early late down every tomorrow today after before when around soon for")


def _read(context: Context) -> str | None:
    if context.tag in {"VBD", "VBN"}:
        return "VBD"
    for word in context.before(4):
        if word in _HAVING:
            return "VBD"
        if word in _BASE_FORM:
            return "VB"
    is_told_past = bool(_PAST.intersection(context.words)) or "VBD" in context.tags
    if context.tag == "VBP" and is_told_past and not _HABIT.intersection(context.words):
        return "VBD"
    return "VB"


def _close(context: Context) -> str | None:
    is_subject_before = context.tag_at(-1) in {"NNS", "NNPS", "PRP"} and context.word_at(-1) not in {"them", "us"}
    return "VB" if is_subject_before and context.word_at(1) in _AFTER_CLOSING else None


def _used(context: Context) -> str | None:
    return "VBD" if context.word_at(1) == "to" and context.tag != "VBN" else "DEFAULT"


def _is_deer(context: Context) -> bool:
    """Tell the *does* of a herd from the verb."""
    opens_statement = context.position == 0 and context.word_at(1) in {"are", "were"}
    return opens_statement or context.word_at(-1) in _BEFORE_DEER


def _only_verb(context: Context) -> str | None:
    """Read ``Metals contract in the cold``: what the tagger took for a noun is the only verb there can be."""
    has_verb = any(tag.startswith("V") or tag == "MD" for tag in context.tags)
    follows_subject = context.tag_at(-1) in {"NNS", "NNPS", "PRP"}
    return "VB" if context.tag == "NN" and follows_subject and not has_verb and context.word_at(1) else None


_TAG_RULES: Mapping[str, Callable[[Context], str | None]] = {
    **{"read": _read, "close": _close, "used": _used},
    **dict.fromkeys(
        ("contract", "conflict", "increase", "decrease", "progress", "object", "project", "record", "rebel"), _only_verb
    ),
}

_AMERICAN = {
    "lead": "lˈɛd", "leads": "lˈɛdz", "bass": "bˈæs", "tear": "tˈɛɹ", "tears": "tˈɛɹz", "bow": "bˈW", "bows": "bˈWz",
    "bass guitar": "bˈAs", "reading": "ɹˈɛdɪŋ", "nice": "nˈis", "row": "ɹˈW", "rows": "ɹˈWz", "does": "dˈOz",
}  # fmt: skip
_BRITISH = _AMERICAN | {"bass": "bˈas", "tear": "tˈɛː", "tears": "tˈɛːz", "nice": "nˈiːs", "does": "dˈQz"}
_SENSE_CUES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("lead", "leads"), _METAL),
    "bass": _FISH,
    **dict.fromkeys(("tear", "tears"), _FABRIC),
    **dict.fromkeys(("bow", "bows"), _BENDING),
    **dict.fromkeys(("row", "rows"), frozenset({"argument", "heated", "blazing", "neighbours", "furious"})),
}
_PLACES = frozenset({"reading", "nice"})


def decide_tag(context: Context) -> str:
    """Return the tag under which the lexicon has the right pronunciation."""
    rule = _TAG_RULES.get(context.words[context.position])
    return (rule(context) if rule else None) or context.tag


def decide_sense(context: Context, *, british: bool) -> str | None:
    """Return the phonemes of a word whose meaning decides, ``None`` where the lexicon may."""
    word = context.words[context.position]
    table = _BRITISH if british else _AMERICAN
    if word in _PLACES:
        is_named = context.position > 0 and context.written[context.position][0].isupper()
        return table[word] if is_named and context.word_at(-1) in {"in", "to", "from", "near", "of"} else None
    if word == "does":
        return table[word] if _is_deer(context) else None
    if word not in _SENSE_CUES:
        return None
    if context.tag.startswith("N") or context.tag.startswith("J"):
        if context.near(_SENSE_CUES[word]):
            return table[word]
        return table["bass guitar"] if word == "bass" else None
    return None
