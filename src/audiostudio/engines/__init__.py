"""Models and synthesizers behind small protocols, and the store that knows their weights."""
