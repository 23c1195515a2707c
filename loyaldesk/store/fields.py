"""Columns that hold the club's own kinds of values."""

from datetime import UTC, date, datetime
from typing import Any

from peewee import TextField


def utc_text(moment: datetime) -> str:
    """Return an aware moment as it is stored: ``2026-11-21T10:15:00Z``; sorts as text."""
    if moment.tzinfo is None:
        raise ValueError("a stored moment needs its zone")
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


def utc_moment(text: str) -> datetime:
    """Return the stored moment, aware, in UTC."""
    return datetime.fromisoformat(text)


def day_of(text: str | None) -> date | None:
    """Return the stored day, or None."""
    return date.fromisoformat(text) if text else None


class UtcField(TextField):
    """A moment, aware in UTC in Python, ISO text in the file."""

    def db_value(self, value: Any) -> str | None:
        """Return *value* as it is stored."""
        return utc_text(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> datetime | None:
        """Return *value* as it is used."""
        return utc_moment(value) if isinstance(value, str) else value
