"""Benchmarks: each run by one command, each beside its floor in the same run."""
