"""Audio Studio: one self-hosted product that takes a sound from idea to store."""

__version__ = "0.1.0"
