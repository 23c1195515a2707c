"""Which lots points are taken from, and how many at most move at once."""

import re
from datetime import date
from pathlib import Path

from loyaldesk.domain.points import MOST_POINTS, Lot, Taken, spending_order, take

NEAR, FAR = date(2026, 12, 1), date(2027, 12, 1)
LOTS = [Lot(1, 30, FAR), Lot(2, 20, None), Lot(3, 10, NEAR), Lot(4, 5, FAR)]


def test_what_expires_first_is_spent_first_and_what_never_does_last():
    assert [lot.id for lot in spending_order(LOTS)] == [3, 1, 4, 2]


def test_points_come_from_lots_in_that_order_and_no_more_than_was_asked():
    assert take(42, LOTS) == ([Taken(3, 10), Taken(1, 30), Taken(4, 2)], 0)
    assert take(10, LOTS) == ([Taken(3, 10)], 0)
    assert take(0, LOTS) == ([], 0)


def test_what_the_lots_do_not_have_is_missing():
    assert take(70, LOTS) == ([Taken(3, 10), Taken(1, 30), Taken(4, 5), Taken(2, 20)], 5)


def test_a_reversed_sale_gives_back_its_own_lot_before_the_others():
    assert take(25, LOTS, first=2) == ([Taken(2, 20), Taken(3, 5)], 0)
    assert take(1, LOTS, first=4) == ([Taken(4, 1)], 0)


def test_the_largest_movement_is_the_one_that_the_schema_takes():
    """The check of the table says 10,000,000; the domain says the same."""
    migrations = Path(__file__).parents[2] / "loyaldesk" / "store" / "migrations"
    text = "".join(file.read_text("utf-8") for file in sorted(migrations.glob("0*.py")))
    found = re.findall(r'abs\("points"\) <= (\d+)', text)
    assert found and {int(each) for each in found} == {MOST_POINTS} == {10_000_000}
