"""The HTTP face of the tools."""
