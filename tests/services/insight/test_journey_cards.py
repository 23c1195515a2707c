"""Cards of the way, habits and service: figures by hand on clubs whose story is told here."""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.kernel.look import Look, using
from loyaldesk.services import contacts, members, merging, points, prospects
from loyaldesk.services.insight import catalogue, marking
from loyaldesk.services.insight.patterns import week_order
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.rows import put

MINE = (
    "stages", "funnel", "stage_days", "movers", "last_event", "silent", "sources", "hours", "gaps",
    "baskets", "next_product", "sales_hours", "operators", "discretion", "handed_over",
    "after_sale_contact", "consistency", "ways", "after_bad",
)  # fmt: skip
NOVEMBER = Period.days(date(2026, 11, 1), date(2026, 11, 21), "jalali")


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


def card(desk, key, period=NOVEMBER, segment="", compare=None):
    with reading(desk, Question(period, compare, segment)) as read:
        return catalogue.by_key(read, [key])[0]


def value(found, metric):
    return next(each for each in found.measures if each.metric == metric).value


def ids(found, key):
    return [int(id_) for id_ in found.group(key).ids]


def sound(found):
    """Whether a card says something, or why it does not, and never a figure of nothing."""
    assert found.title and found.meaning.text and found.meaning.formula
    if found.missing:
        assert not found.measures and found.chart is None
        return
    for each in found.measures:
        assert (each.value is None) == bool(each.why), each
        assert each.value is None or each.value == each.value, each
    if found.grid:
        assert {len(row) for row in found.grid.rows} <= {len(found.grid.columns)}
        assert len(found.grid.total) in (0, len(found.grid.columns))
    keys = [group.key for group in found.groups]
    assert len(keys) == len(set(keys))


WINDOWS = {
    "now": NOVEMBER,
    "before the first sale": Period.of("month", date(2020, 1, 1), "gregorian"),
    "to come": Period.of("month", date(2027, 6, 1), "jalali"),
    "one day": Period.days(date(2026, 11, 21), date(2026, 11, 21), "gregorian"),
    "a year": Period.of("year", date(2026, 11, 21), "jalali"),
}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("club", ["empty", "one member", "one sale", "all returned"])
def test_a_poor_club_says_what_is_missing(desk, story, club, window):
    if club != "empty":
        member = story.member("2026-11-02")
        if club != "one member":
            sale = story.sale(member, "2026-11-03")
        if club == "all returned":
            story.bring_back(sale, "2026-11-04")
    with reading(desk, Question(WINDOWS[window])) as read:
        for found in catalogue.by_key(read, MINE):
            sound(found)
            if club == "empty":
                assert found.missing, found.key


def test_stages_are_counted_now_and_before(desk, story):
    regular, fresh, gone, never = (story.member("2026-08-01") for _ in range(4))
    story.sales(regular, "2026-10-22", 4, 10)  # 22 Oct, 1, 11, 21 Nov: one visit before the period
    story.sale(fresh, "2026-11-20")
    story.sale(gone, "2026-08-02")
    story.member("2026-11-21")
    found = card(desk, "stages")
    assert [value(found, f"stage_{code}") for code in
            ("joined", "first", "second", "regular", "advocate", "sleeping", "lapsed")
            ] == [2, 1, 0, 1, 0, 0, 1]  # fmt: skip
    assert found.measures[0].metric == "stage_regular"  # whom a shop lives on is told first
    assert [each.before for each in found.measures] == [0, 2, 1, 0, 0, 0, 1]
    assert found.meaning.count == 5
    assert ids(found, "regular") == [regular] == ids(found, "move_first_regular")
    assert ids(found, "move_joined_first") == [fresh]
    assert ids(found, "lapsed") == [gone] and never in ids(found, "joined")
    only = card(desk, "stages", segment="stage:lapsed")
    assert only.missing  # no night was yet, so nobody has the mark
    marking.run(desk)
    assert card(desk, "stages", segment="stage:lapsed").meaning.count == 1


