"""Lines to speak, from phonemes written by hand, so that these tests need no front-end."""

from audiostudio.engines.text.spoken_text import Boundary, Chunk, Delivery, Item, SpokenWord
from tests.speech_samples import SENTENCES

TEXTS = tuple(SENTENCES)
_PUNCTUATION = ".,?!"


def words(text: str, *deliveries: Delivery) -> list[SpokenWord]:
    """Return the words of one of `TEXTS`; each delivery is a word's, the last one that of all words left."""
    found = []
    position = 0
    for number, (written, phonemes) in enumerate(zip(text.split(), SENTENCES[text].split(), strict=True)):
        bare = written.strip(_PUNCTUATION)
        said = phonemes.strip(_PUNCTUATION)
        delivery = deliveries[min(number, len(deliveries) - 1)] if deliveries else Delivery()
        lead = " " if found else ""
        found.append(SpokenWord(bare, said, position, position + len(bare), delivery, lead, phonemes[len(said) :]))
        position += len(written) + 1
    return found


def line(text: str = TEXTS[0], boundary: Boundary = "sentence", *deliveries: Delivery) -> Chunk:
    """Return one of `TEXTS` as a chunk."""
    return chunk(words(text, *deliveries), boundary)


def chunk(items: list[Item], boundary: Boundary = "sentence", delivery: Delivery | None = None) -> Chunk:
    return Chunk(tuple(items), delivery or Delivery(), boundary)
