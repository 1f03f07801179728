"""Networks that clean speech, and one that judges how clean it is."""
