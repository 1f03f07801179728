"""Plans of music by hand, for tests of what is written from them."""

from audiostudio.engines.composition.plan import Part, Plan, Section

EVERY_ROLE = (
    ("drums", "rock_kit"),
    ("chords", "piano"),
    ("pad", "strings"),
    ("arpeggio", "pluck"),
    ("riff", "clean_guitar"),
    ("lead", "flute"),
    ("counter_melody", "cello"),
    ("drone", "drone"),
    ("effects", "riser"),
)
PROGRESSIONS = {"major": ("I", "V", "vi", "IV"), "minor": ("i", "VI", "III", "VII")}


def song(
    genre="pop",
    *,
    key="C major",
    metre="4/4",
    bpm=120.0,
    seed=1,
    kinds=("intro", "verse", "chorus", "verse", "chorus", "outro"),
    bars=8,
    energies=(0.3, 0.5, 0.8, 0.55, 0.95, 0.4),
    progression=None,
    chord_bars=1.0,
    parts=EVERY_ROLE,
    ending="cadence",
    ring_s=3.0,
    last_bar_beats=None,
    beats_per_bar=None,
    **more,
):
    """A plan whose sections are alike but in kind and energy, with every part in all of them."""
    chords = progression or PROGRESSIONS["minor" if "minor" in key else "major"]
    roles = tuple(role for role, _ in parts)
    sections = tuple(
        Section(
            kind=kind,
            bars=bars,
            energy=energies[number % len(energies)],
            progression=chords,
            chord_bars=chord_bars,
            roles=roles,
            last_bar_beats=last_bar_beats if number == len(kinds) - 1 else None,
        )
        for number, kind in enumerate(kinds)
    )
    per_bar = {"2/4": 2, "3/4": 3, "4/4": 4, "5/4": 5, "6/8": 2, "7/8": 7, "12/8": 4}[metre]
    beats = len(kinds) * bars * per_bar + ((last_bar_beats or per_bar) - per_bar)
    duration_s = beats * 60 / bpm + (0.0 if ending == "loop" else ring_s)
    return Plan(
        genre=genre,
        key=key,
        metre=metre,
        bpm=bpm,
        seed=seed,
        duration_s=duration_s,
        sections=sections,
        parts=tuple(Part(role=role, instrument=instrument) for role, instrument in parts),
        ending=ending,
        **more,
    )
