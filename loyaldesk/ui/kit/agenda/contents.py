"""What a calendar shows, sorted once so that drawing has only to look it up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from loyaldesk.ui.kit.agenda.days import is_weekly_rest
from loyaldesk.ui.kit.agenda.entry import DayNote, Entry, OpenHours


class Contents:
    """The entries, notes and open hours by day."""

    def __init__(self) -> None:
        self.today: date | None = None
        self.now: int | None = None
        self.hours: OpenHours = {}
        self._entries: dict[int, Entry] = {}
        self._by_day: dict[date, list[Entry]] = {}
        self._notes: dict[date, list[DayNote]] = {}

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Take *entries* instead of those before; whole-day ones come first, then by time."""
        by_day: dict[date, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_day[entry.on].append(entry)
        for each in by_day.values():
            each.sort(key=_by_time)
        self._by_day = dict(by_day)
        self._entries = {entry.id: entry for each in by_day.values() for entry in each}

    def set_notes(self, notes: Iterable[DayNote]) -> None:
        """Take *notes* instead of those before."""
        by_day: dict[date, list[DayNote]] = defaultdict(list)
        for note in notes:
            by_day[note.on].append(note)
        self._notes = dict(by_day)

    def entry(self, entry_id: int | None) -> Entry | None:
        """Return the entry with that id, if it is here."""
        return None if entry_id is None else self._entries.get(entry_id)

    def of(self, day: date) -> list[Entry]:
        """Return the entries of *day*."""
        return self._by_day.get(day, [])

    def notes(self, day: date) -> list[DayNote]:
        """Return what is said about *day*."""
        return self._notes.get(day, [])

    def is_closed(self, day: date) -> bool:
        """Return whether it is closed on *day*: by a note, by its hours, else by the weekday."""
        if any(note.is_closed for note in self.notes(day)):
            return True
        return not self.hours[day] if day in self.hours else is_weekly_rest(day)

    def is_mourning(self, day: date) -> bool:
        """Return whether *day* is one of mourning."""
        return any(note.is_mourning for note in self.notes(day))


def _by_time(entry: Entry) -> tuple[bool, int]:
    return entry.minute is not None, entry.minute or 0
