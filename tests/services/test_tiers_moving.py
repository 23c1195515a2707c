"""Members on the ladder: rising at the sale, falling at night, held by hand, warned before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.errors import MemberErased, Missing
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Base, Expiry, LotTerms
from loyaldesk.domain.tiers import Ladder, Tier
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    checking,
    club,
    members,
    night,
    returns,
    reversals,
    sales,
    staff,
    tier_hands,
    tier_plan,
    tier_watch,
    tier_words,
    tiers,
)
from loyaldesk.services.return_drafts import ReturnDraft
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import writing
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)
NOWRUZ = date(2027, 3, 21)
"""1 Farvardin 1406."""


def tier(code, limit=0, percent=100, **limits):
    return Tier(code, code, code, limit, percent, **limits)


THREE = (tier("bronze"), tier("silver", 1_000_000), tier("gold", 3_000_000))


def publish(desk, tiers_=THREE, base=None, lots=None, returns_=None, **ladder):
    rules = Programme.plain(tiers=tiers_)
    rules = replace(rules, ladder=Ladder(**{"tiers": tiers_, **ladder}))
    if base is not None:
        rules = replace(rules, base=base)
    if lots is not None:
        rules = replace(rules, lots=lots)
    if returns_ is not None:
        rules = replace(rules, returns=replace(rules.returns, **returns_))
    with writing(desk.db):  # it holds from the beginning, as if it had always been so
        desk.db.execute_sql("UPDATE programme SET document = ?", (rules.checked().to_json(),))
    return rules


def run(desk, **fields):
    return night.run(staff.system_desk(desk), date_is_right=True, **fields)


def tier_of(desk, member):
    return sale_store.buyer(desk.db, member.id).tier


def move_to(desk, clock, day):
    clock.forward(days=(day - desk.today()).days)


def plain(text):
    """Return a text without the marks that keep names in line."""
    return "".join(sign for sign in text if sign not in "\u2066\u2067\u2068\u2069\u200e\u200f")


def changes(desk):
    return desk.db.execute_sql(
        "SELECT from_tier, to_tier, reason, on_day FROM tier_change ORDER BY id"
    ).fetchall()


@pytest.fixture
def member(desk):
    return make_member(desk)


VECTORS_T = [(0, 6000, "bronze"), (0, 15000, "silver"), (0, 25000, "gold"), (4000, 500, "bronze"),
             (8000, 3000, "silver"), (18000, 3000, "gold"), (22000, 5000, "gold")]  # fmt: skip


@pytest.mark.parametrize(("before", "receipt", "code"), VECTORS_T)
def test_v_t1_to_t7_the_receipt_itself_counts_for_the_tier_it_earns_at(
    desk, member, before, receipt, code
):
    """ER2, foreign money times 100; the tier after the receipt decides."""
    publish(desk, (tier("bronze"), tier("silver", 1_000_000), tier("gold", 2_000_000)),
            Base(tier="after"))  # fmt: skip
    if before:
        make_sale(desk, member.id, before * 100)
    done = make_sale(desk, member.id, receipt * 100)
    row = desk.db.execute_sql("SELECT tier FROM sale WHERE id = ?", (done.sale_id,)).fetchone()
    assert (row[0], done.tier, tier_of(desk, member)) == (code, code, code)


def test_v_t9_below_the_first_limit_nothing_is_earned(desk, member):
    """erpnext#33550: limits 100,000 and 300,000; a receipt of 20,000 earns 0; 196,000 earns 196."""
    publish(desk, (tier("none", 0, 0), tier("first", 10_000_000), tier("second", 30_000_000, 111)),
            Base(tier="after"))  # fmt: skip
    assert make_sale(desk, member.id, 2_000_000).points == 0
    assert make_sale(desk, make_member(desk).id, 19_600_000).points == 196


