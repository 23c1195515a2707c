"""The member's card and 360 page: every figure from a club reckoned by hand."""

from datetime import date

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.look import Look, using
from loyaldesk.services import (
    cards,
    care,
    club,
    contacts,
    members,
    points,
    profile,
    reversals,
    telling,
)
from tests.conftest import desk_of
from tests.makers import make_member, make_sale


@pytest.fixture
def member(desk):
    return make_member(desk, mobile="09121234567", honorific="Ms")


def statements(desk, work) -> int:
    """Return how many statements *work* sends to the file."""
    told: list[str] = []
    desk.db.connection().set_trace_callback(told.append)
    try:
        work()
    finally:
        desk.db.connection().set_trace_callback(None)
    return len(told)


def test_the_card_of_a_new_member_is_empty_and_knows_the_way_to_silver(desk, member):
    card = profile.card_of(desk, member.id)
    assert (card.points, card.debt, card.visits, card.basket_rial) == (0, 0, 0, None)
    assert (card.tier.code, card.next_tier.code, card.distance_rial) == (
        "bronze", "silver", 50_000_000,
    )  # fmt: skip
    assert card.registered_on == date(2026, 11, 21)


def test_the_card_shows_points_their_worth_tier_and_distance(desk, member, clock):
    make_sale(desk, member.id, 60_000_000)  # 600 points; risen to silver
    clock.forward(days=3)
    make_sale(desk, member.id, 1_000_000, pay_points=100)  # pays 100,000; earns 9 x 110 % = 9
    card = profile.card_of(desk, member.id)
    assert (card.points, card.worth_rial) == (509, 509_000)
    assert (card.tier.code, card.window_rial) == ("silver", 60_900_000)
    assert (card.next_tier.code, card.distance_rial) == ("gold", 89_100_000)
    assert (card.visits, card.last_on) == (2, date(2026, 11, 24))
    assert [(s.amount_rial, s.points, s.is_reversed) for s in card.recent] == [
        (1_000_000, 9, False), (60_000_000, 600, False),
    ]  # fmt: skip


def test_the_usual_basket_is_the_median_of_the_last_ten_sales_that_stand(desk, member, clock):
    for million in (99, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10):
        make_sale(desk, member.id, million * 1_000_000)
        clock.forward(hours=1)
    wrong = make_sale(desk, member.id, 900_000_000)
    reversals.reverse_sale(desk, wrong.sale_id)
    assert profile.card_of(desk, member.id).basket_rial == 5_500_000


def test_a_taken_back_sale_is_marked_and_counts_for_nothing(desk, member):
    sale = make_sale(desk, member.id, 60_000_000)
    reversals.reverse_sale(desk, sale.sale_id)
    card = profile.card_of(desk, member.id)
    assert [s.is_reversed for s in card.recent] == [True]
    assert (card.points, card.visits, card.window_rial, card.tier.code) == (0, 0, 0, "bronze")


def test_points_that_end_within_thirty_days_are_told_with_their_nearest_day(desk, member, clock):
    make_sale(desk, member.id, 1_000_000)  # 10 points until 2027-11-21
    clock.forward(days=10)
    make_sale(desk, member.id, 2_000_000)  # 20 points until 2027-12-01
    clock.forward(days=300)
    make_sale(desk, member.id, 500_000)
    assert profile.card_of(desk, member.id).expiring == 0
    clock.forward(days=40)  # 2027-11-06
    card = profile.card_of(desk, member.id)
    assert (card.expiring, card.expires_first) == (30, date(2027, 11, 21))


def test_points_past_their_last_day_cannot_be_seen_as_spendable_before_the_night_ran(
    desk, member, clock
):
    make_sale(desk, member.id, 1_000_000)
    clock.forward(days=365)
    assert profile.card_of(desk, member.id).points == 10
    clock.forward(days=1)
    assert profile.card_of(desk, member.id).points == 0


def test_birthday_and_wedding_day_are_told_from_a_week_before_in_the_shops_calendar(desk):
    someone = make_member(desk, birthday=date(1990, 11, 25), wedding_on=date(2015, 12, 1))
    # 1990-11-25 is 4 Azar 1369; in 1405 that day is 2026-11-25, four days ahead.
    told = profile.card_of(desk, someone.id).occasions
    assert [(o.kind, o.days) for o in told] == [("birthday", 4)]


def test_a_cashier_sees_the_last_four_digits_and_an_owner_all(desk, member):
    cashier = desk_of(desk, Role.CASHIER)
    seen = profile.card_of(cashier, member.id).contact
    assert (seen.mobile, seen.is_hidden) == ("", True)
    assert "4567" in seen.text and "123" not in seen.text
    assert profile.profile(cashier, member.id).draft.mobile == ""
    assert profile.card_of(desk, member.id).contact.mobile == "+989121234567"


