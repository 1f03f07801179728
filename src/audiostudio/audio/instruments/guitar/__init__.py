"""Electric guitars: a modelled string through a modelled amplifier."""
