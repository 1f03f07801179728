"""Lines to speak, from phonemes written by hand, so that these tests need no front-end."""

from audiostudio.engines.text.spoken_text import Boundary, Chunk, Item, Prosody, SpokenWord
from tests.support.speech_samples import SENTENCES

TEXTS = tuple(SENTENCES)
_PUNCTUATION = ".,?!"


def words(text: str, *deliveries: Prosody) -> list[SpokenWord]:
    """Return the words of one of `TEXTS`; each prosody is a word's, the last one that of all words left."""
    found = []
    position = 0
    for number, (written, phonemes) in enumerate(zip(text.split(), SENTENCES[text].split(), strict=True)):
        bare = written.strip(_PUNCTUATION)
        said = phonemes.strip(_PUNCTUATION)
        prosody = deliveries[min(number, len(deliveries) - 1)] if deliveries else Prosody()
        lead = " " if found else ""
        found.append(SpokenWord(bare, said, position, position + len(bare), prosody, lead, phonemes[len(said) :]))
        position += len(written) + 1
    return found


def line(text: str = TEXTS[0], boundary: Boundary = "sentence", *deliveries: Prosody) -> Chunk:
    """Return one of `TEXTS` as a chunk."""
    return chunk(words(text, *deliveries), boundary)


def chunk(items: list[Item], boundary: Boundary = "sentence", prosody: Prosody | None = None) -> Chunk:
    return Chunk(tuple(items), prosody or Prosody(), boundary)