def test_a_revealed_mobile_goes_into_the_trail_and_a_cashier_is_refused(desk, member):
    assert profile.reveal_mobile(desk, member.id) == "+989121234567"
    assert [row.act for row in profile.log_of(desk, member.id)] == ["member.reveal", "member.enrol"]
    with pytest.raises(errors.PermissionDenied):
        profile.reveal_mobile(desk_of(desk, Role.CASHIER), member.id)


def test_the_card_in_use_is_shown_and_not_the_replaced_one(desk, member):
    old = cards.issue(desk, member.id)
    new = cards.replace(desk, cards.of_member(desk, member.id)[0].id, "lost")
    assert old != new
    assert profile.card_of(desk, member.id).card == new


def test_a_member_that_is_not_there_is_missing(desk):
    with pytest.raises(errors.Missing):
        profile.card_of(desk, 99)
    with pytest.raises(errors.Missing):
        profile.profile(desk, 99)


def test_the_number_of_statements_does_not_grow_with_the_member(desk, member, clock):
    def card():
        return profile.card_of(desk, member.id)

    def page():
        return profile.profile(desk, member.id)

    def entries():
        return profile.points_of(desk, member.id)

    before = [statements(desk, work) for work in (card, page, entries)]
    for _ in range(30):
        make_sale(desk, member.id, 20_000_000)
        clock.forward(days=11)
        members.write_note(desk, member.id, "prefers mornings")
    assert [statements(desk, work) for work in (card, page, entries)] == before
    assert before[0] <= 16


def test_the_360_page_reckons_years_visits_basket_and_gaps(desk, member, clock):
    make_sale(desk, member.id, 10_000_000)
    clock.forward(days=400)  # out of the last twelve months
    make_sale(desk, member.id, 2_000_000)
    make_sale(desk, member.id, 1_000_000)  # the same day: one visit
    clock.forward(days=20)
    make_sale(desk, member.id, 5_000_000)
    page = profile.profile(desk, member.id)
    assert (page.lifetime_rial, page.year_rial) == (18_000_000, 8_000_000)
    assert (page.card.visits, page.average_rial) == (3, 6_000_000)
    assert page.gap_days == 210  # the median of 400 and 20
    assert (page.first_on, page.card.last_on) == (date(2026, 11, 21), date(2028, 1, 15))
    assert page.draft.first_name == "Sara"


