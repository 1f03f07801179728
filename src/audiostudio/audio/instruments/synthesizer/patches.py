"""The sounds of the synthesizer, as data: what each is made of and why it is heard as what it is called."""

from dataclasses import dataclass

from audiostudio.audio.instruments.synthesizer.filters import FilterKind
from audiostudio.audio.instruments.synthesizer.oscillators import Wave


@dataclass(frozen=True)
class Modulator:
    """A sine that moves an oscillator's phase.

    Attributes:
        ratio: its frequency to the oscillator's.
        index: radians at the onset, at velocity 90.
        decay_s: time constant in which the index falls.
        sustain: the share of it that stays.
    """

    ratio: float
    index: float
    decay_s: float
    sustain: float = 0.0


@dataclass(frozen=True)
class Oscillator:
    """One source of a patch.

    Attributes:
        wave: its form; a modulated one is a sine.
        level: linear.
        semitones: above the note, a fraction to detune.
        width: of a pulse, 0 to 1.
        voices: how many it is, in unison.
        detune_cents: how far the outermost of them lie from the note.
        spread: how far they lie apart in stereo, 0 to 1.
        pan: where it lies alone, -1 to 1.
        modulator: what moves its phase.
    """

    wave: Wave
    level: float
    semitones: float = 0.0
    width: float = 0.5
    voices: int = 1
    detune_cents: float = 0.0
    spread: float = 0.0
    pan: float = 0.0
    modulator: Modulator | None = None


@dataclass(frozen=True)
class Envelope:
    """Rises straight, falls towards ``sustain`` and, once released, to nothing; both by 60 dB in the time given."""

    attack_s: float
    decay_s: float
    sustain: float
    release_s: float


@dataclass(frozen=True)
class Filter:
    """A filter and all that moves it, in octaves.

    Attributes:
        kind: what it lets pass.
        cutoff_hz: of middle C at velocity 90, at rest.
        q: its resonance; 0.7 is none.
        tracking: octaves an octave of the keyboard.
        envelope: what opens it.
        envelope_octaves: how far.
        velocity_octaves: an octave of velocity (60 to 120).
        brightness_octaves: to full brightness, and as far down to none.
        drift_octaves, drift_hz: a slow movement, begun anywhere.
        sweep_octaves: from the note's onset to its end.
        wobble_octaves, wobble_hz: opens and closes in whole cycles a note, about so many a second, where the
            performance has no brightness of its own.
    """

    kind: FilterKind
    cutoff_hz: float
    q: float = 0.7
    tracking: float = 0.5
    envelope: Envelope = Envelope(0.0, 0.3, 0.0, 0.3)
    envelope_octaves: float = 0.0
    velocity_octaves: float = 0.8
    brightness_octaves: float = 2.0
    drift_octaves: float = 0.0
    drift_hz: float = 0.1
    sweep_octaves: float = 0.0
    wobble_octaves: float = 0.0
    wobble_hz: float = 3.0


@dataclass(frozen=True)
class Patch:
    """A sound.

    Attributes:
        oscillators: its sources.
        envelope: of its loudness.
        filter: what they pass.
        level_db: so that a phrase at velocity 90 has about -23 LUFS.
        drive: level into a saturator behind filter and envelope; 0 for none.
        drop_semitones, drop_s: how far above the note it begins, and the time constant of the fall.
        sweep_semitones: from the note's onset to its end, where it arrives at the note.
        swell_db: how much softer it begins than it ends, or ends than it begins where negative.
        glide_s: time of a slide into a note that begins while another sounds; None where notes sound together.
    """

    oscillators: tuple[Oscillator, ...]
    envelope: Envelope
    filter: Filter
    level_db: float
    drive: float = 0.0
    drop_semitones: float = 0.0
    drop_s: float = 0.03
    sweep_semitones: float = 0.0
    swell_db: float = 0.0
    glide_s: float | None = None