def test_the_funnel_counts_who_came_how_far(desk, story, clock):
    clock.forward(days=-20)
    prospects.add(desk, ProspectDraft("a", "Reza Karimi", "09125556677"))
    prospects.add(desk, ProspectDraft("b", "Mina Karimi", "09125556678"))
    clock.forward(days=20)
    for visits in (0, 1, 1, 2, 3, 4):
        member = story.member("2026-10-01")
        if visits:
            story.sales(member, "2026-10-10", visits, 12)
    found = card(desk, "funnel")
    assert [row[1] for row in found.grid.rows] == [2, 6, 5, 3, 2, 0]
    assert value(found, "joined_to_first") == pytest.approx(5 / 6)
    assert value(found, "first_to_second") == pytest.approx(3 / 5)
    assert value(found, "second_to_regular") == pytest.approx(2 / 3)
    assert value(found, "regular_to_advocate") == 0
    assert value(found, "enquiry_to_member") == 0
    assert len(ids(found, "stayed_joined")) == 1 and len(ids(found, "stayed_first")) == 2


def test_days_between_steps(desk, story):
    for join, first, second in ((1, 3, 10), (1, 5, 9), (2, 11, 12)):
        member = story.member(date(2026, 11, join))
        story.sale(member, date(2026, 11, first))
        story.sale(member, date(2026, 11, second))
    found = card(desk, "stage_days")
    assert value(found, "days_joined_first") == 4  # 2, 4, 9
    assert value(found, "days_first_second") == 4  # 7, 4, 1
    assert value(found, "days_second_regular") is None


def test_the_week_s_movers_have_their_reason(desk, story, clock):
    member, other = story.member("2026-09-01"), story.member("2026-09-01")
    story.sales(other, "2026-09-02", 3, 7)
    clock.forward(days=-55)
    marking.run(desk)
    clock.forward(days=55)
    story.sale(member, "2026-11-21")
    marking.run(desk)
    found = card(desk, "movers")
    assert (ids(found, "risers"), ids(found, "fallers")) == ([member], [other])
    assert sorted(row[1:4] for row in found.grid.rows) == [
        ("Joined, no visit", "First visit", "up"), ("Regular", "Lapsed", "down"),
    ]  # fmt: skip
    with using(Look("fa", "jalali", "toman")):
        sound(card(desk, "movers"))


def test_the_last_event_before_leaving_stands_beside_who_stayed(desk, story):
    left, quiet, stays = (story.member("2026-08-01") for _ in range(3))
    for id_ in (left, quiet):
        story.sale(id_, "2026-10-10")  # one visit: gone after 30 days, on 10 November
    story.sales(stays, "2026-10-01", 8, 7)
    put(desk, "complaint", member_id=left, opened_on="2026-10-12",
        answer_due="2027-01-01T00:00:00Z")  # fmt: skip
    put(desk, "contact", member_id=left, on_day="2026-10-05", at="2026-10-05T08:00:00Z", feeling=5)
    put(desk, "contact", member_id=quiet, on_day="2026-06-05", at="2026-06-05T08:00:00Z")
    found = card(desk, "last_event")
    assert (ids(found, "left"), value(found, "left")) == ([left, quiet], 2)
    assert value(found, "left_with_event") == 0.5 and value(found, "stayed_with_event") == 0
    assert ids(found, "left_complaint") == [left] and ids(found, "left_unknown") == [quiet]
    assert {row[0]: row[1] for row in found.grid.rows} == {
        "A complaint": 1, "A contact that pleased them": 0, "Nothing known": 1,
    }  # fmt: skip


def test_silent_is_who_was_neither_seen_nor_spoken_to(desk, story):
    gone, called, here = (story.member("2026-06-01") for _ in range(3))
    for id_ in (gone, called):
        story.sale(id_, "2026-09-01")
    story.sale(here, "2026-11-20")
    contacts.add(desk, ContactDraft("k", called, channel="call", direction="out"))
    put(desk, "contact", member_id=gone, on_day="2026-11-20", result="no_answer")
    found = card(desk, "silent")
    assert (ids(found, "silent"), ids(found, "in_touch")) == ([gone], [called])
    assert ids(found, "never_called") == [gone]
    assert value(found, "silent_share") == pytest.approx(1 / 3)


