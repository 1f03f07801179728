"""How well voices are understood: word errors of what Whisper writes down of them.

    python benchmarks/speech_intelligibility.py --results results.jsonl [--best af_heart,af_bella] [--sentences 20]

The best voices say all two hundred sentences of `support/utterances.py`, every other English voice a tenth of them
(each tenth one, so that all kinds are there), voices of other languages twenty of theirs. Whisper (base unless
``--model`` says another) hears each batch of ten as one stream with pauses of 0.8 s. `support/hearing.py` says what
is held for the same word. Results are added to a file of JSON lines, and what is there already is not measured again:
a run may be stopped and taken up. Whisper base writes Hindi now in one script, now in another: its figure for Hindi
says nothing of the voice.
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

from audiostudio.engines.speech.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.voices.kokoro import RATE_HZ
from audiostudio.engines.voices.voice_table import VOICES, rank
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.parts.speech_reading import Reading
from audiostudio.tools.speech_params import SpeechSynthesisParams
from support.hearing import changes, plain_words
from support.machine import describe_machine
from support.utterances import ENGLISH, OTHERS, Utterance
from support.weights import models_dir

BEST_LIMIT, LIMIT = 0.04, 0.08
_BATCH, _PAUSE_S = 10, 0.8
_NEEDED = ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "lexicon-en-gb", "tagger-en", "speller-en")


def utterances(voice: str, sentences: int) -> Sequence[Utterance]:
    """Return what a voice is to say, ``sentences`` of it spread over all kinds."""
    language = VOICES[voice].language
    if language.startswith("en"):
        chosen: Sequence[Utterance] = ENGLISH
    else:
        chosen = [Utterance("prose", text, text) for text in OTHERS.get(language, ())]
    step = max(1, len(chosen) // sentences)
    return chosen[step // 2 :: step][:sentences] if step > 1 else chosen


def measure(voice: str, batch: Sequence[Utterance], recognizer: WhisperRecognizer) -> Iterator[dict[str, Any]]:
    """Yield for each sentence what was heard wrong."""
    params = SpeechSynthesisParams(
        segments=[{"text": one.written, "voice": voice, "pause_after_s": _PAUSE_S} for one in batch]
    )
    code = VOICES[voice].language.partition("-")[0]
    reading = Reading(params, ToolContext(models_dir=models_dir(), source_names=()), silent_progress)
    transcript = recognizer.recognize(reading.sounds(), RATE_HZ, language=code)
    is_british = VOICES[voice].language == "en-GB"
    said = [plain_words((is_british and one.british) or one.said, code) for one in batch]
    heard = plain_words(" ".join(segment.text for segment in transcript.segments), code)
    starts = list(accumulate((len(words) for words in said[:-1]), initial=0))
    wrong = defaultdict(list)
    for place, word, instead in changes([word for words in said for word in words], heard):
        wrong[bisect_right(starts, place) - 1].append([word, instead])
    for number, (one, words) in enumerate(zip(batch, said, strict=True)):
        found = wrong[number]
        yield {"voice": voice, "kind": one.kind, "written": one.written, "words": len(words), "wrong": found}


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
    print("| Voice | Language | Grade | Sentences | Words | Word errors |\n|---|---|---|---|---|---|")
    for voice in sorted(voices, key=lambda name: (VOICES[name].language, rank(VOICES[name]), name)):
        asked = {one.written for one in utterances(voice, voices[voice])}
        own = [row for row in rows if row["voice"] == voice and row["written"] in asked]
        words = sum(row["words"] for row in own)
        if words:
            rate = f"{100 * sum(len(row['wrong']) for row in own) / words:.1f} %"
            facts = VOICES[voice]
            print(f"| `{voice}` | {facts.accent} | {facts.grade or '–'} | {len(own)} | {words} | {rate} |")
    english = [row for row in rows if re.match("[ab]", row["voice"])]
    print("\n| Kind | Words | Word errors |\n|---|---|---|")
    for kind in dict.fromkeys(row["kind"] for row in english):
        words = sum(row["words"] for row in english if row["kind"] == kind)
        wrong = sum(len(row["wrong"]) for row in english if row["kind"] == kind)
        print(f"| {kind} | {words} | {100 * wrong / words:.1f} % |")
    by_sentence = Counter((row["written"], str(row["wrong"])) for row in rows if row["wrong"])
    print()
    for (written, wrong), count in by_sentence.most_common(misheard):
        print(f"{count:>3} x {written}\n        {wrong}")


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
