"""How long a test waits for what has to happen: a limit for what never will, not a measure of what does."""

PATIENCE_S = 240.0
PATIENCE_MS = 1_000 * PATIENCE_S
