"""The programme advisor on a club: replayed as the rehearsal does, and told on a card."""

from datetime import date

import pytest

from loyaldesk.domain.insight.advisor import Step, Terms, programmes
from loyaldesk.kernel.errors import SeveralBadInputs
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import club, rehearsal
from loyaldesk.services.insight import advisor
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from tests.insight.making import ClubStory

TODAY = date(2026, 11, 21)
TERMS = Terms(100_000, 1_000, 1.0, 2, 300_000, (Step(1_000_000, 1.0),))


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


@pytest.fixture
def shop(story):
    """Two members: one with three visits and a return, one with one visit."""
    sara, reza = story.member("2026-01-01"), story.member("2026-01-01")
    story.sale(sara, "2026-01-10", 1_500_000)
    second = story.sale(sara, "2026-02-10", 2_000_000)
    story.sale(sara, "2026-03-10", 1_000_000)
    story.bring_back(second, "2026-02-12", 500_000)
    story.sale(reza, "2026-04-10", 150_000)
    story.sale(reza, "2025-03-10", 900_000)  # before the year
    return sara, reza


def question():
    return Question(Question.of_month(TODAY, "gregorian").period)  # October 2026


def card_of(desk, asked=None):
    with reading(desk, asked or question()) as read:
        return advisor.advisor_card(read)


def advice_of(desk, terms=TERMS):
    return advisor.advise(desk, terms, question())


def test_the_programmes_are_those_of_a_hand(desk, shop):
    # Sara kept 1,500,000 + 1,500,000 + 1,000,000, Reza 150,000 in the year
    points, cashback, stamps, tiers = advice_of(desk).results
    assert points.cost == (15 + 15 + 10 + 1) * 1_000
    assert cashback.cost == 41_500
    assert stamps.cost == 300_000  # three visits: one card, and Sara is one stamp away
    assert tiers.cost == 25_000  # 1 % of the second and third receipt
    assert (points.reached, points.reach, stamps.near, stamps.reached) == (2, 1.0, 2, 1)
    assert points.share == 41_000 / 4_150_000
    assert points.expected is None  # nobody redeemed yet


def test_the_sums_are_those_of_the_rehearsal(desk, shop):
    asked = Question(Question.of_month(date(2026, 12, 1), "gregorian").period)
    year = advisor.advise(desk, TERMS, asked).year  # November, cut at today
    now = club.programme_on(desk.db, TODAY)
    for kind, programme in programmes(TERMS, now).items():
        made = rehearsal.rehearse(desk, programme)
        assert made.new.cost_rial == int(year.gifts[kind].sum()), kind


def test_many_sales_are_reckoned_plainly_and_the_card_says_so(desk, shop, monkeypatch):
    slow = advice_of(desk)
    monkeypatch.setattr(advisor, "MOST_REPLAYED", 3)
    fast = advice_of(desk)
    assert fast.is_plain and not slow.is_plain
    assert [one.cost for one in fast.results] == [one.cost for one in slow.results]
    assert "without the rules" in advisor.told(fast).note
    assert "without the rules" not in advisor.told(slow).note


def test_the_card_has_chart_table_members_and_its_meaning(desk, shop):
    card = card_of(desk)
    assert [row[0] for row in card.grid.rows] == [
        "Points", "Cash-back", "Stamp card", "Tiers with a discount",
    ]  # fmt: skip
    assert card.measures[0].metric == "advisor_points"
    assert card.chart.series[0].values == tuple(row[2] for row in card.grid.rows)
    assert (card.meaning.first, card.meaning.last) == (date(2025, 10, 31), date(2026, 10, 31))
    assert card.meaning.count == 2 and "as they did" in card.note
    assert sorted(card.group("reached_cashback").ids.tolist()) == sorted(shop)


def test_a_group_of_members_is_advised_alone(desk, shop):
    everybody = advice_of(desk)
    assert len(everybody.year.ids) == 2
    asked = Question(question().period, segment="spend:heavy")
    some = advisor.advise(desk, TERMS, asked)
    assert 0 < len(some.year.ids) < 2


def test_an_empty_club_is_told_in_a_sentence(desk):
    assert card_of(desk).missing


def test_one_sale_is_enough_and_none_in_the_year_is_told(desk, story):
    member = story.member("2024-01-01")
    story.sale(member, "2024-01-02", 100_000)
    card = card_of(desk)
    assert "in the year up to" in card.missing
    story.sale(member, "2026-10-01", 100_000)
    card = card_of(desk)
    assert not card.missing and card.meaning.count == 1


def test_days_before_the_first_sale_are_told(desk, shop):
    early = Question(Question.of_month(date(2020, 5, 1), "gregorian").period)
    assert card_of(desk, early).missing


def test_terms_begin_with_the_programme_in_force(desk, shop):
    begun = advisor.usual_terms(desk, question())
    now = club.programme_on(desk.db, TODAY)
    assert begun.rial_per_point == now.rial_per_point
    assert begun.checked() == begun


def test_bad_terms_are_refused(desk, shop):
    with pytest.raises(SeveralBadInputs):
        advice_of(desk, Terms(stamp_visits=0))


def test_it_can_be_stopped(desk, shop, monkeypatch):
    class Stop:
        def step(self, done, total, what=""):
            raise Cancelled

    monkeypatch.setattr(advisor, "EVERY", 1)
    with pytest.raises(Cancelled):
        advisor.advise(desk, TERMS, question(), None, Stop())
