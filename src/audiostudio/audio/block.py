"""The piece of sound that everything here passes on: ``(channels, frames)`` float32, full scale at 1."""

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
