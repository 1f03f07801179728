"""How well voices are understood: word errors of what Whisper writes down of them.

    python benchmarks/speech_intelligibility.py --results results.jsonl [--best af_heart,af_bella] [--sentences 20]

The best voices say all two hundred sentences of `support/utterances.py`, every other English voice a tenth of them
(each tenth one, so that all kinds are there), voices of other languages the forty-five of theirs in
`support/other_languages.py`. Whisper (base unless ``--model`` says another) hears each batch of ten as one stream with
pauses of 0.8 s. `support/hearing.py` says what is held for the same word. Two figures come of it: words spelled
otherwise, and words *as heard*, both sides pronounced by the product's own reader of the language, so that *parlé* for
*parler* is no error of the voice. Results are added to a file of JSON lines, and what is there already is not measured
again: a run may be stopped and taken up. Whisper base writes Hindi now in one script, now in another: its figure for
Hindi says nothing of the voice.

Wants ``pip install whisper-normalizer==0.1.15 num2words==0.5.14``, which nothing else needs.
"""

import argparse
import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.engines.speech_synthesis.voice_table import VOICES, rank
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech.synthesis import SpeechRenderer
from support.hearing import COMPOUNDS, SEAMS, changes, plain_words, sounds
from support.machine import describe_machine
from support.other_languages import OTHERS
from support.utterances import ENGLISH, Utterance
from support.weights import models_dir

BEST_LIMIT, LIMIT = 0.04, 0.08
_BATCH, _PAUSE_S = 10, 0.8
_NEEDED = ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "lexicon-en-gb", "tagger-en", "speller-en")


def utterances(voice: str, sentences: int) -> Sequence[Utterance]:
    """Return what a voice is to say: English ones ``sentences`` of it spread over all kinds, others everything."""
    language = VOICES[voice].language
    if not language.startswith("en"):
        return OTHERS.get(language, ())
    chosen = ENGLISH
    step = max(1, len(chosen) // sentences)
    return chosen[step // 2 :: step][:sentences] if step > 1 else chosen


def measure(voice: str, batch: Sequence[Utterance], recognizer: WhisperRecognizer) -> Iterator[dict[str, Any]]:
    """Yield for each sentence what was heard wrong."""
    params = SpeechSynthesisParams(
        segments=[{"text": one.written, "voice": voice, "pause_after_s": _PAUSE_S} for one in batch]
    )
    language = VOICES[voice].language
    code = language.partition("-")[0]
    speech = SpeechRenderer(params, ToolContext(models_dir=models_dir(), source_names=()), silent_progress)
    transcript = recognizer.recognize(speech.blocks(), RATE_HZ, language=code)
    is_british = language == "en-GB"
    said = [plain_words((is_british and one.british) or one.said, code) for one in batch]
    heard = plain_words(" ".join(segment.text for segment in transcript.segments), code)
    spelled = _by_sentence(said, heard, COMPOUNDS)
    as_heard = _by_sentence([sounds(words, language) for words in said], sounds(heard, language), SEAMS)
    for number, (one, words) in enumerate(zip(batch, said, strict=True)):
        found = {"words": len(words), "wrong": spelled[number], "wrong_as_heard": as_heard[number]}
        yield {"voice": voice, "kind": one.kind, "written": one.written, **found}


def _by_sentence(
    said: Sequence[Sequence[str]], heard: Sequence[str], joins: Sequence[tuple[int, int]]
) -> dict[int, list[list[str | None]]]:
    """Return what was heard wrong in each sentence, by its number."""
    starts = list(accumulate((len(words) for words in said[:-1]), initial=0))
    wrong = defaultdict(list)
    for place, word, instead in changes([word for words in said for word in words], heard, joins):
        wrong[bisect_right(starts, place) - 1].append([word, instead])
    return wrong


def _speak_all(options: argparse.Namespace, voices: dict[str, int], results: Path) -> None:
    done = {(row["voice"], row["written"]) for row in _rows(results)}
    store = ModelStore(models_dir())
    for name in (*_NEEDED, options.model):
        store.pull(name)
    recognizer = WhisperRecognizer(whisper_path(models_dir(), options.model), model=options.model, threads=2)
    for voice, sentences in voices.items():
        missing = [one for one in utterances(voice, sentences) if (voice, one.written) not in done]
        for start in range(0, len(missing), _BATCH):
            rows = list(measure(voice, missing[start : start + _BATCH], recognizer))
            with results.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _rows(results: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in results.read_text("utf-8").splitlines()] if results.exists() else []


def report(rows: Sequence[dict[str, Any]], voices: dict[str, int], misheard: int) -> None:
    """Print a table by voice, one by kind, and what was misheard most often."""
    print("| Voice | Language | Grade | Sentences | Words | Word errors, spelled | As heard |\n" + "|---" * 7 + "|")
    for voice in sorted(voices, key=lambda name: (VOICES[name].language, rank(VOICES[name]), name)):
        asked = {one.written for one in utterances(voice, voices[voice])}
        own = [row for row in rows if row["voice"] == voice and row["written"] in asked]
        if own:
            facts = VOICES[voice]
            words = sum(row["words"] for row in own)
            print(f"| `{voice}` | {facts.accent} | {facts.grade or '–'} | {len(own)} | {words} | {_rates(own)} |")
    english = [row for row in rows if re.match("[ab]", row["voice"])]
    others = [row for row in rows if row not in english]
    for name, spoken in (("English", english), ("other languages", others)):
        print(f"\n| Kind, {name} | Words | Word errors, spelled | As heard |\n|---|---|---|---|")
        for kind in dict.fromkeys(row["kind"] for row in spoken):
            own = [row for row in spoken if row["kind"] == kind]
            print(f"| {kind} | {sum(row['words'] for row in own)} | {_rates(own)} |")
    by_sentence = Counter(
        (row["written"], str(row["wrong"]), str(row["wrong_as_heard"])) for row in rows if row["wrong"]
    )
    print()
    for (written, wrong, as_heard), count in by_sentence.most_common(misheard):
        print(f"{count:>3} x {written}\n        {wrong}\n        {as_heard}")


def _rates(rows: Sequence[dict[str, Any]]) -> str:
    words = sum(row["words"] for row in rows)
    spelled, as_heard = (sum(len(row[kind]) for row in rows) for kind in ("wrong", "wrong_as_heard"))
    return f"{100 * spelled / words:.1f} % | {100 * as_heard / words:.1f} %"


def main() -> None:
    """Measure what is missing, then print all results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=Path("/tmp/speech_intelligibility.jsonl"))
    parser.add_argument("--best", default="af_heart", help="voices that say all two hundred")
    parser.add_argument("--voices", default="am_adam,bf_emma,ff_siwis", help="voices that say some; all for all")
    parser.add_argument("--sentences", type=int, default=20)
    parser.add_argument("--model", default="whisper:base")
    parser.add_argument("--misheard", type=int, default=20)
    options = parser.parse_args()
    print(f"{describe_machine()}\nlimits: {BEST_LIMIT:.0%} for the best voices, {LIMIT:.0%} for all\n", flush=True)
    names = options.voices.split(",")
    if options.voices == "all":
        names = [name for name, voice in VOICES.items() if voice.language.startswith("en") or voice.language in OTHERS]
    voices = {name: options.sentences for name in names if name}
    voices |= {name: len(ENGLISH) for name in options.best.split(",") if name}
    _speak_all(options, voices, options.results)
    report(_rows(options.results), voices, options.misheard)


if __name__ == "__main__":
    main()
