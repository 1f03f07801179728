"""A workspace's own pronunciations: words and how its voices say them."""
