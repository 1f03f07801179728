"""Readers of subtitle files, written from the formats' descriptions and not from the writers."""

import html
import re

Shown = tuple[int, int, list[str]]


def read_srt(content: str) -> list[Shown]:
    """Return start, end in milliseconds and the lines of each cue, whose numbers must count from 1."""
    cues = []
    for number, block in enumerate(content.strip("\n").split("\n\n") if content else [], 1):
        head, times, *lines = block.split("\n")
        assert head == str(number)
        cues.append((*_times(times, ","), lines))
    return cues


def read_vtt(content: str) -> list[tuple[Shown, str | None]]:
    """Return each cue with the name in its voice tag, if it has one."""
    header, *blocks = content.strip("\n").split("\n\n")
    assert header == "WEBVTT"
    cues = []
    for block in blocks:
        times, *lines = block.split("\n")
        voice = re.match(r"<v ([^>]+)>", lines[0])
        text = "\n".join(lines)[voice.end() if voice else 0 :]
        assert "<" not in text
        assert "-->" not in text
        cues.append(((*_times(times, "."), html.unescape(text).split("\n")), voice and voice.group(1)))
    return cues


def _times(line: str, mark: str) -> tuple[int, int]:
    times = []
    for clock in line.split(" --> "):
        match = re.fullmatch(rf"(\d\d+):([0-5]\d):([0-5]\d){re.escape(mark)}(\d\d\d)", clock)
        assert match
        hours, minutes, seconds, milliseconds = map(int, match.groups())
        times.append(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds)
    start_ms, end_ms = times
    return start_ms, end_ms