_BASSES = {
    "synth_bass": Patch(
        (Oscillator("saw", 0.5), Oscillator("pulse", 0.35, 0.06, width=0.42), Oscillator("sine", 0.5, -12)),
        Envelope(0.002, 0.9, 0.6, 0.08),
        Filter("low_pass_24", 500, q=1.1, envelope=Envelope(0, 0.35, 0, 0.3), envelope_octaves=2.4),
        -15.3,
        drive=1.2,
    ),
    "sub_bass": Patch(
        (Oscillator("sine", 1.0), Oscillator("triangle", 0.25)),
        Envelope(0.004, 2.0, 0.85, 0.07),
        Filter("low_pass_12", 500, tracking=0.8, envelope_octaves=0.5, velocity_octaves=1.0),
        -19.2,
        drive=0.9,
        glide_s=0.05,
    ),
    "reese_bass": Patch(
        (Oscillator("saw", 0.5, voices=4, detune_cents=24, spread=0.45), Oscillator("sine", 0.55, -12)),
        Envelope(0.004, 2.0, 0.9, 0.1),
        Filter("low_pass_24", 900, q=1.0, drift_octaves=0.7, drift_hz=0.35, envelope_octaves=0.4),
        -12.6,
        drive=1.4,
        glide_s=0.06,
    ),
    "acid_bass": Patch(
        (Oscillator("saw", 0.8),),
        Envelope(0.002, 1.6, 0.5, 0.05),
        Filter(
            "low_pass_24",
            420,
            q=7.0,
            tracking=0.3,
            envelope=Envelope(0, 0.5, 0, 0.2),
            envelope_octaves=2.6,
            velocity_octaves=1.4,
            brightness_octaves=2.5,
        ),
        -15.1,
        drive=1.6,
        glide_s=0.06,
    ),
    "wobble_bass": Patch(
        (
            Oscillator("saw", 0.45, voices=3, detune_cents=14, spread=0.3),
            Oscillator("pulse", 0.4, 0.05, width=0.35),
            Oscillator("sine", 0.6, -12),
        ),
        Envelope(0.003, 2.0, 0.95, 0.08),
        Filter("low_pass_24", 420, q=2.2, tracking=0.3, brightness_octaves=2.6, wobble_octaves=2.2, wobble_hz=4.0),
        -13.2,
        drive=2.2,
        glide_s=0.05,
    ),
    "bass_808": Patch(
        (Oscillator("sine", 1.0),),
        Envelope(0.001, 2.6, 0.0, 0.09),
        Filter("low_pass_12", 2500, tracking=0.2, envelope_octaves=1.0, velocity_octaves=1.0),
        -11.2,
        drive=3.2,
        drop_semitones=22.0,
        drop_s=0.014,
        glide_s=0.09,
    ),
}

_LEADS = {
    "square_lead": Patch(
        (Oscillator("pulse", 0.5), Oscillator("pulse", 0.25, 0.07, width=0.45)),
        Envelope(0.004, 0.6, 0.75, 0.09),
        Filter("low_pass_12", 5200, envelope_octaves=0.8),
        -18.3,
        glide_s=0.04,
    ),
    "saw_lead": Patch(
        (Oscillator("saw", 0.6, voices=3, detune_cents=9, spread=0.5), Oscillator("pulse", 0.2, -12)),
        Envelope(0.004, 0.8, 0.8, 0.12),
        Filter("low_pass_24", 4800, q=0.9, envelope=Envelope(0, 0.6, 0.2, 0.3), envelope_octaves=1.2),
        -16.1,
        glide_s=0.04,
    ),
    "super_saw": Patch(
        (Oscillator("saw", 0.9, voices=7, detune_cents=19, spread=0.9),),
        Envelope(0.003, 1.2, 0.8, 0.25),
        Filter("low_pass_12", 9000, tracking=0.3, envelope=Envelope(0, 0.8, 0.3, 0.4), envelope_octaves=0.8),
        -18.8,
    ),
    "pluck": Patch(
        (Oscillator("saw", 0.7, voices=3, detune_cents=10, spread=0.7), Oscillator("pulse", 0.3, 12, width=0.5)),
        Envelope(0.001, 1.2, 0.0, 0.25),
        Filter(
            "low_pass_24", 1000, q=1.2, envelope=Envelope(0, 0.6, 0, 0.3), envelope_octaves=2.5, velocity_octaves=1.0
        ),
        -12.6,
    ),
    "brass_synth": Patch(
        (Oscillator("saw", 0.7, voices=4, detune_cents=8, spread=0.6),),
        Envelope(0.02, 0.8, 0.85, 0.18),
        Filter("low_pass_24", 900, q=0.8, tracking=0.7, envelope=Envelope(0.07, 0.7, 0.55, 0.25), envelope_octaves=2.2),
        -16.6,
    ),
    "chip_lead": Patch(
        (Oscillator("pulse", 0.6, width=0.25),),
        Envelope(0.001, 0.5, 0.7, 0.02),
        Filter("low_pass_12", 11_000, tracking=0.4, velocity_octaves=1.0),
        -17.4,
    ),
}

