"""An engine that obeys, or misbehaves, as the text says; it runs in a process of its own, without any package."""

import array
import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ENGINE = "tiny"
PACKAGES = ("tiny-voice", "no-such-package")
RATE_HZ = 24_000


class NoSuchSpeaker(Exception):
    code = "voice_unknown"


def write_npy(path, samples, channels=None):
    data = array.array("f", samples)
    shape = f"({channels}, {len(data) // channels})" if channels else f"({len(data)},)"
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    head = head.ljust(117) + "\n"
    Path(path).write_bytes(b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode() + data.tobytes())


def tone(seconds, hz=200.0):
    return [0.3 * math.sin(2 * math.pi * hz * n / RATE_HZ) for n in range(round(seconds * RATE_HZ))]


def is_first(word):
    """Say whether this machine's first process asks for ``word``."""
    mark = Path(os.environ["HOME"]) / f"seen-{word}"
    was_there = mark.exists()
    mark.touch()
    return not was_there


def order(text, otherwise):
    """Return what a text orders; what is to happen once only is followed by ``otherwise``."""
    word = text.split()[0]
    if word.endswith("-once"):
        return word.removesuffix("-once") if is_first(word) else otherwise
    return word


def obey(word, sound):
    match word:
        case "die":
            print("my last words", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "hang":
            time.sleep(1_000)
        case "mute":
            return
        case "half":
            write_npy(sound, tone(0.5))
            Path(sound).write_bytes(Path(sound).read_bytes()[:2_000])
        case "nan":
            write_npy(sound, [math.nan, 0.0])
        case "silence":
            write_npy(sound, [0.0] * RATE_HZ)
        case "pickle":
            Path(sound).write_bytes(b"\x80\x04K\x01.")
        case "fail":
            raise RuntimeError("the network has no such layer")
        case "refuse":
            raise NoSuchSpeaker("There is no such speaker.")
        case _:
            write_npy(sound, tone(0.5))


def speak(arguments, progress):
    print("chatter of a library")
    os.write(1, b"chatter from C\n")
    for step in range(3):
        progress(step / 3, f"speaking with {len(arguments['references'])} references")
        time.sleep(0.12)
    obey(order(arguments["text"], "talk"), arguments["sound"])
    return {"sample_rate_hz": 16_000 if arguments["text"] == "slowly" else RATE_HZ}


def generate(arguments, progress):
    """Hum a little more than was asked, the louder the higher the seed; obey the prompt where it is an order."""
    for step in range(3):
        progress(step / 3, f"step {step + 1} of 3")
        time.sleep(0.12)
    word = order(arguments["prompt"], "hum")
    if word in ("hum", "slowly"):
        hum = [sample * (1 + arguments["seed"] / 100) for sample in tone(arguments["duration_s"] + 0.1)]
        write_npy(arguments["sound"], hum + hum, channels=2)
        told = {name: value for name, value in arguments.items() if name != "weights"}
        Path(os.environ["HOME"], "asked.json").write_text(json.dumps(told))
    else:
        obey(word, arguments["sound"])
    return {"sample_rate_hz": 16_000 if word == "slowly" else RATE_HZ}


def tell(arguments, progress):
    return {"environment": dict(os.environ), "pid": os.getpid(), "path": sys.path, "arguments": arguments}


def work(arguments, progress):
    """Work for a minute; how often progress is told is the question."""
    for step in range(600):
        if arguments["told"]:
            progress(step / 600, "working")
        time.sleep(0.1)
    return {}


def start_another(arguments, progress):
    return {"pid": subprocess.Popen(["sleep", "1000"]).pid}


def check(arguments, progress):
    return {}


ACTIONS = {
    "speak": speak,
    "generate": generate,
    "tell": tell,
    "work": work,
    "start_another": start_another,
    "check": check,
    "obey": lambda arguments, progress: obey(arguments["word"], "/dev/null") or {},
}
