"""Measurements of the promises of safety: faults on purpose, done to real clubs."""
