"""Settings: one module a section, found by searching."""
