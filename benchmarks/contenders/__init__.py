"""Who is compared: each module prepares one contender, see `benchmarks.worker`."""
