"""Mel bands agree with an implementation by others."""

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from audiostudio.audio.dsp.mel import mel_filters


@pytest.mark.parametrize("bands", [40, 80, 128])
def test_bands_are_those_of_whispers_front_end(bands):
    expected = FeatureExtractor.get_mel_filters(16_000, 400, bands)
    np.testing.assert_allclose(mel_filters(16_000, 400, bands), expected, atol=1e-7)
