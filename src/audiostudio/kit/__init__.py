"""What features share: database, errors, pagination, subject, rate limits, events."""
