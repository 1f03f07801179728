"""Whether what measures music and effects in benchmarks hears what is known to be there."""
