"""The shop's own figures, what its losses cost, and whether the club pays."""

from datetime import date, timedelta
from random import Random

import pytest

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import Month
from loyaldesk.services import club
from loyaldesk.services.desk import OperatorBrief
from loyaldesk.services.insight import churn_cost, costs, shop_figures
from loyaldesk.services.insight.forecast import expected_margin
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from loyaldesk.services.insight.shop_figures import Spent
from loyaldesk.store import shop_figures as store
from tests.conftest import desk_of
from tests.insight.making import ClubStory

ABAN = Month("jalali", 1405, 8)
MEHR = Month("jalali", 1405, 7)


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


def question(month=ABAN, **more):
    return Question(Period.of("month", month.first, "jalali"), **more)


def card(desk, build, asked=None):
    with reading(desk, asked or question()) as read:
        return build(read)


def values(told):
    return {m.metric: m.value for m in told.measures}


def test_a_figure_is_typed_in_taken_away_and_brought_back(desk):
    new = shop_figures.add(desk, "advertising", ABAN, 5_000_000, " Leaflets ")
    assert [(f.kind, f.on_day, f.amount_rial, f.note) for f in
            shop_figures.listing(desk, ABAN.first, ABAN.last)] == [
        ("advertising", ABAN.first, 5_000_000, "Leaflets")]  # fmt: skip
    shop_figures.remove(desk, new)
    shop_figures.remove(desk, new)
    assert shop_figures.listing(desk, ABAN.first, ABAN.last) == []
    shop_figures.restore(desk, new)
    assert len(shop_figures.listing(desk, ABAN.first, ABAN.last)) == 1


