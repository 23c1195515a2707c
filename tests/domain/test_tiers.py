"""The ladder: what a limit means, how a member rises, falls, lands softly and is held."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain.standing import History, Part, Place, Ranks, below_since, gaps, verdict
from loyaldesk.domain.tiers import FOREVER, Ladder, Standing, Tier, reached

BRONZE, SILVER, GOLD = (
    Tier("bronze", "برنز", "Bronze", 0),
    Tier("silver", "نقره", "Silver", 1_000),
    Tier("gold", "طلا", "Gold", 3_000),
)
THREE = (BRONZE, SILVER, GOLD)
DAY = date(2026, 11, 21)


def ladder(**fields):
    return Ladder(**{"tiers": THREE, **fields})


def stands(tier, since=FOREVER, **fields):
    return Place(tier, since, **fields)


@pytest.mark.parametrize(("spent", "code"), [(999, "bronze"), (1_000, "silver"), (1_001, "silver")])
def test_v_e54_a_limit_itself_is_in_the_tier(spent, code):
    assert reached(spent, THREE).code == code


def test_v_t16_over_a_limit_is_written_as_one_more():
    """IR11: white *over* 500,000 toman: 500,000 gives nothing, 500,001 gives white."""
    tiers = (Tier("none", "-", "-", 0), Tier("white", "-", "-", 5_000_010),
             Tier("gold", "-", "-", 150_000_010))  # fmt: skip
    found = [reached(rial, tiers).code for rial in (5_000_000, 5_000_010, 160_000_000)]
    assert found == ["none", "white", "gold"]


def test_a_mix_asks_for_all_or_for_any():
    tiers = (BRONZE, Tier("silver", "", "", 1_000, from_visits=3))
    only_money, both = Standing(rial=5_000, visits=1), Standing(rial=1_000, visits=3)
    assert [reached(s, tiers, "all").code for s in (only_money, both)] == ["bronze", "silver"]
    assert [reached(s, tiers, "any").code for s in (only_money, both)] == ["silver", "silver"]
    assert Ranks(Ladder(tiers, needs="any")).reached(only_money) == 1
    assert Ranks(Ladder(tiers)).reached(only_money) == 0


def test_rising_is_never_put_off_and_falling_follows_the_ladder():
    up, low = Standing(rial=3_000), Standing()
    for fall, ends in (("direct", "bronze"), ("one_step", "silver"), ("never", "gold")):
        rules = ladder(fall=fall)
        assert verdict(rules, stands("bronze"), up, up, DAY) == "gold"
        assert verdict(rules, stands("gold"), low, low, DAY) == ends
        assert verdict(rules, stands("gold"), low, None, DAY) == "gold"


def test_a_soft_landing_stays_on_each_step_for_a_whole_period():
    place = stands("silver", kept_until=DAY + timedelta(days=1))
    rules, low = ladder(fall="one_step"), Standing()
    assert verdict(rules, place, low, low, DAY) == "silver"
    assert verdict(rules, place, low, low, DAY + timedelta(days=1)) == "bronze"


def test_a_soft_landing_never_ends_below_what_was_reached():
    rules = ladder(fall="one_step")
    silver = Standing(rial=1_500)
    assert verdict(rules, stands("gold"), silver, silver, DAY) == "silver"


def test_a_tier_by_hand_is_exact_or_a_floor():
    """E51; V-T12: current 20, manual 20, value 21: no change."""
    low, high = Standing(), Standing(rial=3_000)
    assert verdict(ladder(), stands("bronze", fixed="silver"), high, high, DAY) == "silver"
    assert verdict(ladder(), stands("silver", floor="silver"), low, low, DAY) == "silver"
    assert verdict(ladder(), stands("silver", floor="silver"), high, high, DAY) == "gold"
    tiers = (Tier("none", "", "", 0), Tier("twenty", "", "", 20), Tier("thirty", "", "", 30))
    held, value = stands("twenty", floor="twenty"), Standing(rial=21)
    assert verdict(Ladder(tiers), held, value, value, DAY) == "twenty"


def test_a_tier_that_is_no_more_becomes_what_is_reached():
    low = Standing(rial=1_000)
    assert verdict(ladder(), stands("platinum"), low, None, DAY) == "silver"


def test_a_year_is_judged_on_its_first_day_and_on_no_other():
    """1 Farvardin 1406 is 21 March 2027."""
    rules, turn, day = ladder(period="year"), date(2027, 3, 21), timedelta(days=1)
    since = date(2026, 6, 1)
    assert rules.window(turn) == (turn, turn)
    assert rules.judged(turn, since) == (date(2026, 3, 21), date(2027, 3, 20))
    assert rules.judged(turn - day, since) is None
    assert rules.judged(turn + day, since) is None
    assert rules.judged(turn + 5 * day, since, after=turn - day) == rules.judged(turn, since)
    assert rules.judged(turn, turn) is None  # lifted by the year that runs now
    assert rules.next_turn(DAY, since) == turn


def test_grace_moves_the_turn_of_a_year():
    rules, turn = ladder(period="year", grace_days=10), date(2027, 3, 21)
    assert rules.judged(turn, DAY) is None
    assert rules.judged(turn + timedelta(days=10), DAY) == (date(2026, 3, 21), date(2027, 3, 20))
    assert rules.next_turn(turn, DAY) == turn + timedelta(days=10)


def test_a_gregorian_year_begins_in_january():
    rules = ladder(period="year", calendar="gregorian")
    assert rules.judged(date(2027, 1, 1), DAY) == (date(2026, 1, 1), date(2026, 12, 31))


def test_the_time_since_a_change_begins_anew_each_time_it_is_over():
    rules, since = ladder(period="since_change", months=6), date(2026, 1, 15)
    assert rules.window(date(2026, 7, 14), since) == (since, date(2026, 7, 14))
    assert rules.judged(date(2026, 7, 14), since) is None
    assert rules.judged(date(2026, 7, 15), since) == (since, date(2026, 7, 14))
    assert rules.window(date(2026, 8, 1), since)[0] == date(2026, 7, 15)
    assert rules.judged(date(2027, 1, 15), since) == (date(2026, 7, 15), date(2027, 1, 14))
    assert rules.next_turn(date(2026, 8, 1), since) == date(2027, 1, 15)


def parts(*sums):
    return tuple(Part(day, known, Standing(rial=rial)) for day, known, rial in sums)


def test_grace_counts_the_days_below_the_limit_as_they_were_known_then():
    """3,000 left the window of 12 months on 1 November; what came back counted until then."""
    rules = ladder(grace_days=30)
    bought = date(2025, 10, 31)
    seen = History(DAY, parts((bought, bought, 3_000)))
    assert below_since(rules, seen, "gold", DAY, FOREVER) == date(2026, 10, 31)
    back = date(2026, 11, 20)
    seen = History(DAY, parts((date(2026, 5, 1), date(2026, 5, 1), 3_000),
                              (date(2026, 5, 1), back, -3_000)))  # fmt: skip
    assert below_since(rules, seen, "gold", DAY, FOREVER) == back


def test_what_is_missing_is_said_in_each_measure():
    tier = Tier("silver", "", "", 1_000, from_visits=3)
    found = gaps(Standing(rial=400, visits=3), tier)
    assert [(gap.measure, gap.left) for gap in found] == [("rial", 600)]


def test_visits_are_days_that_ended_above_zero():
    seen = History(DAY, parts((DAY, DAY, 500), (DAY, DAY, -500),
                              (date(2026, 11, 1), date(2026, 11, 1), 1)))  # fmt: skip
    assert seen.standing((FOREVER, DAY)).visits == 1


def test_points_held_end_the_day_after_their_last_day():
    seen = History(DAY, entries=((DAY, 30),), lots=((DAY, 20), (None, 10)))
    assert seen.standing((FOREVER, DAY)).active_points == 30
    assert seen.standing((FOREVER, DAY + timedelta(days=1))).active_points == 10