def test_sources_tell_where_new_members_come_from(desk, story):
    first = story.member("2026-10-01", source="Passing by")
    story.member("2026-11-02", source="Instagram")
    story.member("2026-11-03", source="Instagram", referrer_id=first)
    story.member("2026-11-04")
    found = card(desk, "sources")
    assert [row[1] for row in found.grid.rows] == [2, 1]
    assert value(found, "word_of_mouth") == pytest.approx(1 / 3)
    assert value(found, "brought_per_100") == 25  # one of four members
    assert value(found, "source_known") == pytest.approx(2 / 3)
    assert value(found, "acquisition_cost") is None
    month = Period.of("month", date(2026, 10, 25), "jalali")
    put(desk, "shop_figure", kind="advertising", on_day=month.first.isoformat(), amount_rial=900)
    assert value(card(desk, "sources", month), "acquisition_cost") == 300


def test_hours_are_the_shop_s_and_the_week_begins_on_saturday(desk, story):
    member = story.member("2026-11-01")
    for day in ("2026-11-14", "2026-11-21"):  # Saturdays
        story.sale(member, day, hour=9)
    story.sale(member, "2026-11-20", hour=10)
    found = card(desk, "hours")
    assert found.chart.labels == ("9", "10")
    assert found.meaning.count == 3
    assert [row.values for row in found.chart.series if row.name == "Saturday"] == [(2, 0)]
    assert ids(found, "busiest") == [member]
    with using(Look("fa", "jalali", "toman")):
        assert card(desk, "hours").chart.series[0].name == "شنبه"
        assert week_order()[0] == 5


def test_gaps_are_each_member_s_own(desk, story):
    weekly, monthly = story.member("2026-06-01"), story.member("2026-06-01")
    story.sales(weekly, "2026-10-20", 4, 7)
    story.sales(monthly, "2026-08-20", 3, 30)
    found = card(desk, "gaps")
    assert value(found, "gap_median") == pytest.approx(18.5)
    assert [row[:2] for row in found.grid.rows if row[1]] == [("4 to 7", 1), ("22 to 30", 1)]


def basket(*names):
    return tuple(Line(product=name, amount_rial=100_000) for name in names)


def test_what_lies_together_and_what_follows(desk, story):
    baskets = {}
    for n in range(8):
        member = story.member("2026-10-20")
        goods = ("tea", "sugar") if n < 6 else ("milk",)
        story.sale(member, "2026-11-05", 0, lines=basket(*goods))
        later = ("jam",) if n < 5 else ("salt",)
        story.sale(member, "2026-11-12", 0, lines=basket(*later))
        baskets[member] = goods, later
    found = card(desk, "baskets")
    assert found.meaning.count == 16
    [row] = found.grid.rows
    assert row[:3] in (("sugar", "tea", 6), ("tea", "sugar", 6))
    assert row[3:] == (6 / 16, 1.0, pytest.approx(16 / 6))
    after = card(desk, "next_product")
    # 8 following days; after tea 6 of them, 5 with jam; jam on 5 of 8.
    rows = {tuple(row[:2]): row[2:] for row in after.grid.rows}
    assert rows[("tea", "jam")] == (5, 5 / 8, pytest.approx(5 / 6), pytest.approx(5 * 8 / (6 * 5)))
    assert set(rows) == {("tea", "jam"), ("sugar", "jam")}
    [third] = [m for m, (goods, later) in baskets.items() if "tea" in goods and "salt" in later]
    assert ids(after, "offer_0") == [third]


def test_sales_stand_beside_the_same_weekday_a_year_ago(desk, story):
    member = story.member("2025-01-01")
    # Saturday 30 Aban 1405 stands beside Saturday 1 Azar 1404, 22 November 2025.
    story.sale(member, "2025-11-22", 3_000_000, hour=10)
    story.sale(member, "2025-11-21", 9_000_000, hour=10)
    story.sale(member, "2026-11-21", 4_000_000, hour=10)
    undone = story.sale(member, "2026-11-21", 7_000_000, hour=11)
    story.reverse(undone, "2026-11-21", hour=11)
    day = Period.days(date(2026, 11, 21), date(2026, 11, 21), "jalali")
    found = card(desk, "sales_hours", day)
    net = next(each for each in found.measures if each.metric == "net_sales")
    assert (net.value, net.before) == (4_000_000, 3_000_000)
    assert [row[:3] for row in found.grid.rows] == [("10", 4_000_000, 1)]
    assert value(found, "member_share") is None
    by = card(desk, "operators", day)
    assert [row[:3] for row in by.grid.rows] == [("Maryam", 4_000_000, 1)]
    assert ids(by, "operator_1") == [member]


