"""When the shop works: its hours, the holidays it keeps, and the days it closes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from loyaldesk.domain import holidays
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.events import CalendarChanged
from loyaldesk.domain.holidays import DayMark, DayTable, Period, closed_days
from loyaldesk.domain.hours import Hours, default_hours
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel import paths
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import from_jalali
from loyaldesk.kernel.persian import clean
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import rulebooks
from loyaldesk.store import worktime as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.worktime import DayChange

LONGEST_REASON = 200
LONGEST_NAME = 60
MOST_DAYS_BACK = 31
"""A closure may be written down so long after it, so that clocks do not count it."""
MOST_DAYS_AHEAD = 1100

_IRAN = "Asia/Tehran"
_EARLIER_YEARS, _LATER_YEARS = 5, 20
"""Around the table the fixed holidays are kept so far."""


@dataclass(frozen=True, slots=True)
class KeptHours:
    """The hours of the shop with the version they were read in.

    Attributes:
        hours: What holds now, without the closed days.
        version: To be given back when they are saved; 0 while nobody has saved any.
    """

    hours: Hours
    version: int

    @property
    def is_own(self) -> bool:
        """Whether the shop has said its hours; else a usual week stands in for them."""
        return self.version > 0


@cache
def table() -> DayTable:
    """Return the days of the year that ship with the program."""
    return holidays.read_days(paths.resource("calendar", "iran.toml").read_text("utf-8"))


def of(db: ClubDatabase) -> WorkingTime:
    """Return the working time of the club; the same object as long as nothing changes (a step)."""
    kept = rulebooks.read(db, rulebooks.HOURS)
    return _built(_zone(db), kept[0] if kept else "", store.changes(db))


def is_mourning(db: ClubDatabase, day: date) -> bool:
    """Return whether adverts and festive texts rest on *day* (a step)."""
    marks = _marks(_zone(db), day, day, store.changes(db))
    return holidays.is_mourning(marks, day)


def hours(desk: Desk) -> KeptHours:
    """Return the hours of the shop, or a usual week while it has said none."""
    with desk.reading(Permission.FOLLOWUP_READ):
        kept = rulebooks.read(desk.db, rulebooks.HOURS)
        zone = _zone(desk.db)
    if kept is None:
        return KeptHours(_usual(zone), 0)
    return KeptHours(Hours.from_json(kept[0]), kept[1])


def working_time(desk: Desk) -> WorkingTime:
    """Return the working time of the club, for pages that draw it."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return of(desk.db)


def save_hours(desk: Desk, wanted: Hours, version: int) -> int:
    """Store the hours of the shop and return their new version.

    Raises:
        BadInput: If its usual week has no open hour, so that nothing could ever be due.
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    if not any(next(one for one in wanted.profiles if one.is_base).week):
        raise BadInput("week", "never open")
    with desk.change(Permission.CALENDAR_EDIT) as change:
        made = rulebooks.write(change, rulebooks.HOURS, wanted.to_json(), version)
        change.note("hours.save", "calendar", None, version=made, profiles=len(wanted.profiles))
        change.tell(CalendarChanged())
    return made


def days(desk: Desk, first: date, last: date) -> list[DayMark]:
    """Return the days of the year as the shop keeps them, those that are off too."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return _marks(_zone(desk.db), first, last, store.changes(desk.db))


def periods(desk: Desk, first: date, last: date) -> list[Period]:
    """Return Ramadan and Nowruz as far as they reach into *first* to *last*."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return table().periods_between(first, last) if _zone(desk.db) == _IRAN else []


def warning(desk: Desk) -> date | None:
    """Return the last day of the table of holidays when it ends within 90 days or has ended."""
    with desk.reading(Permission.FOLLOWUP_READ):
        is_iran = _zone(desk.db) == _IRAN
    return table().ends_soon(desk.today()) if is_iran else None


def reach(desk: Desk) -> date | None:
    """Return the last day the table of holidays knows; None where it does not hold."""
    with desk.reading(Permission.FOLLOWUP_READ):
        is_iran = _zone(desk.db) == _IRAN
    return table().last_day() if is_iran else None


def set_day(desk: Desk, on: date, code: str, *, is_on: bool, reason: str = "") -> None:
    """Keep a holiday or mourning day, or do not keep it (E77).

    Raises:
        Missing: If the day has no such mark.
        BadInput: If the reason is too long.
    """
    reason = _checked("reason", reason, LONGEST_REASON)
    with desk.change(Permission.CALENDAR_EDIT) as change:
        _switch(change, on, code, is_on=is_on, reason=reason)
        change.note("day.set", "calendar", None, day=on.isoformat(), code=code, on=is_on)
        change.tell(CalendarChanged())


def close_day(desk: Desk, on: date, reason: str, name: str = "") -> None:
    """Close the shop for a day of its own: power cut, pollution, funeral.

    What is due on that day is moved by whoever closes it through `followups`.

    Args:
        desk: Where and who.
        on: The day.
        reason: A code of `holidays.CLOSURES`.
        name: What the shop calls it; empty: the words of the reason.

    Raises:
        BadInput: If the reason is unknown or the day too far off.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        close_day_step(change, on, reason, name)


