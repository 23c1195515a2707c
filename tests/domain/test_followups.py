"""Follow-ups as rules: when they are due, which words they take, what a promise counts as."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyaldesk.domain.followups import (
    CANCEL_REASONS,
    FollowupDraft,
    FollowupRules,
    Outcome,
    PromiseFigures,
    checked,
    due,
    judged,
    next_try,
    outcome,
    why,
)
from loyaldesk.domain.working import Hours, Profile, Shift, WorkingTime, default_hours
from loyaldesk.kernel.errors import BadInput

TEHRAN = ZoneInfo("Asia/Tehran")
SHOP = WorkingTime(default_hours("jalali"), TEHRAN)
TEN = time(10)
NOW = datetime(2026, 11, 21, 12, tzinfo=TEHRAN)
"""Saturday noon; the shop is open 9-13 and 16-21, Saturday to Thursday."""

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT_SHOP = WorkingTime(
    Hours((Profile("", tuple((Shift(0, 60), Shift(1380, 1440)) for _ in range(7))),)), BERLIN
)
"""Open from 23:00 to 1:00, where the clock is moved twice a year."""


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    ahead=st.one_of(st.none(), st.integers(-400, 400)),
    at=st.one_of(st.none(), st.times()),
    working=st.sampled_from([SHOP, SHOP.calling(company=True), NIGHT_SHOP]),
)
def test_nothing_is_ever_due_in_closed_time_or_in_the_past(now, ahead, at, working):
    now = now.replace(tzinfo=UTC)
    on = None if ahead is None else now.date() + timedelta(days=ahead)
    found = due(working, TEN, now, on, at)
    assert working.is_open(found.at)
    assert found.at >= now
    assert found.on == found.at.astimezone(working.zone).date()
    assert found.on >= (on or found.on)
    assert found.has_time == (at is not None)


@pytest.mark.parametrize(
    ("on", "at", "when", "shifted"),
    [
        (None, None, "21 12:00", False),  # now
        ("22", None, "22 10:00", False),
        ("22", "11:30", "22 11:30", False),
        ("22", "14:00", "22 16:00", True),
        ("22", "22:00", "23 09:00", True),
        ("27", None, "28 10:00", True),  # a Friday
        ("20", None, "21 12:00", True),  # yesterday
        ("21", "09:00", "21 12:00", True),  # this morning
    ],
)
def test_where_a_day_and_an_hour_lead(on, at, when, shifted):
    day = date(2026, 11, int(on)) if on else None
    found = due(SHOP, TEN, NOW, day, time.fromisoformat(at) if at else None)
    assert (f"{found.at.astimezone(TEHRAN):%d %H:%M}", found.is_shifted) == (when, shifted)


def test_the_usual_hour_behind_the_last_shift_still_means_that_day():
    early = WorkingTime(Hours((Profile("", ((Shift(420, 540),),) * 7),)), TEHRAN)  # 7-9
    found = due(early, TEN, NOW, date(2026, 11, 24), None)
    assert f"{found.at.astimezone(TEHRAN):%d %H:%M}" == "24 07:00"


def test_a_day_that_is_over_leads_to_the_next():
    evening = NOW.replace(hour=22)
    found = due(SHOP, TEN, evening, date(2026, 11, 21), None)
    assert (f"{found.at.astimezone(TEHRAN):%d %H:%M}", found.is_shifted) == ("22 09:00", True)


def test_the_next_try_counts_working_days_only():
    thursday = NOW + timedelta(days=5)
    assert next_try(SHOP, FollowupRules(), thursday, None).on == date(2026, 11, 28)
    assert next_try(SHOP, FollowupRules(days_between=3), thursday, None).on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("key", {"key": ""}), ("key", {"key": "\0"}), ("channel", {"channel": "fax"}),
        ("text", {"text": "x" * 501}), ("text", {"text": "\ud800"}),
        ("reason", {"reason": "DROP TABLE"}), ("priority", {"priority": 4}),
        ("minutes", {"minutes": -1}), ("checklist", {"checklist": ("x",) * 21}),
        ("member", {"member_id": 1, "prospect_id": 1}),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_used_names_its_field(field, change):
    with pytest.raises(BadInput) as refused:
        checked(FollowupDraft(**{"key": "k", **change}))
    assert refused.value.field == field


def test_persian_words_are_kept_as_they_are_written():
    made = checked(FollowupDraft("k", text=" مي‌آيد\u202e ", checklist=("كارت", " ")))
    assert (made.text, made.checklist) == ("می‌آید", ("کارت",))


def test_another_reason_needs_a_sentence():
    assert why("other", " Moved to Tabriz ", CANCEL_REASONS) == "Moved to Tabriz"
    for code, text in (("other", ""), ("", "because"), ("bored", "because")):
        with pytest.raises(BadInput):
            why(code, text, CANCEL_REASONS)


def test_an_outcome_is_said_by_word_or_digit():
    assert outcome("2") == outcome("no_answer") == Outcome.NO_ANSWER
    for wrong in ("0", "10", "", "²", "maybe"):
        with pytest.raises(BadInput):
            outcome(wrong)


def test_rules_survive_being_written_and_a_broken_document_is_said_so():
    rules = FollowupRules(5, 2, time(17, 30), 15, "C:\\shop\\پیگیری.ics")
    assert FollowupRules.from_json(rules.to_json()) == rules
    assert FollowupRules.from_json("{}") == FollowupRules()
    for broken in ("", "[]", "7", '{"hour": 9}', '{"tries": 0}', '{"tries": "x"}', "[" * 5000):
        with pytest.raises(BadInput):
            FollowupRules.from_json(broken)


def test_a_promise_is_one_thing_only():
    def of(state, tried=None, **more):
        flags = {"is_moved": False, "is_overdue": False, **more}
        tried_at = NOW + timedelta(hours=tried) if tried is not None else None
        return judged(state, deadline=NOW, tried_at=tried_at, **flags)

    assert of("done", 0) == "kept"
    assert of("done", 1) == "late"
    assert of("done", 0, is_moved=True) == "moved"
    assert of("open", is_moved=True) == "moved"
    assert of("open", is_moved=True, is_overdue=True) == "overdue"
    assert of("open", -1) == "open"
    assert of("cancelled", is_moved=True) == "cancelled"
    assert PromiseFigures(open=3).kept_share is None
