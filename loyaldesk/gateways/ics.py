"""Follow-ups as an iCalendar file (RFC 5545) that telephones and calendar programs subscribe to."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

STATES = {"open": "CONFIRMED", "done": "CONFIRMED", "cancelled": "CANCELLED"}
"""What each state of an entry is called in a calendar; what is done takes no time any more."""

_LINE_OCTETS = 75
_LONGEST = 20_000
"""Characters of one text: some telephones give up on more."""
_SEQUENCE_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_REFRESH = "PT1H"
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_KEPT = "\u200c\u200d\u200e\u200f"
"""Joiners and marks that Persian needs; everything else that cannot be seen is dropped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that stands in the calendar.

    Attributes:
        uid: What it is called for ever; the same in each file that is written.
        at: The moment it begins; None for the whole day *on*.
        on: Its day in the shop.
        minutes: How long it takes.
        title: What it is.
        text: More about it; may have lines.
        place: Where, or by which way.
        state: ``open``, ``done`` or ``cancelled``.
        changed_at: When it was last changed; calendars take the later one of two.
    """

    uid: str
    at: datetime | None
    on: date
    minutes: int
    title: str
    text: str
    place: str
    state: str
    changed_at: datetime


def write(entries: Iterable[Entry], name: str, *, alarm_minutes: int | None = None) -> bytes:
    """Return the calendar *name* with *entries*.

    Args:
        entries: What stands in it; the same entries give the same file, octet by octet.
        name: What calendar programs show above it.
        alarm_minutes: Ring so long before each open entry with a time; None: never.

    Raises:
        ValueError: If a moment has no time zone or a state is unknown.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//LoyalDesk//Follow-ups//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _text("NAME", name),
        _text("X-WR-CALNAME", name),
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
        f"X-PUBLISHED-TTL:{_REFRESH}",
    ]
    for entry in entries:
        lines += _event(entry, alarm_minutes)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, no letter cut in two, with CRLF."""
    octets = line.encode("utf-8", "replace")
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # the middle of a letter
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _LINE_OCTETS - 1  # the space before it counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def escaped(text: str) -> str:
    """Return *text* so that nothing in it ends its property or hides what is read."""
    lines = _BREAK.split(text[:_LONGEST])
    clean = "\n".join("".join(_visible(line)) for line in lines).strip()
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _visible(line: str) -> Iterator[str]:
    for letter in line:
        if letter == "\t":
            yield " "
        elif letter in _KEPT or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Cn"):
            yield letter


def _text(property_: str, text: str) -> str:
    return f"{property_}:{escaped(text)}"


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    here = moment.astimezone(UTC)
    return f"{here.year:04d}{here:%m%dT%H%M%SZ}"


def _day(day: date) -> str:
    return f"{day.year:04d}{day:%m%d}"


def _event(entry: Entry, alarm_minutes: int | None) -> list[str]:
    if entry.state not in STATES:
        raise ValueError(f"no such state: {entry.state!r}")
    changed = _moment(entry.changed_at)
    sequence = max(0, int((entry.changed_at - _SEQUENCE_FROM).total_seconds()))
    takes_time = entry.state == "open" and entry.at is not None
    lines = [
        "BEGIN:VEVENT",
        _text("UID", entry.uid),
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{sequence}",
        *_when(entry),
        _text("SUMMARY", entry.title),
        f"STATUS:{STATES[entry.state]}",
        f"TRANSP:{'OPAQUE' if takes_time else 'TRANSPARENT'}",
    ]
    for property_, text in (("DESCRIPTION", entry.text), ("LOCATION", entry.place)):
        if value := escaped(text):
            lines.append(f"{property_}:{value}")
    if alarm_minutes is not None and takes_time:
        lines += _alarm(entry, alarm_minutes)
    return [*lines, "END:VEVENT"]


def _when(entry: Entry) -> list[str]:
    if entry.at is None:
        return [
            f"DTSTART;VALUE=DATE:{_day(entry.on)}",
            f"DTEND;VALUE=DATE:{_day(entry.on + timedelta(days=1))}",
        ]
    end = entry.at + timedelta(minutes=max(1, entry.minutes))
    return [f"DTSTART:{_moment(entry.at)}", f"DTEND:{_moment(end)}"]


def _alarm(entry: Entry, minutes: int) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        _text("DESCRIPTION", entry.title),
        f"TRIGGER:-PT{max(0, minutes)}M",
        "END:VALARM",
    ]