def test_free_hands_are_told_by_operator(desk, story):
    nina = desk_of(desk, Role.MANAGER, "Nina")
    member = story.member("2026-11-01")
    story.sale(member, "2026-11-05", 0, desk=nina, discount_rial=10_000, lines=basket("tea"))
    story.sale(member, "2026-11-06", 1_000_000, desk=nina)
    story.sale(member, "2026-11-06", 1_000_000)
    points.correct(nina, member, 50, "A gift", key="p")
    story.sale(member, "2026-11-20", 1_000_000, desk=nina, sold_at=story.at("2026-11-19"))
    found = card(desk, "discretion")
    rows = {row[0]: row[1:] for row in found.grid.rows}
    assert rows["Nina"] == (3, 1, pytest.approx(1 / 3), 10_000, 50, 0, 0, 0, 1, 0)
    assert rows["Maryam"][:4] == (1, 0, 0.0, 0)
    [key] = [group.key for group in found.groups]
    assert ids(found, key) == [member]


def test_a_hand_over_shows_what_members_bought_before_and_after(desk, story, clock):
    nina = desk_of(desk, Role.MANAGER, "Nina").operator.id
    ali = desk_of(desk, Role.MANAGER, "Ali").operator.id
    stays, leaves = story.member("2026-05-01"), story.member("2026-05-01")
    for id_ in (stays, leaves):
        story.sales(id_, "2026-06-10", 2, 10)
        put(desk, "care_event", member_id=id_, from_owner_id=nina, to_owner_id=ali,
            at="2026-07-01T08:00:00Z")  # fmt: skip
    story.sale(stays, "2026-07-20", 2_000_000)
    story.sale(leaves, "2026-11-01")  # after more than 90 days
    found = card(desk, "handed_over")
    [row] = found.grid.rows
    assert row[3:10] == (2, 2, 1, 4, 1, 4_000_000, 2_000_000)
    assert value(found, "handed_retention") == 0.5
    assert value(found, "handed_csat") is None
    assert ids(found, "handed_0") == [stays, leaves]


def test_sales_without_a_contact_are_found(desk, story):
    called, forgotten, new = (story.member("2026-10-01") for _ in range(3))
    story.sale(called, "2026-11-02")
    story.sale(forgotten, "2026-11-02")
    story.sale(new, "2026-11-20")
    put(desk, "contact", member_id=called, on_day="2026-11-05", at="2026-11-05T08:00:00Z",
        direction="out")  # fmt: skip
    found = card(desk, "after_sale_contact")
    assert value(found, "after_sale_contact") == 0.5
    assert value(found, "after_sale_waiting") == 1
    [spread] = [m for m in found.measures if m.metric == "after_sale_spread"]
    assert spread.count is None  # it is of operators, not of the sales the card counts
    assert ids(found, "not_contacted") == [forgotten]


def test_evenness_is_told_by_week(desk, story, clock):
    for n, minutes in enumerate((60, 120, 180)):
        begun = story.at(date(2026, 11, 2) + timedelta(days=n), 10)
        put(desk, "request", opened_on=begun.date().isoformat(), opened_at=_text(begun),
            answered_at=_text(begun + timedelta(minutes=minutes)), answer="Yes")  # fmt: skip
    put(
        desk,
        "followup",
        due_on="2026-11-03",
        state="done",
        outcome="reached",
        done_on="2026-11-03",
        done_at="2026-11-03T08:00:00Z",
    )
    put(
        desk,
        "followup",
        due_on="2026-11-10",
        state="done",
        outcome="reached",
        done_on="2026-11-12",
        done_at="2026-11-12T08:00:00Z",
    )
    found = card(desk, "consistency")
    assert value(found, "answer_hours") == 2
    assert value(found, "answer_worst") == pytest.approx(2.8)  # a tenth below 3
    assert value(found, "answer_deviation") == 1
    assert value(found, "followups_in_time") == 0.5
    assert value(found, "followups_worst_week") == 0
    assert [row[1] for row in found.grid.rows] == [3, 0, 0]


def _text(moment):
    return moment.isoformat()[:19] + "Z"


