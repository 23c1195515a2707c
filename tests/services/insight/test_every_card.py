"""Every card on clubs nobody hopes for: a sentence where nothing is known, never a NaN, never 0 %.

The cards are taken from the catalogue, so that a new one is held to this from its first day. The
largest clubs are a part of their size in the everyday run; ``LOYALDESK_LONG=1`` makes them whole.
"""

import json
import math
import os
import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta

import pytest

from loyaldesk.cli import main
from loyaldesk.domain.errors import NotAPeriod
from loyaldesk.domain.insight.card import Card
from loyaldesk.domain.insight.period import Period
from loyaldesk.kernel.chart import ChartKind
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.kernel.units import Unit
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import catalogue
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from tests.conftest import PIN
from tests.insight.making import ClubStory
from tests.insight.strange import each_day, people, sell

LOOKS = (Look("en", "jalali", "toman"), Look("fa", "jalali", "toman"))
ABAN = Period.parse("1405-08")
LAST = date(2026, 11, 21)
DAY = timedelta(days=1)
LONG = bool(os.environ.get("LOYALDESK_LONG"))
MANY, EACH = (100_000, 2_500) if LONG else (5_000, 125)
"""Purchases of one member, and of each of forty."""


def empty(desk: Desk, story: ClubStory) -> None:
    """Nobody has joined."""


def one_member(desk: Desk, story: ClubStory) -> None:
    story.member("2026-09-01")


def one_sale(desk: Desk, story: ClubStory) -> None:
    story.sale(story.member("2026-09-01"), "2026-11-01")


def one_day(desk: Desk, story: ClubStory) -> None:
    for n in range(5):
        member = story.member("2026-11-01")
        for hour in (9, 17):
            story.sale(member, "2026-11-01", 100_000 * (n + 1), hour=hour)


def all_returns(desk: Desk, story: ClubStory) -> None:
    for n in range(4):
        sale = story.sale(story.member("2026-10-01"), "2026-10-10", 500_000)
        story.bring_back(sale, date(2026, 10, 10) + n * 10 * DAY)


def all_taken_back(desk: Desk, story: ClubStory) -> None:
    for _ in range(3):
        story.reverse(story.sale(story.member("2026-11-01"), "2026-11-02"), "2026-11-02", 13)


def visits_only(desk: Desk, story: ClubStory) -> None:
    """Five members come without buying."""
    sell(desk, [(whose, LAST - whose * DAY, 0) for whose in people(desk, 5)])


def hundred_thousand(desk: Desk, story: ClubStory) -> None:
    """One member with 100,000 purchases, each as large as an amount can be: 10^18 Rial."""
    one, two = people(desk, 2)
    sell(desk, [*each_day(one, LAST, MANY, MOST_RIAL, per_day=500), (two, LAST - DAY, 10)])


def largest(desk: Desk, story: ClubStory) -> None:
    """Forty members who each bought 2,500 times for the largest amount: 10^18 Rial together."""
    sell(desk, [
        sold for whose in people(desk, 40)
        for sold in each_day(whose, LAST - whose % 7 * DAY, EACH, MOST_RIAL, per_day=20)
    ] + [(1, LAST - 400 * DAY, MOST_RIAL)])  # fmt: skip


def one_rhythm(desk: Desk, story: ClubStory) -> None:
    """130 members who all come every seventh day for the same money: no spread to be fitted."""
    sell(desk, [
        (whose, LAST - 7 * n * DAY, 1_000_000) for whose in people(desk, 130) for n in range(12)
    ])  # fmt: skip


def gone_at_once(desk: Desk, story: ClubStory) -> None:
    """130 members who came twice in two days, long ago, and never again."""
    sell(desk, [
        (whose, LAST - (700 + n) * DAY, 10) for whose in people(desk, 130) for n in range(2)
    ])  # fmt: skip


CLUBS: tuple[Callable[[Desk, ClubStory], None], ...] = (
    empty, one_member, one_sale, one_day, all_returns, all_taken_back, visits_only,
    hundred_thousand, largest, one_rhythm, gone_at_once,
)  # fmt: skip

LARGE = (hundred_thousand, largest)
BRIEFLY = (one_sale, one_rhythm)
"""Clubs that the command line tells of in the everyday run: one without and one with a model."""


def clubs(everyday: Collection[Callable[[Desk, ClubStory], None]]) -> list[object]:
    """Return every club; those that are not of the everyday run are for the gate."""
    return [
        pytest.param(make, marks=() if make in everyday else pytest.mark.gate) for make in CLUBS
    ]


PERIODS = {
    "before the first sale": Period.parse("1399-01"),
    "after the last sale": Period.days(date(2026, 11, 20), date(2026, 11, 20), "jalali"),
    "in the future": Period.parse("1410"),
    "across today": Period.parse("2026"),
    "as early as can be": Period.days(date(1950, 1, 1), date(1974, 12, 31), "jalali"),
    "as late as can be": Period.parse("2100"),
}


@pytest.mark.parametrize(
    "text",
    [
        "0001",
        "0001-01",
        "0000-01",
        "9999",
        "9999-12",
        "3001-Q4",
        "1251",
        "0623-01-01..0623-01-02",
        "1950-01-01..2100-01-01",
    ],
)
def test_a_period_no_calendar_has_is_refused(text):
    with pytest.raises(NotAPeriod):
        Period.parse(text)