def test_a_member_rises_at_once_and_falls_only_at_night(desk, member, clock):
    publish(desk)
    assert make_sale(desk, member.id, 3_000_000).tier == "gold"
    clock.forward(days=365)
    assert tier_of(desk, member) == "gold"
    assert run(desk).moved == 1
    assert tier_of(desk, member) == "bronze"
    assert changes(desk)[-1] == ("gold", "bronze", "night", "2027-11-21")


def test_a_soft_landing_takes_one_step_and_stays_there_for_a_window(desk, member, clock):
    publish(desk, fall="one_step")
    make_sale(desk, member.id, 3_000_000)
    clock.forward(days=365)
    run(desk)
    clock.forward(days=1)
    run(desk)
    assert tier_of(desk, member) == "silver"
    clock.forward(days=365)
    run(desk)
    assert tier_of(desk, member) == "bronze"


def test_a_ladder_that_never_lowers_keeps_everybody(desk, member, clock):
    publish(desk, fall="never")
    make_sale(desk, member.id, 3_000_000)
    clock.forward(days=800)
    assert run(desk).moved == 0


@pytest.mark.parametrize(("days", "code"), [(394, "gold"), (395, "bronze")])
@pytest.mark.parametrize("nightly", [True, False])
def test_grace_runs_from_the_first_day_below_whenever_the_night_comes(
    desk, member, clock, days, code, nightly
):
    """Below from day 365 on; 30 days later, on day 395, the member falls."""
    publish(desk, grace_days=30)
    make_sale(desk, member.id, 3_000_000)
    if nightly:
        clock.forward(days=364)
        run(desk)
        for _ in range(days - 364):
            clock.forward(days=1)
            run(desk)
    else:
        clock.forward(days=days)
        run(desk)
    assert tier_of(desk, member) == code


def test_who_buys_in_the_days_of_grace_stays(desk, member, clock):
    publish(desk, grace_days=30)
    make_sale(desk, member.id, 3_000_000)
    clock.forward(days=380)
    run(desk)
    make_sale(desk, member.id, 3_000_000)
    clock.forward(days=30)
    run(desk)
    assert tier_of(desk, member) == "gold"


def test_a_tier_of_a_year_is_kept_until_the_year_after_is_over(desk, member, clock):
    publish(desk, period="year")
    make_sale(desk, member.id, 3_000_000)
    move_to(desk, clock, NOWRUZ)
    assert run(desk).moved == 0  # 1405 reached gold
    make_sale(desk, member.id, 1_000_000)
    clock.forward(days=200)
    assert run(desk).moved == 0  # kept to the end of 1406
    move_to(desk, clock, date(2028, 3, 20))  # 1 Farvardin 1407
    assert run(desk).moved == 1
    assert tier_of(desk, member) == "silver"


def test_a_turn_of_the_year_that_was_missed_is_done_on_its_own_day(desk, member, clock):
    other = make_member(desk)
    publish(desk, period="year")
    make_sale(desk, member.id, 3_000_000)
    with writing(desk.db):  # it stood in gold before
        desk.db.execute_sql("UPDATE member SET tier = 'gold', tier_since = '2025-01-01'")
    move_to(desk, clock, NOWRUZ + timedelta(days=4))
    make_sale(desk, other.id, 1_000_000)
    clock.forward(days=5)
    run(desk)
    assert (tier_of(desk, member), tier_of(desk, other)) == ("gold", "silver")
    assert ("gold", "bronze", "night", NOWRUZ.isoformat()) in changes(desk)


