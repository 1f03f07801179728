"""Previews: short sounds made once for everybody, whatever they let people hear."""
