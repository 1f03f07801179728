"""What features share: database, errors, pagination, identity, rate limits, events."""