def close_day_step(change: Change, on: date, reason: str, name: str = "") -> None:
    """Close the shop for a day (a step of closing it and moving what is due)."""
    if reason not in holidays.CLOSURES:
        raise BadInput("reason", "unknown choice", reason[:80])
    name = _checked("name", name, LONGEST_NAME)
    _check_reach(on, change.today)
    made = DayChange(
        on.isoformat(), holidays.CLOSED, name,
        is_closed=True, is_mourning=False, is_on=True, reason=reason,
    )  # fmt: skip
    store.put(change.db, made, change.now, change.desk.operator.id)
    change.note("day.close", "calendar", None, day=on.isoformat(), reason=reason)
    change.tell(CalendarChanged())


def add_mourning(desk: Desk, on: date, name: str, *, is_closed: bool = False) -> None:
    """Add a mourning day of the shop's own, such as one that was announced: adverts rest.

    Raises:
        BadInput: If it has no name or is too far off.
    """
    name = _checked("name", name, LONGEST_NAME)
    if not name:
        raise BadInput("name", "empty")
    with desk.change(Permission.CALENDAR_EDIT) as change:
        _check_reach(on, change.today)
        made = DayChange(
            on.isoformat(), holidays.MOURNING, name,
            is_closed=is_closed, is_mourning=True, is_on=True, reason="",
        )  # fmt: skip
        store.put(change.db, made, change.now, change.desk.operator.id)
        change.note("day.mourning", "calendar", None, day=on.isoformat(), closed=is_closed)
        change.tell(CalendarChanged())


def open_day(desk: Desk, on: date, reason: str = "") -> int:
    """Open the shop on a day that holidays or closures close; return how many were put aside.

    A weekday without shifts stays closed: give that day hours of its own (`save_hours`).

    Raises:
        Missing: If nothing closes the day.
        BadInput: If the reason is too long.
    """
    reason = _checked("reason", reason, LONGEST_REASON)
    with desk.change(Permission.CALENDAR_EDIT) as change:
        marks = _marks(_zone(change.db), on, on, store.changes(change.db))
        closing = [mark for mark in marks if mark.is_holiday and mark.is_on]
        if not closing:
            raise Missing("closure")
        for mark in closing:
            _switch(change, on, mark.code, is_on=False, reason=reason)
        change.note("day.open", "calendar", None, day=on.isoformat())
        change.tell(CalendarChanged())
    return len(closing)


def _switch(change: Change, on: date, code: str, *, is_on: bool, reason: str) -> None:
    marks = _marks(_zone(change.db), on, on, store.changes(change.db))
    mark = next((one for one in marks if one.code == code), None)
    if mark is None:
        raise Missing("day", on.isoformat())
    old = store.change_of(change.db, on, code)
    # The reason of an own closure is its name; it stays what it was.
    made = (
        old._replace(is_on=is_on, reason=old.reason if mark.state == "own" else reason)
        if old
        else DayChange(on.isoformat(), code, "", mark.is_holiday, mark.is_mourning, is_on, reason)
    )
    store.put(change.db, made, change.now, change.desk.operator.id)


def _zone(db: ClubDatabase) -> str:
    zone: str = db.execute_sql("SELECT zone FROM club").fetchone()[0]
    return zone


def _usual(zone: str) -> Hours:
    return default_hours("jalali" if zone == _IRAN else "gregorian")


def _marks(zone: str, first: date, last: date, changes: Sequence[DayChange]) -> list[DayMark]:
    """Return the days from *first* to *last* as the shop keeps them."""
    shipped = table().marks_between(first, last) if zone == _IRAN else []
    near = [one for one in changes if first.isoformat() <= one.on_day <= last.isoformat()]
    return _kept(shipped, near)


def _kept(shipped: Sequence[DayMark], changes: Sequence[DayChange]) -> list[DayMark]:
    known = {(mark.on.isoformat(), mark.code): mark for mark in shipped}
    changed = []
    for one in changes:
        mark = known.get((one.on_day, one.code))
        if mark is not None:
            changed.append(holidays.switched(mark, is_on=one.is_on))
        elif one.code in (holidays.CLOSED, holidays.MOURNING):
            changed.append(_own(one))
        # Else it was said of a lunar day that a newer table puts elsewhere.
    return holidays.merged(shipped, changed)


def _own(one: DayChange) -> DayMark:
    fa, en = holidays.CLOSURES.get(one.reason, ("", ""))
    return DayMark(
        date.fromisoformat(one.on_day), one.code, one.name or fa, one.name or en,
        is_holiday=one.is_closed, is_mourning=one.is_mourning, state="own", is_on=one.is_on,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _built(zone: str, document: str, changes: tuple[DayChange, ...]) -> WorkingTime:
    """Return the working time of what is stored; equal storage gives the same object."""
    first = from_jalali(table().first_year_known() - _EARLIER_YEARS, 1, 1)
    last = from_jalali(table().last_year_known() + _LATER_YEARS, 1, 1) - timedelta(days=1)
    closed = closed_days(_marks(zone, first, last, changes))
    said = Hours.from_json(document) if document else _usual(zone)
    return WorkingTime(said.with_closed(closed), ZoneInfo(zone))


def _checked(field: str, text: str, longest: int) -> str:
    text = clean(text)
    if len(text) > longest:
        raise BadInput(field, "too long", text[:80], longest)
    return text


def _check_reach(on: date, today: date) -> None:
    if on < today - timedelta(days=MOST_DAYS_BACK):
        raise BadInput("day", "too old", on.isoformat())
    if on > today + timedelta(days=MOST_DAYS_AHEAD):
        raise BadInput("day", "range", on.isoformat())