def test_v_t14_the_level_is_reckoned_before_points_end_with_the_year(desk, clock):
    """OLD7: limits 0/10/30/100, 5, 10 and 30 active points at the end of the year."""
    levels = [Tier(f"l{n}", "x", "x", 0 if not n else None, from_active_points=limit)
              for n, limit in enumerate((None, 10, 30, 100))]  # fmt: skip
    publish(desk, tuple(levels), lots=LotTerms(Expiry.YEAR_END), period="year")
    people = [make_member(desk) for _ in range(3)]
    for each, points in zip(people, (5, 10, 30), strict=True):
        make_sale(desk, each.id, points * 100_000)
    with writing(desk.db):
        desk.db.execute_sql("UPDATE member SET tier = 'l0' WHERE tier = 'l1'")
    move_to(desk, clock, NOWRUZ)
    done = run(desk)
    assert [tier_of(desk, each) for each in people] == ["l0", "l1", "l2"]
    assert done.expired_points == 45
    clock.forward(days=1)
    assert run(desk).moved == 0
    assert checking.check(desk) == []


def test_since_change_falls_only_when_the_months_are_over(desk, member, clock):
    publish(desk, period="since_change", months=6)
    make_sale(desk, member.id, 1_000_000)  # silver since 21 November 2026
    for day, moved in ((date(2027, 5, 20), 0), (date(2027, 5, 21), 0), (date(2027, 11, 20), 0),
                       (date(2027, 11, 21), 1)):  # fmt: skip
        move_to(desk, clock, day)
        assert run(desk).moved == moved, day
    assert tier_of(desk, member) == "bronze"


def test_a_lifetime_counts_everything(desk, member, clock):
    publish(desk, period="lifetime")
    make_sale(desk, member.id, 600_000)
    clock.forward(days=3000)
    assert make_sale(desk, member.id, 400_000).tier == "silver"
    assert run(desk).moved == 0


def test_visits_points_and_margin_lift_too(desk, member, clock):
    mixed = (tier("bronze"), tier("silver", None, from_visits=2, from_points=20),
             tier("gold", None, from_margin_rial=500_000))  # fmt: skip
    publish(desk, mixed)
    assert make_sale(desk, member.id, 1_500_000).tier == "bronze"
    assert make_sale(desk, member.id, 1_500_000).tier == "bronze"  # the same day is one visit
    clock.forward(days=1)
    assert make_sale(desk, member.id, 100_000).tier == "silver"
    lines = (Line(2_000_000, "bag", cost_rial=1_500_000),)
    done = sales.record_sale(desk, sales.SaleDraft(member.id, 0, "with cost", lines=lines))
    assert done.tier == "gold"


def test_points_of_a_sale_taken_back_do_not_count(desk, member):
    publish(desk, (tier("bronze"), tier("silver", None, from_points=20)))
    done = make_sale(desk, member.id, 2_000_000)
    assert tier_of(desk, member) == "silver"
    reversals.reverse_sale(desk, done.sale_id)
    assert tier_of(desk, member) == "bronze"


@pytest.mark.parametrize("fields", [{"fall": "never"}, {"grace_days": 90}, {"period": "year"},
                                    {"period": "since_change"}, {"fall": "one_step"}])  # fmt: skip
def test_a_sale_typed_wrong_and_taken_back_leaves_the_tier_as_it_was(desk, member, fields):
    publish(desk, **fields)
    done = make_sale(desk, member.id, 300_000_000)
    assert tier_of(desk, member) == "gold"
    reversals.reverse_sale(desk, done.sale_id)
    assert tier_of(desk, member) == "bronze"


@pytest.mark.parametrize(("lowers", "code"), [(True, "bronze"), (False, "gold")])
def test_e52_a_return_lowers_the_tier_or_does_not(desk, member, clock, lowers, code):
    publish(desk, returns_={"lowers_tier": lowers})
    done = make_sale(desk, member.id, 3_000_000)
    clock.forward(days=1)
    returns.return_goods(desk, ReturnDraft(done.sale_id, "back"))
    run(desk)
    assert tier_of(desk, member) == code


def test_v_t12_a_floor_by_hand_changes_nothing_where_it_is_reached(desk, member):
    publish(desk, (tier("l0"), tier("l20", 2_000), tier("l30", 3_000)))
    make_sale(desk, member.id, 2_100)
    before = changes(desk)
    until = TODAY + timedelta(days=30)
    assert tier_hands.set_by_hand(desk, member.id, "l20", "asked", until, is_floor=True) == "l20"
    assert changes(desk) == before


