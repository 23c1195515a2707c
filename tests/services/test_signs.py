"""The four warning signs: exact counts, their colours, and what is behind them."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.signs import SignRules, Threshold, gaps, limit_days, percentile
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import answers, signs
from loyaldesk.services.desk import Desk
from tests.conftest import NOON
from tests.makers import make_member, make_sale
from tests.rows import put

TODAY = date(2026, 11, 21)  # Saturday; Friday the 20th is the weekly holiday


def of(desk: Desk, code: str) -> signs.Sign:
    return next(sign for sign in signs.four(desk) if sign.code == code)


def followup(desk: Desk, due: int, done: int | None = None, **more: object) -> int:
    """Put a follow-up due so many days ago, done so many days ago."""
    due_on = TODAY - timedelta(days=due)
    ended = {}
    if done is not None:
        day = (TODAY - timedelta(days=done)).isoformat()
        ended = {
            "state": "done", "outcome": "reached", "done_on": day, "done_at": f"{day}T10:00:00Z"
        }  # fmt: skip
    return put(desk, "followup", due_on=due_on.isoformat(), **ended, **more)


def bought(desk: Desk, member_id: int, *days_ago: int) -> None:
    for ago in sorted(days_ago, reverse=True):
        make_sale(desk, member_id, 1_000_000, sold_at=NOON - timedelta(days=ago))


def test_a_new_club_has_no_data_and_never_zero_percent(desk: Desk) -> None:
    assert [(s.code, s.value, s.colour) for s in signs.four(desk)] == [
        ("forgotten", None, "none"), ("uneven", None, "none"), ("neglect", None, "none"),
        ("churn", None, "none"),
    ]  # fmt: skip
    assert signs.value_text(of(desk, "churn")) == "–"


def test_forgotten_are_the_overdue_and_those_done_more_than_a_working_day_late(desk: Desk) -> None:
    """Thursday the 19th is two days ago: the next working day after it is Saturday, today."""
    followup(desk, 2, 0)  # due Thursday, done on Saturday: one working day late, still in time
    late = followup(desk, 5, 2, text="call her")  # due Monday, done on Thursday
    open_ = followup(desk, 1)  # overdue
    followup(desk, 3, 3)  # in time
    followup(desk, 0)  # today: there is time
    followup(desk, 4, state="cancelled")
    followup(desk, 45)  # before the window
    found = of(desk, "forgotten")
    assert (found.count, found.base, found.value, found.colour) == (2, 4, 0.5, "red")
    assert (found.first, found.last) == (TODAY - timedelta(days=29), TODAY)
    assert [(b.id, b.text) for b in signs.behind(desk, "forgotten")] == [
        (late, "call her"), (open_, ""),
    ]  # fmt: skip


def test_uneven_are_the_contacts_with_a_topic_and_other_words(desk: Desk) -> None:
    topic = answers.add_topic(desk, "", "Prices")
    row = answers.write(desk, answers.AnswerDraft(topic, question_en="q", text_en="a"))
    row = answers.approve(desk, row.id, row.version)
    for n in range(3):
        put(desk, "contact", topic_id=topic, answer_version_id=row.version_id, key=f"a{n}")
    own = put(desk, "contact", topic_id=topic, text="my own words")
    put(desk, "contact", text="without a topic")
    found = of(desk, "uneven")
    assert (found.count, found.base, found.value, found.colour) == (1, 4, 0.25, "amber")
    assert [b.id for b in signs.behind(desk, "uneven")] == [own]


def test_neglect_is_counted_for_a_thousand_visits(desk: Desk) -> None:
    member = make_member(desk)
    bought(desk, member.id, 1, 2, 3, 4)
    bought(desk, member.id, 200)  # before the window
    one = put(desk, "complaint", category="neglect", member_id=member.id, text="nobody came")
    put(desk, "complaint", category="delivery")
    put(desk, "complaint", category="neglect", opened_on="2026-01-01")
    found = of(desk, "neglect")
    assert (found.count, found.base, found.value, found.colour) == (1, 4, 250, "red")
    assert signs.value_text(found) == "250.0 in 1,000 visits"
    assert [b.id for b in signs.behind(desk, "neglect")] == [one]


def test_churn_is_silence_beyond_the_own_rhythm_of_those_who_still_came(desk: Desk) -> None:
    """The window is 90 days: it begins 89 days ago. Least 30 days, three usual gaps."""
    ids = [make_member(desk).id for _ in range(5)]
    bought(desk, ids[0], 110, 100, 90)  # gap 10: limit 30; came at the start, silent 90: lost
    bought(desk, ids[1], 220, 160, 100)  # gap 60: limit 180; silent 100: still there
    bought(desk, ids[2], 110, 100, 90, 20)  # gaps 10, 10, 70: limit 30; silent 20: there
    bought(desk, ids[3], 300, 290, 280)  # was lost long before the window
    bought(desk, ids[4], 10)  # new: stands on neither side
    found = of(desk, "churn")
    assert (found.count, found.base) == (1, 3)
    assert found.value == pytest.approx(1 / 3) and found.colour == "red"
    (lost,) = signs.behind(desk, "churn")
    assert (lost.id, lost.on_day) == (ids[0], TODAY - timedelta(days=90))


def test_who_came_once_is_measured_by_the_gaps_of_the_shop(desk: Desk) -> None:
    """Gaps 10 and 20: the 90th percentile is 20, three of it are 60 days."""
    regular, once, twice = (make_member(desk).id for _ in range(3))
    bought(desk, regular, 130, 120, 100)
    bought(desk, once, 120)  # 31 days silent at the start, 120 now: lost
    bought(desk, twice, 200)  # 111 days silent at the start already
    found = of(desk, "churn")
    assert (found.count, found.base) == (2, 2)  # limit of the regular one: 3 * 15 = 45 days
    assert {b.id for b in signs.behind(desk, "churn")} == {regular, once}


def test_the_arithmetic_of_rhythm() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 10), date(2026, 2, 14)]
    assert gaps(days) == [10, 30, 4]
    rules = SignRules(min_days=20, rhythm=3)
    assert limit_days([10, 30, 4], rules) == 30  # the median is 10
    assert limit_days([1, 2], rules) == 20
    assert limit_days([], rules) is None and limit_days([], rules, 40) == 120
    assert percentile({5: 9, 100: 1}, 0.9) == 5 and percentile({}, 0.9) is None


def test_thresholds_are_kept_and_two_do_not_overwrite_each_other(desk: Desk) -> None:
    wanted = SignRules(churn=Threshold(0.3, 0.5), min_days=45, rhythm=2.5)
    rules, version = signs.rules(desk)
    assert (rules, version) == (SignRules(), 0)
    assert signs.save_rules(desk, wanted, 0) == 1
    assert signs.rules(desk) == (wanted, 1)
    with pytest.raises(errors.ChangedMeanwhile):
        signs.save_rules(desk, wanted, 0)
    assert "45 days and 2.5 times" in signs.definition(of(desk, "churn"), wanted)


@pytest.mark.parametrize("bad", [
    "", "[]", "{\"churn\": 3}", "{\"churn\": {\"amber\": 0.5, \"red\": 0.1}}", "{\"min_days\": 0}",
    "{\"rhythm\": null}",
])  # fmt: skip
def test_a_document_that_cannot_be_used_is_refused(bad: str) -> None:
    with pytest.raises(BadInput):
        SignRules.from_json(bad)
