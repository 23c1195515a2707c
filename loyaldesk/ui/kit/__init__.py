"""Widgets that know no club: labels, buttons, fields, tables, papers on the screen."""