def test_ways_that_reached_buyers(desk, story):
    two, one, none = (story.member("2026-10-01") for _ in range(3))
    for id_ in (two, one, none):
        story.sale(id_, "2026-11-02")
    for id_, channel in ((two, "call"), (two, "sms"), (two, "sms"), (one, "call")):
        put(desk, "contact", member_id=id_, channel=channel)
    put(desk, "contact", member_id=none, channel="call", result="no_answer")
    found = card(desk, "ways")
    assert value(found, "ways_two") == pytest.approx(1 / 3)
    assert ids(found, "few_ways") == [one, none]
    assert [row[1] for row in found.grid.rows] == [1, 1, 1, 0, 0]


def test_who_buys_again_after_a_bad_day(desk, story):
    back, late, left, early = (story.member("2026-01-01") for _ in range(4))
    for id_, day in ((back, "2026-06-01"), (late, "2026-06-01"), (left, "2026-06-01")):
        put(desk, "complaint", member_id=id_, opened_on=day)
    put(desk, "consent_event", member_id=early, at="2026-11-15T08:00:00Z", is_given=0)
    story.sale(back, "2026-06-01")
    story.sale(back, "2026-06-20")
    story.sale(late, "2026-08-20")
    found = card(desk, "after_bad")
    assert found.meaning.count == 4
    assert value(found, "bought_in_30") == pytest.approx(1 / 3)
    assert value(found, "bought_in_60") == pytest.approx(1 / 3)
    assert value(found, "bought_in_90") == pytest.approx(2 / 3)
    assert value(found, "left_at_once") == pytest.approx(1 / 3)
    assert ids(found, "left_at_once") == [left]


@pytest.fixture
def busy(desk, story, clock):
    """A club of which every card has something to tell."""
    draw = random.Random(18)
    ids = [story.member(date(2026, 8, 1) + timedelta(days=n), source="Passing by")
           for n in range(24)]  # fmt: skip
    for member in ids:
        for _ in range(draw.randrange(6)):
            goods = draw.choice([["tea", "sugar"], ["jam"], ["salt"], ["tea", "sugar", "jam"]])
            day = date(2026, 9, 15) + timedelta(days=draw.randrange(67))
            sale = story.sale(member, day, 0, lines=basket(*goods), hour=draw.randrange(9, 20))
            if draw.random() < 0.1:
                story.reverse(sale, "2026-11-21", hour=11)
            elif draw.random() < 0.1:
                story.bring_back(sale, "2026-11-21")
    put(desk, "complaint", member_id=ids[0], opened_on="2026-11-02")
    put(desk, "contact", member_id=ids[1], channel="call", direction="out")
    return ids


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_card_of_a_busy_club_is_whole_in_both_languages(desk, busy, language):
    with using(Look(language, "jalali", "toman")):
        for window in WINDOWS.values():
            with reading(desk, Question(window, window.before)) as read:
                for found in catalogue.by_key(read, MINE):
                    sound(found)


def test_pairs_are_the_same_when_every_basket_is_looked_at(desk, busy):
    read = desk.db.execute_sql
    undone = {row[0] for row in read("SELECT reverses_id FROM sale").fetchall()}
    baskets = defaultdict(set)
    for id_, product in read(
        "SELECT s.id, l.product FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE s.kind ="
        " 'sale' AND s.sold_on BETWEEN '2026-09-01' AND '2026-11-21'"
    ).fetchall():
        if id_ not in undone:
            baskets[id_].add(product)
    single = Counter(product for goods in baskets.values() for product in goods)
    both = Counter(pair for goods in baskets.values() for pair in combinations(sorted(goods), 2))
    expected = {}
    for (one, other), n in both.items():
        lift = n * len(baskets) / (single[one] * single[other])
        if n >= 5 and lift > 1:
            expected[one, other] = n, lift
    period = Period.days(date(2026, 9, 1), date(2026, 11, 21), "jalali")
    found = card(desk, "baskets", period)
    assert found.meaning.count == len(baskets)
    rows = found.grid.rows
    assert ("sugar", "tea") in expected
    assert {tuple(sorted(row[:2])): (row[2], pytest.approx(row[5])) for row in rows} == expected


def test_erased_and_merged_members_are_in_no_list(desk, story, busy):
    members.erase(desk, busy[2])
    merging.merge(desk, busy[3], busy[4])
    year = Period.of("year", date(2026, 11, 21), "jalali")
    with reading(desk, Question(year)) as read:
        for found in catalogue.by_key(read, MINE):
            for group in found.groups:
                assert not {busy[2], busy[3]} & {int(id_) for id_ in group.ids}, group.key