def test_sales_are_paged_newest_first_without_a_gap(desk, member, clock):
    for n in range(1, 8):
        make_sale(desk, member.id, n * 100_000)
        clock.forward(minutes=n % 2)  # some in the same second
    first = profile.sales_of(desk, member.id, limit=4)
    rest = profile.sales_of(desk, member.id, before=first[-1], limit=4)
    assert [s.amount_rial // 100_000 for s in first + rest] == [7, 6, 5, 4, 3, 2, 1]


def test_each_points_entry_says_why_with_the_rules_of_its_sale(desk, member, clock):
    make_sale(desk, member.id, 150_000_000)
    gold = make_sale(desk, member.id, 12_500_000)
    clock.forward(minutes=1)
    club.publish_programme(desk, Programme.plain(rial_per_point=1_000_000))
    clock.forward(days=1)
    make_sale(desk, member.id, 4_000_000, pay_points=1_000)
    points.correct(desk, member.id, 7, "goodwill", key="k")
    reversals.reverse_sale(desk, gold.sale_id)
    told = [telling.entry_words(entry) for entry in profile.points_of(desk, member.id)]
    assert [t.translate({0x2066: None, 0x2068: None, 0x2069: None}) for t in told] == [
        "Receipt 1002 was taken back: its points go back to the club",
        "Correction: goodwill",
        (
            "Earned on receipt 1003: 300,000 Toman at Gold 125%, 1 point for each 100,000 Toman,"
            " rounded down"
        ),
        "Paid 100,000 Toman of receipt 1003",
        (
            "Earned on receipt 1002: 1,250,000 Toman at Gold 125%, 1 point for each 10,000 Toman,"
            " rounded down"
        ),
        (
            "Earned on receipt 1001: 15,000,000 Toman at Bronze 100%, 1 point for each 10,000"
            " Toman, rounded down"
        ),
    ]


def test_the_balance_beside_each_entry_is_the_running_sum_across_pages(desk, member):
    for amount in (1_000_000, 2_000_000, 3_000_000):
        make_sale(desk, member.id, amount)
    first = profile.points_of(desk, member.id, limit=2)
    rest = profile.points_of(desk, member.id, before=first[-1])
    assert [(e.points, e.balance) for e in first + rest] == [(30, 60), (20, 30), (10, 10)]


def test_lots_show_what_is_left_and_what_became_of_the_others(desk, member, clock):
    make_sale(desk, member.id, 1_000_000)
    clock.forward(days=5)
    make_sale(desk, member.id, 2_000_000)
    make_sale(desk, member.id, 15_000, pay_points=15)  # empties the first lot, 15 of 30 in all
    lots = profile.lots_of(desk, member.id)
    assert [(lot.points, lot.left, lot.state) for lot in lots] == [
        (20, 15, "live"), (10, 0, "used"),
    ]  # fmt: skip
    clock.forward(days=366)
    assert {lot.state for lot in profile.lots_of(desk, member.id)} == {"expired"}


def test_the_timeline_tells_everything_newest_first(desk, clock):
    someone = members.enrol(
        desk, MemberDraft("Sara", "Ahmadi", "09121234567", consent=frozenset({"sms"}))
    )
    for step in (
        lambda: cards.issue(desk, someone.id),
        lambda: make_sale(desk, someone.id, 60_000_000),
        lambda: members.write_note(desk, someone.id, "likes tea"),
        lambda: points.correct(desk, someone.id, 5, "goodwill", key="g"),
    ):
        clock.forward(minutes=1)
        step()
    rules = club.programme(desk)
    rows = profile.timeline(desk, someone.id)
    assert [row.kind for row in rows] == [
        "points", "note", "tier", "sale", "card", "consent", "enrolled",
    ]  # fmt: skip
    told = [telling.timeline_words(row, rules) for row in rows]
    assert "+5 points" in told[0] and "goodwill" in told[0]
    assert "Silver" in told[2]
    with using(Look("fa")):
        assert all(telling.timeline_words(row, rules) for row in rows)
    assert profile.timeline(desk, someone.id, skip=2, limit=1)[0].kind == "tier"


def test_the_log_of_a_member_names_who_did_what(desk, member):
    sale = make_sale(desk, member.id)
    reversals.reverse_sale(desk, sale.sale_id)
    rows = profile.log_of(desk, member.id)
    assert [telling.act_words(row) for row in rows] == [
        "Took a sale back", "Recorded a sale", "Enrolled a member",
    ]  # fmt: skip
    assert {row.operator for row in rows} == {"Maryam"}


def test_a_hostile_name_reaches_the_card_as_it_was_typed(desk):
    someone = make_member(desk, first_name="<b>Sara</b>", last_name="%s {0} & Co")
    assert profile.card_of(desk, someone.id).name == "<b>Sara</b> %s {0} & Co"


def test_a_blocked_member_shows_state_and_reason(desk, member):
    members.set_blocked(desk, member.id, blocked=True, reason="unpaid cheque")
    card = profile.card_of(desk, member.id)
    assert (card.state, card.state_reason) == ("blocked", "unpaid cheque")
    assert (card.last_on, card.note) == (None, "")


def test_one_timeline_tells_sales_service_and_promises(desk, clock):
    """Nobody tells the story twice: contact, promise, follow-up, complaint, hand-over in one."""
    clerk = desk_of(desk, Role.CASHIER, "Mina").operator.id
    someone = make_member(desk)
    care.set_owner(desk, [someone.id], 1)
    clock.forward(hours=1)
    make_sale(desk, someone.id)
    clock.forward(hours=1)
    draft = ContactDraft("c", someone.id, channel="call", direction="out", feeling=2,
                         promise="Ring back", promise_on=date(2026, 11, 23))  # fmt: skip
    contacts.add(desk, draft)
    clock.forward(hours=1)
    care.set_owner(desk, [someone.id], clerk, None, "likes blue")
    words = [telling.timeline_words(row, Programme.plain()) for row in profile.timeline(
        desk, someone.id)]  # fmt: skip
    kinds = [row.kind for row in profile.timeline(desk, someone.id)]
    assert kinds[:4] == ["handover", "promise", "contact", "sale"]
    assert "from \u2068Maryam\u2069 to \u2068Mina\u2069: \u2068likes blue\u2069" in words[0]
    assert words[2] == "Call · We went to them · Talked · Unhappy: \u2068Ring back\u2069"
    figures = profile.card_of(desk, someone.id).care
    assert (figures.owner, figures.open_followups, figures.open_complaints) == ("Mina", 1, 0)
    assert (figures.next_on, figures.next_is_promise) == (date(2026, 11, 23), True)
    assert figures.last_channel == "call"


def test_a_member_nobody_looks_after_has_nothing_open(desk):
    figures = profile.card_of(desk, make_member(desk).id).care
    assert (figures.owner, figures.next_id, figures.last_contact_on) == ("", None, None)
