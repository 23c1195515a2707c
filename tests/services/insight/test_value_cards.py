"""The cards about value, on real clubs: by hand, against plain counting, and with nothing there."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import complaints, contacts, families
from loyaldesk.services.insight import (
    catalogue,
    classes,
    fairness,
    loyalty,
    segments,
    value,
)
from loyaldesk.services.insight import reading as reading_room
from loyaldesk.services.insight.question import Question
from tests.insight.making import ClubStory
from tests.makers import make_member

TODAY = date(2026, 11, 21)
KEYS = [entry.key for entry in catalogue.ENTRIES if "value" in entry.pages]


def ask(desk, first=TODAY, last=TODAY, **more):
    question = Question(Period.days(first, last, "gregorian"), **more)
    return reading_room.reading(desk, question)


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


@pytest.fixture
def shop(story):
    """Five who came 1 to 5 times, and one of long ago; money 1 to 5 million each visit."""
    found = []
    for n in range(1, 6):
        member = story.member("2025-01-10")
        story.sales(member, TODAY - timedelta(days=10 * (n + 4)), n, 10, n * 1_000_000)
        found.append(member)
    old = story.member("2024-01-10")
    story.sale(old, "2024-02-01")
    return [*found, old]


def goods(rial, cut=0, cost=None, product=""):
    """The goods of a sale, less their own discount."""
    return {"amount_rial": 0, "lines": (Line(rial - cut, product, discount_rial=cut,
                                             cost_rial=cost),)}  # fmt: skip


def figure(card, metric):
    return next(each for each in card.measures if each.metric == metric)


def cells(card, column=0):
    return {row[0]: row[1:] for row in card.grid.rows}


@pytest.mark.parametrize("key", KEYS)
def test_a_club_without_sales_says_what_is_missing(desk, key):
    make_member(desk)
    with ask(desk) as read:
        (card,) = catalogue.by_key(read, [key])
    assert card.missing
    assert not card.measures


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("case", ["one sale", "all came back", "no visit lately", "segment"])
def test_hardly_any_sales_never_break_a_card(desk, story, key, case):
    member = story.member("2025-01-10")
    sold = story.sale(member, "2024-02-01" if case == "no visit lately" else "2026-11-20")
    if case == "all came back":
        story.bring_back(sold, "2026-11-21")
    segment = "tier:bronze" if case == "segment" else ""
    with ask(desk, segment=segment, compare=Period.days(date(2020, 1, 1), date(2020, 1, 2),
                                                        "gregorian")) as read:  # fmt: skip
        (card,) = catalogue.by_key(read, [key])
    assert card.missing or card.measures
    for each in card.measures:
        assert each.value is not None or each.why
        assert each.value != float("nan")


def test_scores_and_classes_stand_in_the_grid_with_their_members(desk, shop):
    """Last visits 50, 50, 50, 50, 50 - ... : each last one lies 50 days back; visits 1 to 5."""
    with ask(desk) as read:
        card = value.rfm_card(read)
    assert card.meaning.count == 5
    places = {
        tuple(group.ids): group.place for group in card.groups if group.place and len(group.ids)
    }
    assert places == {(shop[k],): (2, k) for k in range(5)}
    assert [int(v) for series in card.chart.series for v in series.values] == [
        *[0] * 10, 1, 1, 1, 1, 1, *[0] * 10,
    ]  # fmt: skip
    assert tuple(card.group("rfm:loyal").ids) == tuple(shop[3:5])
    assert tuple(card.group("rfm:sleepy").ids) == tuple(shop[:2])
    assert cells(card)["Loyal"] == (2, 41_000_000, 41 / 55, 41_000_000 / 9)
    assert figure(card, "rfm_loyal").value == 2


def test_under_a_filter_members_keep_the_scores_they_have_among_all(desk, shop):
    with ask(desk, segment="rfm:loyal") as read:
        card = value.rfm_card(read)
    assert card.meaning.count == 2
    assert tuple(card.group("rfm:loyal").ids) == tuple(shop[3:5])


def test_groups_can_be_asked_for_by_their_code(desk, shop):
    codes = dict(segments.choices(desk))
    assert codes["spend:heavy"] == "Spend: Heavy buyers"
    assert "tier:gold" in codes
    with ask(desk) as read:

        def who(code):
            return segments.ids_of(desk.db, code, lambda: read.facts).tolist()

        assert who("spend:heavy") == [shop[4]]
        assert who("spend:medium") == [shop[3], shop[2]][::-1][:2]
        assert who("spend:zero") == [shop[5]]
        assert who("tier:gold") == [] or who("tier:gold")
        for wrong in ("", "tier", "tier:", "tier:none", "rfm:none", "what:gold", "tag:never",
                      "source:" + "x" * 300):  # fmt: skip
            with pytest.raises(BadInput) as refused:
                who(wrong)
            assert (refused.value.field, refused.value.why) == ("segment", "unknown")


def test_a_tag_a_source_and_a_gender_are_groups(desk, story):
    one = story.member("2025-01-10", tags=("vip",), source="instagram", gender="female")
    story.member("2025-01-10")
    codes = [code for code, _ in segments.choices(desk)]
    for code in ("tag:vip", "source:instagram", "gender:female"):
        assert code in codes
        assert segments.ids_of(desk.db, code, lambda: None).tolist() == [one]


def test_the_best_fifth_brings_its_share_of_the_margin(desk, shop):
    """Net is margin here: 25 of 55 million from the best of five."""
    with ask(desk) as read:
        card = value.pareto_card(read)
    assert figure(card, "pareto_share").value == 25 / 55
    assert tuple(card.group("best").ids) == (shop[4],)
    assert "cost" in card.note


def test_a_lifetime_needs_members_of_the_year_before(desk, shop):
    with ask(desk) as read:
        card = value.lifetime_value_card(read)
    assert card.missing.startswith("Too early: only 0 members")


def test_a_lifetime_is_told_as_a_range(desk, story):
    """Ten bought 15 months ago, five of them again: churn 50 %, two years, 2 visits each."""
    for n in range(10):
        member = story.member("2025-01-10")
        story.sale(member, "2025-08-10")
        if n < 5:
            story.sales(member, "2026-08-01", 2, 30)
    with ask(desk) as read:
        card = value.lifetime_value_card(read)
    main = figure(card, "simple_value")
    assert figure(card, "years_expected").value == 2
    assert figure(card, "visits_a_year").value == 2
    assert main.value == 1_000_000 * 2 * 2
    assert main.low < main.value < main.high


def test_balance_tells_who_gets_too_much_and_too_little(desk, story):
    """Margin is net here: 900,000 for 100,000 given is even, 1,000,000 for nothing is not."""
    fair, poor = story.member("2025-01-10"), story.member("2025-01-10")
    rich = story.member("2025-01-10")
    story.sale(fair, "2026-11-01", **goods(1_000_000, 100_000))
    story.sale(poor, "2026-11-01")
    story.sale(rich, "2026-11-01", **goods(1_000_000, 500_000))
    with ask(desk) as read:
        card = fairness.balance_card(read)
    assert tuple(card.group("even").ids) == (fair,)
    assert tuple(card.group("shop").ids) == (poor,)
    assert tuple(card.group("member").ids) == (rich,)


def test_a_negative_margin_has_its_cause(desk, story):
    given, back = story.member("2024-01-10"), story.member("2024-01-10")
    dear, fine = story.member("2024-01-10"), story.member("2024-01-10")
    story.sale(given, "2026-11-01", **goods(1_000_000, 300_000, 900_000))
    early = story.sale(back, "2025-11-01", **goods(1_000_000, 0, 700_000))
    story.bring_back(early, "2026-01-01")
    story.sale(dear, "2026-11-01", **goods(1_000_000, 0, 1_100_000))
    story.sale(fine, "2026-11-01", **goods(1_000_000, 0, 700_000))
    with ask(desk) as read:
        card = fairness.negative_margin_card(read)
    assert tuple(card.group("discount").ids) == (given,)
    assert tuple(card.group("returns").ids) == (back,)
    assert tuple(card.group("goods").ids) == (dear,)
    assert figure(card, "negative_rial").value == 200_000 + 300_000 + 100_000
    reading_room.save_settings(desk, InsightSettings(cost_to_serve_rial=400_000), 0)
    with ask(desk) as read:
        card = fairness.negative_margin_card(read)
    assert fine in card.group("serving").ids


def test_discount_buyers_are_told_from_four_visits_on(desk, story):
    only, mostly, few = (story.member("2025-01-10") for _ in range(3))
    for n in range(5):
        day = TODAY - timedelta(days=10 * n + 1)
        story.sale(only, day, **goods(10_000, 1000))
        story.sale(mostly, day, **goods(10_000, 1000 if n else 0))
        if n < 3:
            story.sale(few, day, **goods(10_000, 1000))
    with ask(desk) as read:
        card = fairness.discount_card(read)
    assert tuple(card.group("only").ids) == (only,)
    assert tuple(card.group("mostly").ids) == (mostly,)
    assert tuple(card.group("few").ids) == (few,)
    assert figure(card, "discount_visits").value == 0.9


def test_one_big_visit_is_no_loyalty_and_its_tier_a_spend_tier(desk, story):
    big, steady = story.member("2025-01-10"), story.member("2025-01-10")
    story.sale(big, "2026-11-01", 10**12)
    story.sales(steady, "2026-01-01", 3, 20)
    nearly = story.member("2025-01-10")
    story.sale(nearly, "2026-01-01", 9_000_000)
    story.sale(nearly, "2026-02-01", 1_000_000)
    with ask(desk) as read:
        card = loyalty.one_off_card(read)
        loyal = value.rfm_card(read)
    assert tuple(card.group("once").ids) == (big,)
    assert tuple(card.group("first_big").ids) == (nearly,)
    assert big in card.group("spend_tier").ids
    assert steady not in card.group("spend_tier").ids
    for code in ("champions", "loyal"):
        assert big not in loyal.group(f"rfm:{code}").ids


def test_who_stays_is_not_attached_by_that(desk, story):
    one, two = story.member("2025-01-10", sizes="42"), story.member("2025-01-10")
    gone = story.member("2025-01-10", preferences="coffee")
    families.make(desk, "Ahmadi", [one, gone])
    for member in (one, two):
        story.sale(member, "2026-11-10")
    story.sale(gone, "2025-03-01")
    with ask(desk) as read:
        card = loyalty.attached_card(read)
    assert tuple(card.group("loyal").ids) == (one,)
    assert tuple(card.group("retained").ids) == (two,)
    assert tuple(card.group("left_attached").ids) == (gone,)
    assert [group.place for group in card.groups] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_loyal_but_unhappy_members_are_named_and_satisfaction_is_too_early(desk, shop):
    loyal, other = shop[4], shop[3]
    complaints.open(desk, complaints.ComplaintDraft("k1", "quality", "Broken", loyal))
    with ask(desk) as read:
        card = loyalty.feelings_card(read)
    assert tuple(card.group("loyal_unhappy").ids) == (loyal,)
    early = figure(card, "satisfied_not_loyal")
    assert early.value is None
    assert early.why.startswith("Too early")
    contacts.add(desk, ContactDraft("k2", other, channel="call", direction="in", feeling=1))
    contacts.add(desk, ContactDraft("k3", shop[0], channel="call", direction="in", feeling=5))
    with ask(desk) as read:
        card = loyalty.feelings_card(read)
    assert tuple(card.group("loyal_unhappy").ids) == (other, loyal)
    assert tuple(card.group("good_feeling").ids) == (shop[0],)


def test_loyal_members_are_set_beside_new_ones(desk, shop, story):
    new = story.member("2026-11-01")
    story.sale(new, "2026-11-02", 2_000_000)
    with ask(desk) as read:
        card = loyalty.loyal_spend_card(read)
    spend = cells(card)
    assert spend["New"][1] == 16_000_000 / 7  # the three who came first within 90 days, and one
    assert figure(card, "loyal_try").why == "No data: sales were recorded without their goods."


def test_who_tries_new_goods_is_told_of_loyal_and_new_members(desk, story):
    """Tea is sold since last year, coffee since November: one of two loyal ones bought it."""
    early = date(2025, 12, 1)
    people = [story.member("2025-01-10") for _ in range(4)]
    for place, member in enumerate(people):
        for n in range(3 if place < 2 else 1):
            story.sale(member, early + timedelta(days=n), **goods(1_000_000, product="tea"))
        story.sale(
            member, "2026-11-10", **goods(1_000_000, product="coffee" if not place else "tea")
        )
    with ask(desk) as read:
        card = loyalty.loyal_spend_card(read)
    assert tuple(card.group("tried").ids) == (people[0],)
    assert figure(card, "loyal_try").value == 0.5
    assert figure(card, "new_try").value is None
    assert card.note == "1 product was first sold in these days."


def test_the_classes_of_a_day_can_be_asked_for(desk, shop):
    found = classes.classes_on(desk, TODAY)
    assert sum(row.members for row in found.rfm) == 5
    assert [row.members for row in found.spend] == [1, 2, 2, 1]
    assert sum(row.net_rial for row in found.rfm) == 55_000_000
    with pytest.raises(BadInput):
        classes.classes_on(desk, TODAY + timedelta(days=1))


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_plain_counting(desk, story, seed):
    """Seeded sales with returns, mirrors and discounts, summed by hand from the club's rows."""
    dice = random.Random(seed)
    people = [story.member("2024-01-01") for _ in range(8)]
    for _ in range(40):
        day = date(2025, 6, 1) + timedelta(days=dice.randint(0, 530))
        cut = dice.choice((0, 0, 200_000))
        rial = dice.randint(1, 9) * 1_000_000
        sold = story.sale(dice.choice(people), day, **goods(rial, cut))
        if dice.random() < 0.2:
            story.bring_back(sold, min(TODAY, day + timedelta(days=dice.randint(0, 9))))
    with ask(desk) as read:
        span = read.facts.sums["year"].span
        pareto = value.pareto_card(read)
        discount = fairness.discount_card(read)
        spend = value.spenders_card(read)
    rows = desk.db.execute_sql(
        "SELECT s.member_id, s.sold_on, s.net_rial, l.discount_rial FROM sale s"
        " JOIN sale_line l ON l.sale_id = s.id"
    ).fetchall()
    net, by_day = defaultdict(int), defaultdict(lambda: [0, 0])
    for member, day, rial, cut in rows:
        if span.first <= date.fromisoformat(day) <= span.last:
            net[member] += rial
            by_day[member, day][0] += rial
            by_day[member, day][1] += cut if rial > 0 else -cut
    best = sorted(net.values(), reverse=True)
    top = max(1, round(len(best) / 5 + 1e-9))
    assert figure(pareto, "pareto_share").value == sum(best[:top]) / sum(best)
    visits, cuts = defaultdict(int), defaultdict(int)
    for (member, _), (rial, cut) in by_day.items():
        visits[member] += rial > 0
        cuts[member] += rial > 0 and cut > 0
    judged = [member for member in visits if visits[member] >= 4]
    if judged:
        share = sum(cuts[m] for m in judged) / sum(visits[m] for m in judged)
        assert figure(discount, "discount_visits").value == share
    bought = {m: n for m, n in net.items() if n > 0}
    heavy = [m for m in bought if sum(n > bought[m] for n in bought.values()) * 5 < len(bought)]
    assert sorted(spend.group("spend:heavy").ids) == sorted(heavy)
