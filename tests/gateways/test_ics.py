"""A calendar of follow-ups can be read by telephones, and no text in it breaks out of its place."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.gateways import ics
from loyaldesk.gateways.ics import Entry

NOON = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
HOSTILE = (
    "زنگ بزن\r\nEND:VEVENT\r\nBEGIN:VALARM\nACTION:PROCEDURE\x0bATTACH:file:///c:/x\x85X:1\u2028Y:2"
    "\u2029Z:3\x00\x07\x1b[2J\u202eevil\u2066;,\\N\\"
)


def entry(**parts) -> Entry:
    values = {
        "uid": "followup-1@shop", "at": NOON, "on": date(2026, 11, 21), "minutes": 10,
        "title": "Call", "text": "", "place": "", "state": "open", "changed_at": NOON,
    }  # fmt: skip
    return Entry(**{**values, **parts})


def unfolded(file: bytes) -> list[str]:
    """Read lines as RFC 5545 3.1 says, which is all a reader does before it looks at them."""
    return file.decode().replace("\r\n ", "").split("\r\n")[:-1]


def values(file: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(file) if re.split("[:;]", line)[0] == name]


def plain(value: str) -> str:
    """Take the escapes off again."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_a_follow_up_with_a_time() -> None:
    file = ics.write([entry(title="زنگ به خانم احمدی", place="تماس")], "پیگیری‌ها")
    assert unfolded(file) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//LoyalDesk//Follow-ups//EN",
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "NAME:پیگیری‌ها", "X-WR-CALNAME:پیگیری‌ها",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT", "UID:followup-1@shop", "DTSTAMP:20261121T083000Z",
        "LAST-MODIFIED:20261121T083000Z", "SEQUENCE:217413000",
        "DTSTART:20261121T083000Z", "DTEND:20261121T084000Z", "SUMMARY:زنگ به خانم احمدی",
        "STATUS:CONFIRMED", "TRANSP:OPAQUE", "LOCATION:تماس", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip


def test_a_moment_of_another_zone_is_written_in_utc() -> None:
    at = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Asia/Tehran"))
    assert values(ics.write([entry(at=at)], "x"), "DTSTART") == ["20261121T083000Z"]
    with pytest.raises(ValueError):
        ics.write([entry(at=datetime(2026, 11, 21, 12))], "x")


def test_a_follow_up_without_a_time_takes_the_whole_day() -> None:
    lines = unfolded(ics.write([entry(at=None, on=date(2026, 12, 31))], "x", alarm_minutes=15))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert "BEGIN:VALARM" not in lines


def test_what_was_cancelled_stays_in_the_file_as_cancelled() -> None:
    file = ics.write([entry(state="cancelled"), entry(state="done")], "x", alarm_minutes=5)
    assert values(file, "STATUS") == ["CANCELLED", "CONFIRMED"]
    assert values(file, "TRANSP") == ["TRANSPARENT", "TRANSPARENT"]
    assert values(file, "TRIGGER") == []
    with pytest.raises(ValueError):
        ics.write([entry(state="lost")], "x")


def test_each_change_counts_up_and_the_name_stays() -> None:
    before = ics.write([entry()], "x")
    after = ics.write([entry(changed_at=NOON + timedelta(seconds=1))], "x")
    assert values(before, "UID") == values(after, "UID")
    first, second = (int(values(file, "SEQUENCE")[0]) for file in (before, after))
    assert second == first + 1
    assert ics.write([entry()], "x") == before


def test_it_rings_before_when_wished() -> None:
    lines = unfolded(ics.write([entry()], "x", alarm_minutes=15))
    start = lines.index("BEGIN:VALARM")
    assert lines[start : start + 5] == [
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Call", "TRIGGER:-PT15M", "END:VALARM",
    ]  # fmt: skip


def test_hostile_text_stays_inside_its_property() -> None:
    hostile = entry(uid=HOSTILE, title=HOSTILE, text=HOSTILE, place=HOSTILE)
    plain_ = entry(uid="u", title="t", text="d", place="p")
    file = ics.write([hostile], HOSTILE, alarm_minutes=5)
    names = [re.split("[:;]", line)[0] for line in unfolded(file)]
    assert names == [
        re.split("[:;]", line)[0] for line in unfolded(ics.write([plain_], "x", alarm_minutes=5))
    ]
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", file)
    for mark in "\x85\u2028\u2029\u202e\u2066":
        assert mark not in file.decode()
    assert plain(values(file, "SUMMARY")[0]) == (
        "زنگ بزن\nEND:VEVENT\nBEGIN:VALARM\nACTION:PROCEDURE\nATTACH:file:///c:/x\nX:1\nY:2\nZ:3"
        "[2Jevil;,\\N\\"
    )


def test_persian_joiners_and_faces_stay() -> None:
    text = "می‌خواهد 👩‍👧 ۱۲:۳۰"
    assert values(ics.write([entry(text=text)], "x"), "DESCRIPTION") == [text]


def test_half_a_letter_cannot_break_the_file() -> None:
    assert values(ics.write([entry(title="a\ud800b")], "x"), "SUMMARY") == ["ab"]


def test_no_entries_are_an_empty_calendar() -> None:
    assert unfolded(ics.write([], "x"))[-1] == "END:VCALENDAR"


@settings(max_examples=80)
@given(st.text(max_size=300), st.text(alphabet="اب👩‍👧,;\\\n\r a", max_size=300))
def test_every_line_is_short_and_every_text_comes_back(one, other) -> None:
    file = ics.write([entry(title=one, text=other, place=one)], other)
    assert file.endswith(b"END:VCALENDAR\r\n")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()  # no letter is cut in two
    assert values(file, "BEGIN") == ["VCALENDAR", "VEVENT"]
    assert len(unfolded(file)) == 21 + bool(ics.escaped(other)) + bool(ics.escaped(one))
    kept = other.replace("\r\n", "\n").replace("\r", "\n").strip()
    if kept:
        assert plain(values(file, "DESCRIPTION")[0]) == kept