@pytest.mark.parametrize(
    ("kind", "month", "amount", "note", "field", "why"),
    [
        ("bribes", ABAN, 1, "", "kind", "unknown choice"),
        ("cards", ABAN.next, 1, "", "month", "future"),
        ("cards", Month("jalali", 1350, 1), 1, "", "month", "too old"),
        ("cards", ABAN, 0, "", "amount", "not positive"),
        ("cards", ABAN, None, "", "amount", "empty"),
        ("cards", ABAN, 10**13 + 1, "", "amount", "large"),
        ("cards", ABAN, 1, "x" * 201, "note", "too long"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_beside_its_field(
    desk, kind, month, amount, note, field, why
):
    with pytest.raises(BadInput) as refused:
        shop_figures.add(desk, kind, month, amount, note)
    assert (refused.value.field, refused.value.why) == (field, why)


def test_the_sales_of_the_shop_stand_once_in_a_month(desk):
    first = shop_figures.add(desk, "shop_sales", ABAN, 1_000)
    with pytest.raises(BadInput, match="once a month"):
        shop_figures.add(desk, "shop_sales", ABAN, 2_000)
    shop_figures.remove(desk, first)
    shop_figures.add(desk, "shop_sales", ABAN, 2_000)
    with pytest.raises(BadInput, match="once a month"):
        shop_figures.restore(desk, first)
    with pytest.raises(Missing):
        shop_figures.remove(desk, 99)


def test_the_cost_of_points_comes_from_the_ledger_unless_it_is_typed(desk, story):
    member = story.member("2026-10-01")
    story.sale(member, "2026-10-25", 20_000_000)
    with_points = story.sale(member, "2026-10-26", 1_000_000, pay_points=30)
    gone = story.sale(member, "2026-10-27", 1_000_000, pay_points=20)
    story.reverse(gone, "2026-10-27", 13)
    assert with_points
    worth = club.programme(desk).point_worth_rial
    assert shop_figures.points_cost(desk, ABAN) == shop_figures.PointsCost(30, 30 * worth)
    assert shop_figures.points_cost(desk, MEHR).points == 0
    shop_figures.add(desk, "licence", ABAN, 700)
    shop_figures.add(desk, "set_up", MEHR, 100)
    told = shop_figures.spent_step(desk.db, MEHR.first, ABAN.last)
    assert told == Spent(None, None, 100, 700 + 30 * worth, 30 * worth, None, None)
    shop_figures.add(desk, "points", ABAN, 5_000)
    told = shop_figures.spent_step(desk.db, MEHR.first, ABAN.last)
    assert (told.points, told.running, told.programme) == (5_000, 5_700, 5_800)


def test_winning_and_keeping_are_shared_by_the_members_won_and_kept(desk, story):
    old = [story.member("2026-08-01") for _ in range(4)]
    for member in old:
        story.sale(member, "2026-09-25")
    for member in old[:3]:
        story.sale(member, "2026-10-28")  # three kept in Aban
    for _ in range(2):
        story.sale(story.member("2026-11-01"), "2026-11-01")  # two won in Aban
    assert "No cost is entered" in card(desk, costs.acquisition_card).missing
    shop_figures.add(desk, "advertising", ABAN, 900_000)
    shop_figures.add(desk, "joining_gifts", ABAN, 100_000)
    told = values(card(desk, costs.acquisition_card))
    assert told["acquisition_per_member"] == 500_000
    assert told["retention_per_member"] is None
    assert told["acquisition_ratio"] is None
    shop_figures.add(desk, "retention_gifts", ABAN, 240_000)
    shop_figures.add(desk, "hours", ABAN, 60_000)
    shop_figures.add(desk, "shop_sales", ABAN, 20_000_000)
    told = card(desk, costs.acquisition_card)
    assert values(told)["retention_per_member"] == 100_000
    assert values(told)["acquisition_ratio"] == 5.0
    assert values(told)["members_share"] == 5_000_000 / 20_000_000
    assert list(told.group("kept").ids) == old[:3]
    assert told.grid.rows[-1] == ("Aban 1405", 2, 1_000_000, 500_000, 3, 300_000, 100_000, 5.0)
    of_some = card(desk, costs.acquisition_card, question(segment="spend:heavy"))
    assert "whole club" in of_some.missing


def lose_two(story):
    """Let two members stay away in Aban: both came every ten days until 1 Mehr (23 September)."""
    gone = [story.member("2026-08-01") for _ in range(2)]
    for member, amount in zip(gone, (1_000_000, 2_000_000), strict=True):
        story.sales(member, "2026-09-03", 3, 10, amount)  # the last on 23 September
    stays = story.member("2026-08-01")
    story.sales(stays, "2026-09-03", 8, 10)
    return gone, stays


def test_the_cost_of_lost_members_is_stored_once_and_corrected_when_one_comes_back(
    desk, story, clock
):
    gone, _stays = lose_two(story)
    clock.forward(days=2)  # Aban is over
    shop_figures.add(desk, "advertising", ABAN, 300_000)  # three new members in twelve months
    live = values(card(desk, churn_cost.churn_cost_card))
    night = desk_of(desk, Role.OWNER, "Second")
    assert churn_cost.run(system_of(desk)) == 2
    assert churn_cost.run(system_of(desk)) == 0
    told = values(card(desk, churn_cost.churn_cost_card))
    assert told == live
    assert told["churn_lost"] == 2
    assert told["churn_cost_original"] == told["churn_cost"] == 9_000_000 + 2 * 100_000
    late = story.sale(gone[1], "2026-11-23")
    assert values(card(desk, churn_cost.churn_cost_card)) == told | {
        "churn_cost_correction": 6_100_000, "churn_cost": 3_100_000, "churn_came_back": 1,
    }  # fmt: skip
    assert churn_cost.run(system_of(desk)) == 0
    kept = {r.member_id: r.came_back_on for r in churn_cost.lost_members(night, ABAN.first,
                                                                        ABAN.last)}  # fmt: skip
    assert kept == {gone[0]: None, gone[1]: date(2026, 11, 23)}
    story.reverse(late, "2026-11-23", 13)  # it was a mistake: nobody came
    assert values(card(desk, churn_cost.churn_cost_card)) == told


def system_of(desk):
    """Return the desk of the night."""
    row = desk.db.execute_sql("SELECT id, name FROM operator WHERE role = 'system'").fetchone()
    return desk.acting_as(OperatorBrief(row[0], row[1], "system"))


def test_with_a_prediction_the_expected_margin_had_they_stayed_is_taken(desk, story, clock):
    dice = Random(4)
    for _ in range(130):
        member = story.member("2026-04-01")
        day, every = date(2026, 4, 2) + timedelta(days=dice.randrange(40)), dice.randrange(7, 30)
        usual = dice.choice((3, 6, 10, 20, 40))  # each has a basket of their own
        for _ in range(dice.choice((1, 2, 3, 4, 6))):
            story.sale(member, day, usual * dice.randrange(70_000, 130_000))
            day = min(day + timedelta(days=every), date(2026, 11, 20))
    clock.forward(days=2)
    with reading(desk, question()) as read:
        gone, basis = churn_cost._loss(read, read.at_start, read.facts)
        told = expected_margin(read, gone.ids)
    assert basis == "model"
    assert len(gone) > 0
    assert gone.margin.tolist() == [round(value) for value in told]
    churn_cost.run(desk)
    rows = churn_cost.lost_members(desk, ABAN.first, ABAN.last)
    assert {row.basis for row in rows} == {"model"}
    assert sum(row.margin_rial for row in rows) == int(gone.margin.sum())


def test_why_they_left_is_asked_and_coded(desk, story, clock):
    gone, _stays = lose_two(story)
    clock.forward(days=2)
    churn_cost.run(system_of(desk))
    lost = churn_cost.lost_members(desk, ABAN.first, ABAN.last)
    assert [row.member_id for row in lost] == gone[::-1]  # the dearest first
    assert "Nobody was asked" in card(desk, churn_cost.churn_cost_card).note
    churn_cost.set_reason(desk, lost[0].id, "rival")
    told = card(desk, churn_cost.churn_cost_card)
    assert list(told.group("reason:rival").ids) == [gone[1]]
    assert "Another shop" in told.note
    with pytest.raises(BadInput, match="unknown choice"):
        churn_cost.set_reason(desk, lost[0].id, "weather")
    with pytest.raises(Missing):
        churn_cost.set_reason(desk, 999, "price")


def test_a_month_of_the_other_calendar_tells_the_stored_one_that_ended_in_it(desk, story, clock):
    gone, _stays = lose_two(story)
    clock.forward(days=2)
    churn_cost.run(system_of(desk))  # Aban: 23 October to 21 November
    churn_cost.set_reason(desk, churn_cost.lost_members(desk, ABAN.first, ABAN.last)[0].id, "rival")
    november = Question(Period.of("month", ABAN.last, "gregorian"))
    clock.forward(days=10)
    told = card(desk, churn_cost.churn_cost_card, november)
    assert values(told)["churn_lost"] == 2
    assert list(told.group("reason:rival").ids) == [gone[1]]
    assert (told.meaning.first, told.meaning.last) == (ABAN.first, ABAN.last)
    assert "Aban 1405, the month of the shop that ended in these days" in told.note
    assert told.grid.rows[0][0] == "Aban 1405"
    days = november.period
    listed = churn_cost.lost_members(desk, days.first, days.last)
    assert [one.member_id for one in listed if one.reason] == [gone[1]]


def test_the_reasons_of_a_quarter_are_those_of_its_months(desk, story, clock):
    gone, _stays = lose_two(story)
    clock.forward(days=2)
    churn_cost.run(system_of(desk))
    churn_cost.set_reason(desk, churn_cost.lost_members(desk, ABAN.first, ABAN.last)[0].id, "rival")
    autumn = Question(Period.of("quarter", ABAN.first, "jalali"))
    told = card(desk, churn_cost.churn_cost_card, autumn)
    assert list(told.group("reason:rival").ids) == [gone[1]]
    assert "Another shop" in told.note


def test_months_that_were_missed_are_caught_up(desk, story, clock):
    churn_cost.run(system_of(desk))
    assert store.recorded_until(desk.db, churn_cost.JOB) == MEHR.last
    lose_two(story)
    clock.forward(days=70)
    assert churn_cost.run(system_of(desk)) == 3  # in Aban two, later the third
    last_month = Month.of(desk.today(), "jalali").before
    assert store.recorded_until(desk.db, churn_cost.JOB) == last_month.last


def test_a_club_too_young_says_so_in_a_sentence(desk, story):
    for build in (churn_cost.churn_cost_card, costs.acquisition_card, costs.simulator_card):
        assert card(desk, build).missing
    story.sale(story.member("2026-11-01"), "2026-11-02")
    assert "Too early" in card(desk, costs.simulator_card).missing


def test_the_simulator_begins_with_the_shops_own_year(desk, story):
    people = [story.member("2026-05-01") for _ in range(30)]
    for n, member in enumerate(people):
        story.sale(member, "2026-06-10", 1_000_000)
        if n < 24:
            story.sale(member, "2026-10-10", 3_000_000)
    told = card(desk, costs.simulator_card)
    # Of 30 who bought from Khordad to Mordad, 24 bought in the three months after: 0.8^4 a year.
    basis = card(desk, costs.basis_of)
    assert (basis.window_months, basis.asked) == (3, 30)
    assert basis.now.retention == pytest.approx(0.8**4)
    assert basis.now.frequency == pytest.approx(54 / 30)
    assert basis.now.basket == pytest.approx((30 + 72) * 1_000_000 / 54)
    assert values(told)["simulator_yearly"] == round(0.05 * 102_000_000)
    assert "young" in told.note
