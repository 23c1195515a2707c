"""Follow-ups as they stand in the calendar: entries, notes on days, open hours."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from loyaldesk.domain.followups import HIGH
from loyaldesk.domain.hours import Hours
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import worktime
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.followups import FollowupRow
from loyaldesk.ui.kit.agenda.entry import DayNote, Entry, OpenHours
from loyaldesk.ui.parts.followup_acts import may_touch
from loyaldesk.ui.parts.followup_view import late_words, state_words

ICONS = {
    "call": "phone", "visit": "map-pin", "sms": "message-2", "messenger": "messages",
    "email": "mail", "letter": "file-text", "social": "world", "counter": "building-store",
    "task": "checklist",
}  # fmt: skip


def entry(desk: Desk, row: FollowupRow) -> Entry:
    """Return a follow-up as an entry on its day."""
    is_done = row.state == "done" and row.ended_at is not None
    on = desk.today(row.ended_at) if is_done else row.due_on
    minute = row.at.hour * 60 + row.at.minute if row.at is not None and not is_done else None
    title = row.name or row.text or tr("Task of the shop")
    beside = row.text if row.name else channel_name(row.channel)
    return Entry(
        row.id, on, minute, row.minutes, title, beside, _tone(row), ICONS.get(row.channel, ""),
        may_move=may_touch(desk, row), hint=_hint(desk, row),
    )  # fmt: skip


def notes(desk: Desk, first: date, last: date) -> list[DayNote]:
    """Return the holidays, mourning days and closures the shop keeps."""
    return [
        DayNote(mark.on, mark.name(look().language), mark.is_holiday, mark.is_mourning)
        for mark in worktime.days(desk, first, last)
        if mark.is_on
    ]


def open_hours(hours: Hours, first: date, last: date) -> OpenHours:
    """Return when the shop is open on each day."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        day: tuple((shift.start_minute, shift.end_minute) for shift in hours.shifts_on(day))
        for day in days
    }


def hour_of(minute: int | None) -> time | None:
    """Return the hour of a minute of the day."""
    return None if minute is None else time(*divmod(minute, 60))


def first_of(rows: Iterable[FollowupRow], followup_id: object) -> FollowupRow | None:
    """Return the follow-up with this id, if it is among *rows*."""
    return next((row for row in rows if row.id == followup_id), None)


def _tone(row: FollowupRow) -> str:
    if row.state == "done":
        return "done"
    if row.state == "cancelled":
        return "muted"
    if row.is_overdue:
        return "danger"
    if row.priority >= HIGH:
        return "warn"
    return "info" if row.is_promise else "accent"


def _hint(desk: Desk, row: FollowupRow) -> str:
    parts = [reason_name(row.reason), row.owner or tr("Nobody has it yet")]
    if row.is_promise:
        parts.append(tr("Promised"))
    parts.append(late_words(row, desk) if row.state == "open" else state_words(row))
    return " · ".join(filter(None, parts))
