"""Where models come from: what is known of them, fetching, verifying, reading."""
