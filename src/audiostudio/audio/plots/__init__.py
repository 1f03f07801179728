"""Pictures of sound, drawn as SVG."""
