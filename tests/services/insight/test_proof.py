"""Whether the club works: against its like, before and after, and beside what articles claim."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.kernel.jalali import Month
from loyaldesk.services import club, contacts
from loyaldesk.services.insight import claims, proof, reading, shop_figures
from loyaldesk.services.insight.question import Question
from tests.insight.making import ClubStory

ABAN = Month("jalali", 1405, 8)


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


def card(desk, build, **more):
    asked = Question(Period.of("month", ABAN.first, "jalali"), **more)
    with reading.reading(desk, asked) as read:
        return build(read)


def measure(told, code):
    return next(m for m in told.measures if m.metric == code)


BUILDERS = (
    proof.working_card, proof.programme_return_card, proof.scorecard_card, claims.claims_card,
)  # fmt: skip


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_an_empty_club_and_one_with_a_single_sale_are_told_in_sentences(desk, story, build):
    told = card(desk, build)
    assert told.missing or all(m.value is None and m.why for m in told.measures)
    member = story.member("2026-11-01")
    sale = story.sale(member, "2026-11-02")
    told = card(desk, build)
    for each in told.measures:
        assert each.value is not None or each.why, each.metric
    story.reverse(sale, "2026-11-03")
    card(desk, build)
    card(desk, build, segment="spend:heavy")


def users_and_their_like(story):
    """Record 30 users and 30 alike who never used it: users bring a visit more in Aban."""
    people = [story.member("2026-06-01") for _ in range(60)]
    for n, member in enumerate(people):
        story.sale(member, "2026-07-10", 20_000_000)
        story.sale(member, "2026-08-20", 1_000_000, pay_points=100 if n < 30 else 0)
        story.sale(member, "2026-09-20", 1_000_000)
        if n < 30:
            story.sale(member, "2026-11-10", 2_000_000 + (n % 2) * 200_000)
    return people


def test_the_return_of_the_club_is_that_of_users_against_their_like(desk, story):
    people = users_and_their_like(story)
    told = card(desk, proof.programme_return_card)
    # Three months up to 30 Aban: users brought 2,100,000 more on the average, 30 of them.
    assert measure(told, "programme_users").value == 30
    assert measure(told, "programme_controls").value == 30
    more = measure(told, "programme_more")
    assert more.value == 30 * 2_100_000
    assert more.low < more.value < more.high
    assert measure(told, "programme_return").value is None
    assert "No cost" in measure(told, "programme_return").why
    assert list(told.group("users").ids) == people[:30]
    assert list(told.group("controls").ids) == people[30:]
    shop_figures.add(desk, "licence", ABAN, 20_000_000)
    shop_figures.add(desk, "set_up", ABAN.before, 10_000_000)
    told = card(desk, proof.programme_return_card)
    cost = measure(told, "programme_cost").value
    assert cost == 30_000_000
    assert measure(told, "programme_return").value == pytest.approx((63_000_000 - cost) / cost)
    # 21,000,000 a month more, a third of 20,000,000 a month running: 10,000,000 in one month.
    assert measure(told, "programme_payback").value == 1
    assert told.grid.total[1] == cost


def test_points_paid_in_the_months_looked_at_are_no_loss_of_the_users(desk, story):
    people = users_and_their_like(story)
    before = measure(card(desk, proof.programme_return_card), "programme_more").value
    worth = club.programme(desk).point_worth_rial
    story.sale(people[0], "2026-11-12", 1_000_000, pay_points=40)
    after = card(desk, proof.programme_return_card)
    assert measure(after, "programme_more").value == pytest.approx(before + 1_000_000, abs=2)
    assert measure(after, "programme_cost").value == 40 * worth


def test_fewer_than_thirty_on_a_side_give_a_sentence_and_no_figure(desk, story):
    for n in range(6):
        member = story.member("2026-06-01")
        story.sale(member, "2026-07-10", 20_000_000)
        story.sale(member, "2026-08-20", 1_000_000, pay_points=10 * (n % 2))
    told = card(desk, proof.programme_return_card)
    assert told.missing.startswith("No fair comparison yet: it takes 30")
    assert not told.measures


def start_on(desk, day):
    kept = reading.insight_settings(desk)
    reading.save_settings(
        desk, replace(InsightSettings(), started_on=day, margin_percent=20), kept.version
    )


def test_the_three_figures_stand_before_and_after_the_start(desk, story):
    """From 22 May to 22 Aug. once a quarter; from then on twice: the rate goes from 0 to 100 %."""
    start_on(desk, "2026-08-23")
    people = [story.member("2026-05-22") for _ in range(30)]
    for n, member in enumerate(people):
        story.sale(member, "2026-05-22", 1_000_000)
        story.sale(member, date(2026, 9, 1) + timedelta(days=n), 2_000_000)
        story.sale(member, date(2026, 10, 1) + timedelta(days=n), 2_000_000)
    told = card(desk, proof.working_card)
    repeat = measure(told, "working_repeat")
    assert (repeat.before, repeat.value, repeat.count) == (0.0, 1.0, 30)
    change = measure(told, "working_repeat_change")
    assert change.value == 1.0
    assert 0.7 < change.low < change.high <= 1.2
    value = measure(told, "working_value")
    assert (value.before, value.value) == (200_000, 800_000)
    assert "better, and more so than chance explains" in told.note
    assert told.chart.mark_name == "Start of the club"
    assert told.chart.labels[told.chart.mark] == "Shahrivar 1405"
    assert len(told.grid.rows) == len(told.chart.labels)


def test_where_costs_are_not_known_goods_count_with_the_margin_of_the_others(desk, story):
    people = [story.member("2026-05-22") for _ in range(30)]
    for member in people:
        story.sale(member, "2026-05-22", 1_000_000)
        story.sale(member, "2026-09-01", 0, lines=(Line(1_000_000, cost_rial=400_000),))
    reading.save_settings(desk, InsightSettings(started_on="2026-08-23"), 0)
    told = card(desk, proof.working_card)
    value = measure(told, "working_value")
    assert (value.name, value.before, value.value) == ("Margin of a member", 600_000, 600_000)
    assert "the margin of the others, 60%" in told.note


def test_before_three_months_it_is_too_early(desk, story):
    start_on(desk, "2026-10-01")
    for _ in range(30):
        member = story.member("2026-05-23")
        story.sale(member, "2026-05-24")
        story.sale(member, "2026-11-01")
    told = card(desk, proof.working_card)
    assert measure(told, "working_repeat").value is None
    assert "Too early" in told.note
    assert told.chart is not None


def test_fewer_than_thirty_members_are_too_early_too(desk, story):
    start_on(desk, "2026-08-20")
    member = story.member("2026-05-01")
    for day in ("2026-05-02", "2026-09-02", "2026-10-02"):
        story.sale(member, day)
    told = card(desk, proof.working_card)
    assert measure(told, "working_repeat").why == "Too early: each side needs 30 members."


def test_without_older_sales_the_first_months_of_the_club_stand_for_before(desk, story):
    start_on(desk, "2026-04-01")
    for _ in range(30):
        member = story.member("2026-04-05")
        for day in ("2026-04-06", "2026-07-20", "2026-09-02", "2026-10-02"):
            story.sale(member, day)
    told = card(desk, proof.working_card)
    assert "its first 3 months stand beside the last 3" in told.note
    assert measure(told, "working_repeat").before == 0.0


def test_the_five_lines_are_counted_from_the_shops_own_data(desk, story, clock):
    start_on(desk, "2025-01-01")
    told = story.member("2026-07-01", source="friend")
    silent = story.member("2026-07-01", birthday=date(1990, 1, 1))
    regular = story.member("2026-07-01")
    for member in (told, silent, regular):
        story.sale(member, "2026-07-02")
    story.sale(regular, "2026-08-02")
    for day, hour in (("2026-07-20", 12), ("2026-07-21", 3)):
        clock.now = story.at(day, hour)
        contacts.add(desk, ContactDraft(f"c{hour}", told, channel="call", direction="out"))
    clock.now = story.at("2026-11-21")
    found = card(desk, proof.scorecard_card)
    rates = {m.metric: (m.value, m.count) for m in found.measures}
    # Three mobiles, one source and one birthday of 18 fields are known.
    assert rates["scorecard_no_data"] == (pytest.approx(13 / 18), 18)
    assert rates["scorecard_blind_ads"] == (pytest.approx(2 / 3), 3)
    assert rates["scorecard_dropped"] == (pytest.approx(2 / 3), 3)
    assert rates["scorecard_any_hour"] == (0.5, 2)
    assert rates["scorecard_passing"] == (pytest.approx(2 / 3), 3)
    assert list(found.group("dropped").ids) == [silent, regular]
    assert list(found.group("passing").ids) == [told, silent]


def test_claims_stand_marked_as_claims_beside_own_figures(desk, story):
    for n in range(5):
        member = story.member("2026-06-01")
        story.sale(member, "2026-11-01", 8_000_000 if n == 0 else 500_000)
    told = card(desk, claims.claims_card)
    assert measure(told, "claim_best_fifth").value == pytest.approx(0.8)
    assert measure(told, "claim_left").why == "Fewer than 10 complaints are old enough."
    assert len(told.grid.rows) == 8
    assert told.grid.columns[0].title == "Articles claim"
    assert "no aim of this shop" in told.note
