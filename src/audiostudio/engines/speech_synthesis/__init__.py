"""Networks that speak, the voices they have, and the prosody they are given."""
