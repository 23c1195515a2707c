"""The cards of staying and leaving on real clubs: right figures, members behind, never a NaN."""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.insight.card import Card, Measure
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.chart import ChartKind
from loyaldesk.kernel.look import look, using
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.services import merging
from loyaldesk.services.insight import cohort_cards, existing, keeping, keeping_kinds, spending
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, reading, save_settings
from tests.conftest import desk_of
from tests.domain.insight.by_hand import Book
from tests.insight.making import ClubStory
from tests.insight.plain import rows_of_club

MEHR, ABAN = (Period.parse(f"1405-{month:02d}") for month in (7, 8))
"""23 September to 22 October and 23 October to 21 November 2026; the clock stands at its end."""

ASKED = Question(ABAN, MEHR)

LARGEST = MOST_RIAL // 100
"""The largest sale whose points the programme still gives."""

BUILDERS: dict[str, Callable[[Reading], Card]] = {
    "activity": keeping.activity_card,
    "retention": keeping.retention_card,
    "churn": keeping.churn_card,
    "transaction_churn": keeping.transaction_churn_card,
    "revenue": existing.revenue_card,
    "repeat": spending.repeat_card,
    "second_purchase": spending.second_purchase_card,
    "frequency": spending.frequency_card,
    "cohorts": cohort_cards.cohorts_card,
    "tenure": cohort_cards.tenure_card,
}


@pytest.fixture
def story(desk, clock) -> ClubStory:
    return ClubStory(desk, clock)


@pytest.fixture
def seeded(story) -> ClubStory:
    """Forty-five members of a year: rare and frequent, returns, two receipts of one day."""
    chance = random.Random(5)
    for _ in range(45):
        day = date(2025, 10, 1) + timedelta(days=chance.randrange(380))
        member, gap = story.member(day), chance.choice((6, 20, 45))
        for _ in range(chance.randint(1, 6)):
            if day > ABAN.last:
                break
            sale = story.sale(member, day, chance.choice((100, 400, 2000)) * 1000)
            if chance.random() < 0.2:
                story.sale(member, day, 50_000, hour=18)
            if chance.random() < 0.2:
                story.bring_back(sale, min(ABAN.last, day + timedelta(days=chance.randrange(30))))
            day += timedelta(days=math.ceil(chance.expovariate(1 / gap)))
    return story


def built(desk, key: str, question: Question = ASKED) -> Card:
    with reading(desk, question) as read:
        card = BUILDERS[key](read)
    assert card.key == key
    is_sound(card)
    return card


def is_sound(card: Card) -> None:
    """Whatever a card says, it says wholly: no NaN, no bare figure, no ragged table."""
    about = card.meaning
    assert about.text and about.formula and about.counted and about.version == 1
    assert "{" not in about.text + about.formula + card.note + card.missing
    if card.missing:
        assert not (card.measures or card.chart or card.grid or card.groups)
        return
    assert card.measures
    for one in card.measures:
        for figure in (one.value, one.before, one.low, one.high):
            assert figure is None or math.isfinite(figure)
        assert bool(one.why) == (one.value is None)
    assert len({one.metric for one in card.measures}) == len(card.measures)
    assert len({one.key for one in card.groups}) == len(card.groups)
    for one in card.groups:
        assert len(set(one.ids)) == len(one.ids)
    assert card.grid is not None
    for row in (*card.grid.rows, *([card.grid.total] if card.grid.total else [])):
        assert len(row) == len(card.grid.columns)
        assert all(cell is None or cell == cell for cell in row)
    if card.chart is not None:
        assert card.chart.axis and card.chart.value_axis
        for series in card.chart.series:
            assert all(v is None or math.isfinite(v) for v in series.values)


def figure(card: Card, metric: str) -> Measure:
    return next(one for one in card.measures if one.metric == metric)


def value(card: Card, metric: str) -> float | int | None:
    return figure(card, metric).value


def who(card: Card, key: str) -> set[int]:
    return set(card.group(key).ids)


@pytest.fixture
def published(story) -> dict[int, int]:
    """V-A1: P1 is Mehr with 100, 200, 150; P2 is Aban with 120, 180 and a new one with 90."""
    ids = {n: story.member("2026-09-01") for n in (1001, 1002, 1003, 1004)}
    for number, money in ((1001, 100), (1002, 200), (1003, 150)):
        story.sale(ids[number], "2026-10-01", money * 1000)
    for number, money in ((1001, 120), (1003, 180), (1004, 90)):
        story.sale(ids[number], "2026-11-01", money * 1000)
    return ids


