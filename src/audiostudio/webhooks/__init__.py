"""Calls a customer's server when a job has ended, signed, and again until it answers."""
