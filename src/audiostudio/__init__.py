"""Audio Studio: one self-hosted product that takes a sound from idea to store."""

import os

__version__ = "0.1.0"

# What is done here is nobody else's business: libraries that would report their use are told not to, before one of them
# is imported. ONNX Runtime sends events to its maker, on Linux too.
os.environ["ORT_DISABLE_TELEMETRY"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
