"""The list of members: filters, orders, search, and what a role may see of a mobile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.permissions import Role
from loyaldesk.services import audit, cards, members, members_list, points, reversals
from loyaldesk.services.members_list import Filter
from tests.conftest import desk_of
from tests.makers import make_member, make_sale


@pytest.fixture
def club(desk, clock):
    """Four members; today is 30 Aban 1405 (21 November 2026).

    Zahra enrolled on 1 October 2026 spent 60,000,000 Rial that day (Silver, 600 points), and
    Ali 20,000,000 on 1 August (200 points): 112 days ago, more than the programme's 90.
    Babak never bought. Sara enrolled today and spent 1,000,000 (10 points).
    """
    clock.forward(days=-112)
    ali = make_member(desk, first_name="Ali", last_name="Karimi")
    babak = make_member(desk, first_name="Babak", last_name="Amini")
    make_sale(desk, ali.id, 20_000_000)
    clock.forward(days=61)
    zahra = make_member(desk, first_name="Zahra", last_name="Tehrani")
    make_sale(desk, zahra.id, 60_000_000)
    clock.forward(days=51)
    sara = make_member(desk, first_name="Sara", last_name="Nouri", mobile="09121234567")
    make_sale(desk, sara.id, 1_000_000)
    return {"ali": ali.id, "babak": babak.id, "zahra": zahra.id, "sara": sara.id}


def listed(desk, club, **wanted):
    names = {id_: name for name, id_ in club.items()}
    return [names[id_] for id_ in members_list.ids(desk, Filter(**wanted))]


@pytest.mark.parametrize(
    ("order", "rising"),
    [
        ("number", ["ali", "babak", "zahra", "sara"]),
        ("name", ["ali", "babak", "sara", "zahra"]),
        ("tier", ["ali", "babak", "sara", "zahra"]),  # the only Silver one last
        ("points", ["babak", "sara", "ali", "zahra"]),  # 0, 10, 200, 600
        ("spent", ["babak", "sara", "ali", "zahra"]),
    ],
)
def test_every_order_goes_both_ways(desk, club, order, rising):
    assert listed(desk, club, order=order) == rising
    backwards = listed(desk, club, order=order, descending=True)
    assert backwards[-1] == rising[0] or order == "tier"
    assert sorted(backwards) == sorted(rising)


def test_who_never_came_stands_last_whichever_way_visits_are_sorted(desk, club):
    assert listed(desk, club, order="last") == ["ali", "zahra", "sara", "babak"]
    assert listed(desk, club, order="last", descending=True) == ["sara", "zahra", "ali", "babak"]


def test_not_seen_are_those_who_bought_once_but_not_for_ninety_days(desk, club, clock):
    assert listed(desk, club, kind="silent") == ["ali"]
    clock.forward(days=40)  # Zahra's visit is 91 days ago now, Sara's 40
    assert listed(desk, club, kind="silent") == ["ali", "zahra"]


def test_new_this_month_is_the_month_of_the_readers_calendar(desk, club, clock):
    assert listed(desk, club, kind="new") == ["sara"]
    clock.forward(days=1)  # 1 Azar: nobody yet; in the Gregorian calendar it is still November
    assert listed(desk, club, kind="new") == []
    assert listed(desk, club, kind="new", calendar="gregorian") == ["sara"]


def test_tier_state_and_search_narrow_together(desk, club):
    members.set_blocked(desk, club["ali"], blocked=True, reason="cheque")
    assert listed(desk, club, tier="silver") == ["zahra"]
    assert listed(desk, club, state="blocked") == ["ali"]
    assert listed(desk, club, typed="4567") == ["sara"]
    assert listed(desk, club, typed="sara", tier="silver") == []


def test_an_erased_member_is_listed_only_when_asked_for(desk, club):
    members.erase(desk, club["babak"])
    assert listed(desk, club) == ["ali", "zahra", "sara"]
    assert listed(desk, club, state="erased") == ["babak"]


def test_a_search_shows_the_best_first_until_an_order_is_chosen(desk, club):
    make_member(desk, first_name="Mohammad", last_name="Alikhani")
    found = members_list.ids(desk, Filter(typed="ali"))
    assert found[0] == club["ali"]


def test_a_row_says_points_spent_and_last_visit(desk, club, clock):
    row = members_list.rows(desk, [club["zahra"]])[0]
    assert (row.points, row.spent_rial, row.tier.code) == (600, 60_000_000, "silver")
    assert row.last_on == (clock.now - timedelta(days=51)).date()


def test_what_is_owed_counts_against_points(desk, club):
    first = make_sale(desk, club["babak"], 1_000_000)  # 10 points
    make_sale(desk, club["babak"], 1_000_000, pay_points=10)  # 990,000 in money: 9 points
    reversals.reverse_sale(desk, first.sale_id)  # its 10 points go back, 9 are there
    assert members_list.rows(desk, [club["babak"]])[0].points == -1


def test_rows_come_in_the_order_asked_for_and_who_is_gone_is_left_out(desk, club):
    rows = members_list.rows(desk, [club["sara"], 999_999, club["ali"]])
    assert [row.id for row in rows] == [club["sara"], club["ali"]]


def test_mobiles_are_hidden_until_shown_by_somebody_who_may(desk, club):
    cashier = replace(desk, operator=desk_of(desk, Role.CASHIER).operator)
    sara = [club["sara"]]
    assert members_list.rows(desk, sara)[0].contact.mobile == ""
    assert members_list.rows(desk, sara, hidden=False)[0].contact.mobile == "+989121234567"
    assert members_list.rows(cashier, sara, hidden=False)[0].contact.is_hidden
    members_list.note_reveal(desk)
    assert audit.acts(desk, limit=1)[0].act == "member.reveal"
    with pytest.raises(PermissionDenied):
        members_list.note_reveal(cashier)


def test_who_has_no_card_is_found_among_many(desk, club):
    cards.issue(desk, club["ali"])
    card = cards.of_member(desk, club["ali"])[0]
    assert members_list.without_card(desk, [club["sara"], club["ali"]]) == [club["sara"]]
    cards.block(desk, card.id, "lost")
    assert members_list.without_card(desk, [club["ali"]]) == [club["ali"]]


def test_correcting_points_moves_a_member_in_the_order(desk, club):
    points.correct(desk, club["babak"], 5_000, "prize", key="prize")
    assert listed(desk, club, order="points", descending=True)[0] == "babak"