def test_a_floor_holds_until_its_day_and_lets_the_member_rise(desk, member, clock):
    publish(desk)
    until = TODAY + timedelta(days=10)
    tier_hands.set_by_hand(desk, member.id, "silver", "opened with us", until, is_floor=True)
    clock.forward(days=10)
    run(desk)
    assert tier_of(desk, member) == "silver"
    clock.forward(days=1)
    assert run(desk).moved == 1
    assert tier_of(desk, member) == "bronze"
    assert checking.check(desk) == []


def test_a_tier_set_exactly_stays_so_whatever_is_bought(desk, member, clock):
    publish(desk)
    until = TODAY + timedelta(days=10)
    tier_hands.set_by_hand(desk, member.id, "silver", "agreed", until, is_floor=False)
    assert make_sale(desk, member.id, 5_000_000).tier == "silver"
    clock.forward(days=1)
    run(desk)
    assert tier_of(desk, member) == "silver"
    assert tier_hands.end_by_hand(desk, member.id) == "gold"
    assert tier_hands.in_hand(desk, member.id) is None


def test_the_end_of_a_tier_by_hand_gives_back_the_one_before(desk, member):
    publish(desk, fall="never")
    make_sale(desk, member.id, 1_000_000)
    until = TODAY + timedelta(days=10)
    tier_hands.set_by_hand(desk, member.id, "gold", "one", until, is_floor=True)
    tier_hands.set_by_hand(desk, member.id, "bronze", "two", until, is_floor=False)
    assert tier_of(desk, member) == "bronze"
    assert tier_hands.end_by_hand(desk, member.id) == "silver"


