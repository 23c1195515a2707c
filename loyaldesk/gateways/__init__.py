"""The doors to other programs: files of others, printers, services."""
