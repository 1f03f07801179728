"""A tool of the tests."""