@pytest.fixture(
    params=clubs([make for make in CLUBS if make is not hundred_thousand]),
    ids=lambda make: make.__name__,
)
def club(request, desk, clock) -> Desk:
    request.param(desk, ClubStory(desk, clock))
    return desk


def built(desk: Desk, question: Question) -> Iterator[tuple[Look, list[Card]]]:
    for look in LOOKS:
        with using(look), reading(desk, question) as read:
            yield look, catalogue.every(read)


def test_every_card_stands_on_every_club(club):
    for look, cards in built(club, Question(ABAN, ABAN.before)):
        assert len(cards) == len(catalogue.ENTRIES)
        for card in cards:
            is_sound(card, look)


@pytest.mark.parametrize("period", PERIODS.values(), ids=list(PERIODS))
def test_every_card_stands_on_every_period(desk, clock, period):
    story = ClubStory(desk, clock)
    for n in range(3):
        story.sales(story.member("2026-06-01"), "2026-06-01", 3 + n, 20 + n)
    for question in (Question(period, period.before), Question(period, ABAN)):
        for look, cards in built(desk, question):
            for card in cards:
                is_sound(card, look)


def test_every_card_stands_in_a_segment_of_nobody(desk, clock):
    ClubStory(desk, clock).sale(ClubStory(desk, clock).member("2026-09-01"), "2026-11-01")
    for look, cards in built(desk, Question(ABAN, ABAN.before, "tier:gold")):
        for card in cards:
            is_sound(card, look)
            assert not any(len(group.ids) for group in card.groups), card.key


@pytest.mark.parametrize("make", clubs(BRIEFLY), ids=lambda make: make.__name__)
def test_the_command_line_tells_every_club(desk, clock, make, capsys, monkeypatch):
    monkeypatch.setenv("LOYALDESK_SECRET", PIN)
    make(desk, ClubStory(desk, clock))
    path = str(desk.db.path)
    for words in (
        ("metrics", path, "--from", "2026-10-23", "--to", "2026-11-21"),
        ("segments", path), ("predict", path),
    ):  # fmt: skip
        for more in (("--json",),) if make in LARGE else ((), ("--json",)):
            code = main([*words, *more, "--language", "en"], clock=clock)
            out, err = capsys.readouterr()
            assert (code, err) == (0, ""), words
            assert not re.search(r"\b(nan|inf|infinity)\b", out, re.IGNORECASE), words
            if more:
                json.loads(out, parse_constant=pytest.fail)


def is_sound(card: Card, look: Look) -> None:
    """Hold a card to what every card promises."""
    about = card.meaning
    for text in (card.title, about.text, about.formula, about.counted, card.missing, card.note):
        assert "{" not in text, (card.key, text)
        if text and look.language == "fa":
            assert re.search("[\u0600-\u06ff]", text), (card.key, text)
    assert card.title and about.text and about.formula and about.counted, card.key
    assert about.version >= 1 and about.count >= 0, card.key
    assert card.missing or card.measures or card.grid or card.chart, card.key
    if card.missing:
        is_sentence(card.key, card.missing)
    for one in card.measures:
        for figure in (one.value, one.before, one.low, one.high):
            is_a_figure((card.key, one.metric), figure)
        if one.value is None:
            is_sentence((card.key, one.metric), one.why or card.missing)
        else:
            assert not one.why, (card.key, one.metric)
        if one.unit is Unit.RATIO and one.count == about.count == 0:
            assert one.value is None, (card.key, one.metric)
    is_sound_chart(card)
    is_sound_grid(card)
    assert len({group.key for group in card.groups}) == len(card.groups), card.key
    for group in card.groups:
        assert group.title, (card.key, group.key)
        assert len({int(id_) for id_ in group.ids}) == len(group.ids), (card.key, group.key)


def is_sound_chart(card: Card) -> None:
    if card.chart is None:
        return
    assert card.chart.value_axis, card.key
    assert card.chart.axis or card.chart.kind is ChartKind.SHARES, card.key
    assert card.chart.mark is None or 0 <= card.chart.mark < len(card.chart.labels), card.key
    is_a_figure(card.key, card.chart.goal)
    for series in card.chart.series:
        assert series.name, card.key
        for figure in (*series.values, *series.low, *series.high):
            is_a_figure((card.key, series.name), figure)


def is_sound_grid(card: Card) -> None:
    if card.grid is None:
        return
    rows = card.grid.rows + ((card.grid.total,) if card.grid.total else ())
    for row in rows:
        assert len(row) == len(card.grid.columns), card.key
        for cell, column in zip(row, card.grid.columns, strict=True):
            if column.unit not in (Unit.TEXT, Unit.DAY) and not isinstance(cell, str):
                is_a_figure((card.key, column.title), cell)


def is_a_figure(where: object, figure: object) -> None:
    """A figure is a plain, finite number, or none at all."""
    if figure is None:
        return
    assert type(figure) in (int, float), (where, type(figure))
    assert math.isfinite(figure), (where, figure)
    assert abs(figure) < 10**21, (where, figure)


def is_sentence(where: object, text: str) -> None:
    assert len(text) > 10 and text[-1] in ".!\u2026", (where, text)
