"""Uploads that survive lost connections and restarts, by the tus protocol."""
