"""Widgets that know the club, used by several pages."""