def test_the_published_example_gives_its_figures_on_the_cards(desk, published):
    save_settings(desk, InsightSettings(retention_months=1), 0)
    active = built(desk, "activity")
    assert value(active, "active") == 3
    assert who(active, "two_repeating") == {published[1001], published[1003]}
    assert who(active, "two_new") == who(active, "new") == {published[1004]}
    assert who(active, "two_lapsed") == {published[1002]}
    assert value(built(desk, "retention"), "retention") == pytest.approx(2 / 3)
    money = built(desk, "revenue")
    assert value(money, "nrr") == pytest.approx(2 / 3)
    assert value(money, "net_revenue_churn") == pytest.approx(1 / 3)
    assert value(money, "revenue_churn") == pytest.approx(200 / 450)
    assert value(money, "expansion") == pytest.approx(50 / 450)
    assert [row[1] for row in money.grid.rows] == [450_000, -200_000, 0, 50_000, 300_000]
    assert money.note == ""


def test_the_classic_form_stands_in_the_meaning_with_the_shops_own_figures(desk, published):
    save_settings(desk, InsightSettings(retention_months=1), 0)
    assert "(3 - 1) / 3" in built(desk, "retention").meaning.formula


def test_growth_of_existing_members_is_told_as_negative_churn(desk, story):
    one, two = story.member("2026-09-01"), story.member("2026-09-01")
    story.sale(one, "2026-10-01", 100_000)
    story.sale(two, "2026-10-01", 50_000)
    story.sale(one, "2026-11-01", 300_000)
    card = built(desk, "revenue")
    # 50 lost, 200 more, of 150: minus one.
    assert value(card, "net_revenue_churn") == pytest.approx(-1)
    assert value(card, "nrr") == pytest.approx(2)
    assert "100" in card.note and "egative churn" in card.note


def test_every_figure_is_the_same_when_reckoned_member_by_member(desk, seeded):
    book = Book([(r.member_id, r.day, r.net) for r in rows_of_club(desk)], "jalali")
    everybody = book.members(ABAN.last)
    first, last, start = ABAN.first, ABAN.last, MEHR.last
    bought = {m for m in everybody if book.net(m, first, last) > 0}
    before = {m for m in everybody if book.net(m, MEHR.first, MEHR.last) > 0}
    visited = {m: book.visits(m, last) for m in everybody}
    now_gone = {m for m in everybody if book.gone(m, last)}
    there = {m for m in everybody if book.visits(m, start) and not book.gone(m, start)}

    active = built(desk, "activity")
    new = {m for m in bought if visited[m][0] >= first}
    assert (who(active, "active"), who(active, "new")) == (bought, new)
    assert who(active, "came_back") == {m for m in bought - new if book.gone(m, start)}
    assert who(active, "lapsed") == there & now_gone
    assert who(active, "two_repeating") == bought & before
    assert figure(active, "active").before == len(before)
    stacked = {one.name: one.values[-1] for one in active.chart.series if not one.is_line}
    assert sum(stacked.values()) == len(bought)

    stay = built(desk, "retention")
    window = date(2026, 7, 23)
    base = {m for m in everybody if book.net(m, window, start) > 0}
    assert value(stay, "retention") == pytest.approx(len(base & bought) / len(base))
    assert who(stay, "stayed") == base & bought

    churn = built(desk, "churn")
    assert value(churn, "churn") == pytest.approx(len(there & now_gone) / len(there))
    by_tier = [row for row in churn.grid.rows if row[0] == "Tier"]
    assert sum(row[2] for row in by_tier) == len(there)
    assert sum(row[3] for row in by_tier) == len(there & now_gone)

    after = built(desk, "transaction_churn")
    for number, made, ended, share in after.grid.rows:
        makers = [m for m in everybody if len(visited[m]) >= number]
        done = {m for m in makers if len(visited[m]) == number} & now_gone
        assert (made, ended) == (len(makers), len(done))
        assert who(after, f"after.{number}") == done
        assert share == (pytest.approx(len(done) / len(makers)) if makers else None)

    repeat = built(desk, "repeat")
    came = {m: len(book.visits(m, last, first)) for m in everybody}
    assert value(repeat, "repeat_rate") == pytest.approx(
        sum(came[m] >= 2 for m in bought) / len(bought)
    )
    assert sum(row[1] for row in repeat.grid.rows) == len(bought)

    often = built(desk, "frequency")
    net = sum(book.net(m, first, last) for m in everybody)
    assert value(often, "basket") == pytest.approx(net / sum(came.values()))
    gaps = [median(book.gaps(m, last)) for m in bought if len(visited[m]) > 1]
    assert value(often, "gap_days") == pytest.approx(median(gaps))
    assert sum(row[1] for row in often.grid.rows) == len(bought)

    cells = built(desk, "cohorts")
    assert cells.chart.kind is ChartKind.HEAT
    for group in cells.groups:
        if group.place is None:
            continue
        row, column = group.place
        size = cells.grid.rows[row][1]
        assert cells.chart.series[row].values[column] == (len(group.ids) / size if size else None)

    second = built(desk, "second_purchase")
    assert second.grid.total[1] == sum(row[1] for row in second.grid.rows)
    assert value(second, "second_purchase_waiting") == len(who(second, "waiting"))

    tenure = built(desk, "tenure")
    assert who(tenure, "lost") == now_gone
    assert tenure.grid.total[1] == len([m for m in everybody if visited[m]])
    assert tenure.chart.series[0].values[0] <= 1
    assert len(tenure.chart.series[0].low) == len(tenure.chart.labels)


