"""A listener hangs up, and another asks for speech at once: how long until the first sound, beside nobody's hanging up.

    python benchmarks/hanging_up.py [--times 12]

The whole product runs. Three accounts listen in turn to a text of many minutes and hang up after a second of each.
Before that, one hears short texts to their ends, which leaves a voice warm: what that takes is the limit, and half a
second more for what was in work.
"""

import argparse
import asyncio
import statistics
import time

from support.machine import describe_machine
from support.people import Person, register
from support.product import RunningProduct, fresh_data_dir
from support.weights import models_dir

LATER_LIMIT_S = 0.5
LISTENED_S = 1.0
_SENTENCE = "The quick brown fox jumps over the lazy dog. It costs five dollars."


async def first_sound_s(person: Person, text: str, *, hears_all: bool) -> float:
    """Return after how many seconds the sound begins; hear it to its end, or hang up after a second."""
    body = {"input": text, "voice": "af_heart", "response_format": "pcm"}
    began = time.perf_counter()
    async with person.client.stream("POST", "/v1/audio/speech", json=body) as response:
        response.raise_for_status()
        pieces = response.aiter_bytes()
        await anext(pieces)
        waited_s = time.perf_counter() - began
        if hears_all:
            async for _ in pieces:
                pass
        else:
            await asyncio.sleep(LISTENED_S)
    return waited_s


async def measure(product: RunningProduct, times: int) -> None:
    """Print how long listeners wait."""
    people = [await register(product, 5_000) for _ in range(3)]
    await first_sound_s(people[0], _SENTENCE, hears_all=True)
    warm_s = [await first_sound_s(people[0], _SENTENCE, hears_all=True) for _ in range(6)]
    long_text = " ".join([_SENTENCE] * 60)
    await first_sound_s(people[0], long_text, hears_all=False)
    after_s = [await first_sound_s(people[turn % 3], long_text, hears_all=False) for turn in range(1, times + 1)]
    limit_s = statistics.median(warm_s) + LATER_LIMIT_S
    for name, waited_s in (("to the end", warm_s), ("hung up", after_s)):
        middle_s, longest_s = statistics.median(waited_s), max(waited_s)
        print(f"first sound, the one before {name:<12} median {middle_s:5.2f} s, longest {longest_s:5.2f} s")
    print(f"limit of the median, hung up: {limit_s:.2f} s")


def main() -> None:
    """Run the product and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=12)
    options = parser.parse_args()
    print(describe_machine())
    with fresh_data_dir() as data_dir:
        product = RunningProduct(data_dir, AUDIOSTUDIO_MODELS_DIR=str(models_dir()))
        try:
            asyncio.run(measure(product, options.times))
        finally:
            product.stop()


if __name__ == "__main__":
    main()
