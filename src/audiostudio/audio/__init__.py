"""Pure signal processing: arrays in, arrays out; it knows no HTTP, no database and no settings."""
