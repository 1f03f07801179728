"""A request to stop is heard wherever it arrives, even where the interpreter swallows exceptions."""

import os
import signal
from collections.abc import Iterator

import pytest

from audiostudio.cli.supervisor import StopRequested, StopSignals


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    kept = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, kept, strict=True):
        signal.signal(number, handler)


class _SignalledAtItsEnd:
    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_inside_a_finalizer_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    signals = StopSignals()
    signals.check()
    _SignalledAtItsEnd()
    with pytest.raises(StopRequested):
        signals.check()
    assert "Traceback" not in capfd.readouterr().err


def test_the_second_signal_is_the_systems() -> None:
    StopSignals()
    os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