def test_a_tier_by_hand_needs_a_reason_a_tier_and_a_day_to_come(desk, member):
    for name, reason, until, field in (
        ("silver", " ", TODAY, "reason"), ("none", "x", TODAY, "tier"),
        ("silver", "x", TODAY - timedelta(days=1), "until"),
        ("silver", "x", TODAY + timedelta(days=4000), "until"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            tier_hands.set_by_hand(desk, member.id, name, reason, until, is_floor=True)
        assert refused.value.field == field
    with pytest.raises(Missing):
        tier_hands.end_by_hand(desk, member.id)
    members.erase(desk, member.id)
    with pytest.raises(MemberErased):
        tier_hands.set_by_hand(desk, member.id, "silver", "x", TODAY, is_floor=True)


def test_e55_a_new_table_lowers_nobody_before_the_period_is_over(desk, member, clock):
    publish(desk, period="year")
    make_sale(desk, member.id, 1_000_000)
    higher = (tier("bronze"), tier("silver", 2_000_000), tier("gold", 3_000_000))
    club.publish_programme(desk, replace(club.programme(desk), ladder=Ladder(higher, "year")))
    clock.forward(days=1)
    assert run(desk).moved == 0
    move_to(desk, clock, NOWRUZ)
    assert run(desk).moved == 1
    assert tier_of(desk, member) == "bronze"


def test_a_member_who_is_looked_at_alone_moves_as_the_plan_for_all_says(desk, clock):
    rules = publish(desk)
    people = [make_member(desk) for _ in range(4)]
    for each, amount in zip(people, (500_000, 1_000_000, 2_999_999, 4_000_000), strict=True):
        make_sale(desk, each.id, amount)
        clock.forward(days=30)
    clock.forward(days=300)
    for day in (desk.today() + timedelta(days=n) for n in range(0, 120, 7)):
        planned = {p.member_id: p.new for p in tier_plan.moves(desk.db, rules, day, None)}
        for each in people:
            buyer = sale_store.buyer(desk.db, each.id)
            alone, _ = tiers.decided(
                desk.db, buyer, rules, tiers.NIGHT, day, None, may_fall=True
            )  # fmt: skip
            assert planned.get(each.id, buyer.tier) == alone


def test_the_way_up_is_said_in_what_the_next_tier_asks_for(desk, member):
    publish(desk, (tier("bronze"), tier("silver", None, from_visits=4, from_points=20)))
    make_sale(desk, member.id, 1_000_000)  # 10 points, a visit
    way = tier_watch.distance(desk, member.id)
    assert {gap.measure: gap.left for gap in way.missing} == {"points": 10, "visits": 3}
    assert (way.above.code, way.rial, way.share) == ("silver", None, 0.25)


def test_a_fall_is_foretold_with_its_day_and_what_keeps_the_tier(desk, member, clock):
    publish(desk)
    make_sale(desk, member.id, 2_000_000)
    clock.forward(days=100)
    make_sale(desk, member.id, 1_200_000)
    assert tier_watch.warning(desk, member.id) is None
    clock.forward(days=250)  # day 350: on day 365 the first sale leaves the window
    assert tier_watch.warning(desk, member.id) is None
    clock.forward(days=1)
    told = tier_watch.warning(desk, member.id)
    assert (told.tier.code, told.to.code) == ("gold", "silver")
    assert told.on_day == TODAY + timedelta(days=365)
    assert [(gap.measure, gap.left) for gap in told.missing] == [("rial", 1_800_000)]
    assert [each.number for each in tier_watch.falling_soon(desk)] == [member.number]
    move_to(desk, clock, told.on_day)
    run(desk)
    assert tier_of(desk, member) == "silver"
    assert tier_watch.falling_soon(desk) == []


def test_what_is_said_to_keep_the_tier_keeps_it(desk, member, clock):
    publish(desk)
    make_sale(desk, member.id, 3_000_000)
    clock.forward(days=360)
    missing = tier_watch.warning(desk, member.id).missing[0].left
    make_sale(desk, member.id, missing)
    assert tier_watch.warning(desk, member.id) is None
    clock.forward(days=20)
    run(desk)
    assert tier_of(desk, member) == "gold"


@pytest.mark.parametrize("period", ["year", "since_change"])
def test_a_fall_at_the_end_of_a_period_is_foretold(desk, member, clock, period):
    publish(desk, period=period, months=4)
    with writing(desk.db):
        desk.db.execute_sql("UPDATE member SET tier = 'silver', tier_since = '2026-11-21'")
    make_sale(desk, member.id, 400_000)
    assert tier_watch.falling_soon(desk) == []
    move_to(desk, clock, NOWRUZ - timedelta(days=10))
    told = tier_watch.falling_soon(desk)[0].fall
    assert (told.on_day, told.to.code, told.missing[0].left) == (NOWRUZ, "bronze", 600_000)


def test_a_floor_by_hand_silences_the_warning(desk, member, clock):
    publish(desk)
    make_sale(desk, member.id, 3_000_000)
    clock.forward(days=360)
    until = desk.today() + timedelta(days=60)
    tier_hands.set_by_hand(desk, member.id, "gold", "promised", until, is_floor=True)
    assert tier_watch.warning(desk, member.id) is None


def test_the_way_and_the_fall_are_said_in_plain_words(desk, member, clock):
    gold = tier("gold", 3_000_000, from_visits=3)
    publish(desk, (tier("bronze"), tier("silver", 1_000_000), gold))
    make_sale(desk, member.id, 1_200_000)
    clock.forward(days=358)
    way, fall = tier_watch.distance(desk, member.id), tier_watch.warning(desk, member.id)
    told = tier_words.way_words(way), tier_words.fall_words(fall)
    assert [plain(text) for text in told] == [
        "180,000 Toman and 2 visits more to reach gold",
        "Falls to bronze on 30 Aban; 100,000 Toman more keeps silver",
    ]