def test_the_figures_of_the_period_compared_with_are_those_it_had_itself(desk, seeded):
    for key in BUILDERS:
        now, alone = built(desk, key), built(desk, key, Question(MEHR))
        for one, then in zip(now.measures, alone.measures, strict=True):
            if not one.metric.startswith("two_"):
                assert one.before == then.value, one.metric


@pytest.mark.parametrize("key", BUILDERS)
def test_an_empty_club_says_that_no_sale_is_recorded(desk, key):
    assert built(desk, key).missing == (
        "No sale is recorded yet. The figures come with the first sales."
    )


@pytest.mark.parametrize("key", BUILDERS)
def test_days_before_the_first_sale_or_not_yet_come_have_a_sentence(desk, story, key):
    story.sale(story.member("2026-10-01"), "2026-10-01")
    before = Question(Period.parse("1404-01"), Period.parse("1403-01"))
    assert "1405/07/09" in built(desk, key, before).missing
    assert "not come yet" in built(desk, key, Question(Period.parse("1406-01"))).missing


def test_days_after_the_last_sale_tell_who_is_lost_but_nothing_of_buying(desk, story):
    story.sales(story.member("2026-01-01"), "2026-01-10", 5, 10)
    asked = Question(ABAN)
    for key in ("activity", "retention", "revenue", "repeat", "frequency"):
        assert "1404/11/30" in built(desk, key, asked).missing
    after = built(desk, "transaction_churn", asked)
    assert after.grid.rows[4][1:] == (1, 1, 1.0)
    churn = figure(built(desk, "churn", asked), "churn")
    assert (churn.value, churn.why) == (None, "Nobody was a customer on the day before these days.")


@pytest.mark.parametrize("key", BUILDERS)
def test_a_group_without_members_has_a_sentence(desk, story, key):
    story.sale(story.member("2026-10-01"), "2026-11-01", 10_000)
    gold = replace(ASKED, segment="tier:gold")
    assert "Nobody belongs" in built(desk, key, gold).missing


@pytest.mark.parametrize("key", BUILDERS)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_one_sale_one_member_and_all_returns_are_told_without_a_nan(desk, story, key, language):
    with using(replace(look(), language=language)):
        sale = story.sale(story.member("2026-11-01"), "2026-11-01")
        built(desk, key)
        built(desk, key, Question(ABAN))
        story.bring_back(sale, "2026-11-02")
        built(desk, key)


@pytest.mark.parametrize("key", BUILDERS)
def test_a_club_of_returns_only_says_that_nobody_bought(desk, story, key):
    sale = story.sale(story.member("2026-11-01"), "2026-11-01")
    story.bring_back(sale, "2026-11-01")
    assert "bought for more than nothing" in built(desk, key).missing


def test_what_was_bought_and_brought_back_leaves_no_buyer_and_no_rate(desk, story):
    sale = story.sale(story.member("2026-11-01"), "2026-11-01")
    story.bring_back(sale, "2026-11-02")
    assert value(built(desk, "activity"), "active") == 0
    one = figure(built(desk, "repeat"), "repeat_rate")
    assert (one.value, one.why) == (None, "Nobody bought in these days.")
    assert value(built(desk, "frequency"), "frequency") is None