_PADS = {
    "warm_pad": Patch(
        (
            Oscillator("saw", 0.5, voices=5, detune_cents=13, spread=0.9),
            Oscillator("triangle", 0.4, -12),
        ),
        Envelope(0.28, 2.0, 0.85, 1.1),
        Filter(
            "low_pass_24",
            1100,
            envelope=Envelope(0.8, 2.0, 0.5, 1.0),
            envelope_octaves=0.8,
            drift_octaves=0.3,
            drift_hz=0.13,
        ),
        -14.8,
    ),
    "bright_pad": Patch(
        (
            Oscillator("saw", 0.55, voices=7, detune_cents=16, spread=1.0),
            Oscillator("saw", 0.16, 12, voices=2, detune_cents=9, spread=1.0),
        ),
        Envelope(0.12, 2.0, 0.9, 0.8),
        Filter(
            "low_pass_12",
            4200,
            envelope=Envelope(0.4, 2.0, 0.6, 0.8),
            envelope_octaves=0.8,
            drift_octaves=0.4,
            drift_hz=0.17,
        ),
        -15.2,
    ),
    "glass_pad": Patch(
        (
            Oscillator("sine", 0.5, 0.04, pan=-0.6, modulator=Modulator(2.0, 0.9, 2.5, 0.35)),
            Oscillator("sine", 0.5, -0.04, pan=0.6, modulator=Modulator(3.0, 0.8, 2.0, 0.3)),
            Oscillator("sine", 0.22, 12, voices=2, detune_cents=6, spread=1.0),
            Oscillator("sine", 0.1, 19, voices=2, detune_cents=8, spread=1.0),
        ),
        Envelope(0.18, 3.0, 0.75, 1.6),
        Filter("low_pass_12", 6000, drift_octaves=0.5, drift_hz=0.21),
        -20.3,
    ),
    "drone": Patch(
        (
            Oscillator("saw", 0.35, voices=4, detune_cents=11, spread=1.0),
            Oscillator("triangle", 0.5, -12, voices=3, detune_cents=5, spread=0.5),
            Oscillator("sine", 0.2, 7, voices=3, detune_cents=4, spread=1.0),
        ),
        Envelope(1.2, 3.0, 0.9, 2.5),
        Filter("low_pass_24", 520, q=1.4, tracking=0.4, drift_octaves=1.0, drift_hz=0.07),
        -13.8,
    ),
    "synth_bell": Patch(
        (
            Oscillator("sine", 0.5, pan=-0.25, modulator=Modulator(3.5, 1.1, 0.4, 0.04)),
            Oscillator("sine", 0.4, 0.03, pan=0.25, modulator=Modulator(1.0, 0.8, 1.2, 0.0)),
            Oscillator("sine", 0.12, 24.1, modulator=Modulator(1.41, 0.5, 0.1)),
        ),
        Envelope(0.001, 3.2, 0.0, 0.9),
        Filter("low_pass_12", 9000, tracking=0.6),
        -17.9,
    ),
}

_EFFECTS = {
    "riser": Patch(
        (
            Oscillator("noise", 0.5),
            Oscillator("saw", 0.12, voices=5, detune_cents=20, spread=1.0),
        ),
        Envelope(0.01, 1.0, 1.0, 0.12),
        Filter("band_pass", 450, q=1.1, tracking=0.0, sweep_octaves=4.3),
        -6.2,
        sweep_semitones=24.0,
        swell_db=26.0,
    ),
    "downlifter": Patch(
        (
            Oscillator("noise", 0.5),
            Oscillator("saw", 0.1, voices=5, detune_cents=20, spread=1.0),
        ),
        Envelope(0.002, 1.0, 1.0, 0.3),
        Filter("band_pass", 9000, q=1.0, tracking=0.0, sweep_octaves=-4.6),
        -6.4,
        sweep_semitones=-24.0,
        swell_db=-26.0,
    ),
    "sub_drop": Patch(
        (Oscillator("sine", 1.0), Oscillator("triangle", 0.15)),
        Envelope(0.002, 6.0, 0.5, 0.25),
        Filter("low_pass_12", 900, tracking=0.3),
        -10.1,
        drive=2.2,
        sweep_semitones=-24.0,
        swell_db=-9.0,
    ),
}

PATCHES = _BASSES | _LEADS | _PADS | _EFFECTS
"""Every patch by its instrument's name."""
