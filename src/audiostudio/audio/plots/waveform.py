"""A sound's outline as a small picture that stretches to whatever place it is given."""

from audiostudio.audio.meters.peaks import Peaks

_BARS = 240
_HEIGHT = 64
_LEAST_HEIGHT = 0.5


def waveform_picture(peaks: Peaks) -> str:
    """Return an SVG without margins, in the colour of the text around it."""
    extremes = peaks.at_most(_BARS).extremes
    bars = max(1, len(extremes))
    middle = _HEIGHT / 2
    path = []
    for place, (least, greatest) in enumerate(extremes.astype(float) / 127):
        top = middle - max(greatest * middle, _LEAST_HEIGHT)
        bottom = middle - min(least * middle, -_LEAST_HEIGHT)
        path.append(f"M{place + 0.5:g} {top:.1f}V{bottom:.1f}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {bars} {_HEIGHT}" preserveAspectRatio="none" '
        f'role="img"><title>Waveform</title><path d="{"".join(path)}" stroke="currentColor" stroke-width=".7"/></svg>\n'
    )