@pytest.mark.parametrize("key", BUILDERS)
def test_all_sales_of_one_day_and_the_largest_money_are_told_too(desk, story, key):
    for _ in range(31):
        story.sale(story.member("2026-10-10"), "2026-10-10", 50_000)
    card = built(desk, key)
    if key == "tenure":
        # Everybody came once, 42 days ago; nobody has a gap: gone after 30 days, on the first.
        assert value(card, "tenure_median") == 0
        assert value(card, "tenure_6") == 0.0
    rich = story.member("2026-10-11")
    story.sale(rich, "2026-10-11", LARGEST)
    story.sale(rich, "2026-11-11", LARGEST)
    built(desk, key)


def test_fewer_than_thirty_members_are_too_early_for_tenure(desk, story):
    story.sale(story.member("2026-10-10"), "2026-10-10")
    assert built(desk, "tenure").missing == (
        "Too early: how long members stay is told from 30 members on, so far there are 1."
    )


def test_a_new_product_group_counts_only_for_those_whose_groups_are_known(desk, story):
    milk, bread = (Line(100_000, category=name) for name in ("milk", "bread"))
    known, same, plain, brought = (story.member("2026-09-01") for _ in range(4))
    for member in (known, same, brought):
        story.sale(member, "2026-10-01", lines=(milk,))
    story.sale(plain, "2026-10-01", 100_000)
    story.sale(known, "2026-11-01", lines=(milk, bread))
    story.sale(same, "2026-11-01", lines=(milk,))
    story.sale(plain, "2026-11-01", lines=(bread,))
    back = story.sale(brought, "2026-11-01", lines=(bread,))
    story.reverse(back, "2026-11-02")
    card = built(desk, "revenue")
    assert who(card, "new_category") == {known}
    assert value(card, "new_category_share") == 0.25


def test_in_a_large_club_new_groups_and_sellers_are_looked_up_for_a_part(desk, story, monkeypatch):
    monkeypatch.setattr(existing, "MOST_LOOKED", 3)
    monkeypatch.setattr(keeping_kinds, "MOST_SALES", 3)
    ids = [story.member("2026-09-01") for _ in range(6)]
    for member in ids:
        story.sale(member, "2026-10-01", lines=(Line(100_000, category="milk"),))
        story.sale(member, "2026-11-01", lines=(Line(100_000, category="bread"),))
    card = built(desk, "revenue")
    assert who(card, "new_category") == {m for m in ids if m % 2 == 0}
    one = figure(card, "new_category_share")
    assert (one.value, one.count) == (1.0, 3)
    assert "one member in 2" in card.note
    churn = built(desk, "churn")
    assert "one member in 2" in churn.note
    assert [row[2] for row in churn.grid.rows if row[0] == "Last product group"] == [3]


def test_without_product_groups_their_share_is_no_data(desk, published):
    one = figure(built(desk, "revenue"), "new_category_share")
    assert (one.value, one.why) == (
        None,
        "No product groups are recorded in these days, or none before them.",
    )


def test_churn_is_told_by_seller_product_group_source_channel_and_complaint(desk, story):
    clerk = desk_of(desk, Role.CASHIER, "Narges")
    gone = story.member("2026-01-01", source="Instagram", preferred_channel="sms")
    for k in range(4):
        story.sale(gone, date(2026, 9, 20) + timedelta(days=k), desk=clerk,
                   lines=(Line(100_000, category="shoes"),))  # fmt: skip
    stays = story.member("2026-01-01", source="neighbour")
    story.sales(stays, "2026-09-01", 8, 11)
    card = built(desk, "churn")
    rows = {(row[0], row[1]): row[2:] for row in card.grid.rows}
    assert rows["Last sale by", "Narges"] == (1, 1, 1.0)
    assert rows["Last product group", "shoes"] == (1, 1, 1.0)
    assert rows["Last product group", "not known"] == (1, 0, 0.0)
    assert rows["Came from", "Instagram"] == (1, 1, 1.0)
    assert rows["Came from", "neighbour"] == (1, 0, 0.0)
    assert rows["Preferred channel", "SMS"] == (1, 1, 1.0)
    assert rows["Complaint", "no complaint"] == (2, 1, 0.5)
    assert rows["Customer for", "below 3 months"] == (2, 1, 0.5)
    assert who(card, "lost.source.Instagram") == {gone}


def test_an_erased_member_stays_in_the_figures_and_a_merged_one_counts_once(desk, story, published):
    story.erase(published[1002], "2026-11-20")
    other = story.member("2026-09-01")
    story.sale(other, "2026-11-03", 30_000)
    assert value(built(desk, "activity"), "active") == 4
    merging.merge(desk, published[1004], other)
    card = built(desk, "activity")
    assert value(card, "active") == 3
    assert who(card, "two_lapsed") == {published[1002]}
    assert value(built(desk, "repeat"), "repeat_members") == 1
