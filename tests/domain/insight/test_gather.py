"""What is known of each member, reckoned by arrays: the same as by loops, on any sales at all."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyaldesk.domain.insight.facts import NEVER, Span
from loyaldesk.domain.insight.gather import gather
from loyaldesk.domain.insight.history import (
    MIRROR,
    RETURN,
    SALE,
    VISIT,
    History,
    day_number,
)
from tests.insight.making import Row, facts_of, history_of, row
from tests.insight.plain import as_plain, plain_facts, without_zeros

BASE = date(2026, 3, 1)
AS_OF = BASE + timedelta(days=60)
SPANS = {
    "period": Span(BASE + timedelta(days=20), BASE + timedelta(days=50)),
    "window": Span(BASE - timedelta(days=900), BASE + timedelta(days=19)),
    "nothing": Span(date(1990, 1, 1), date(1990, 1, 31)),
}

rows = st.lists(
    st.builds(
        Row,
        member_id=st.integers(1, 6).map(lambda n: n * 7),
        day=st.integers(-4, 70).map(lambda n: BASE + timedelta(days=n))
        | st.integers(-3000, 0).map(lambda n: BASE + timedelta(days=n)),
        net=st.integers(-3, 5) | st.integers(-(10**13), 10**13),
        cost=st.none() | st.integers(-5, 5),
        given=st.integers(-2, 2),
        kind=st.sampled_from([SALE, SALE, VISIT, RETURN, MIRROR]),
        hour=st.integers(0, 23),
    ),
    max_size=40,
)


def same(facts, plain) -> None:
    told = as_plain(facts)
    assert set(told.members) == set(plain.members)
    for id_, member in plain.members.items():
        mean = member["repeat_rial"]
        assert told.members[id_].pop("repeat_rial") == pytest.approx(mean, rel=1e-12)
        assert told.members[id_] == {k: v for k, v in member.items() if k != "repeat_rial"}
    assert told.gap_p90 == pytest.approx(plain.gap_p90)
    assert without_zeros(told.by_hour) == without_zeros(plain.by_hour)
    assert without_zeros(told.by_hour_net) == without_zeros(plain.by_hour_net)
    assert told.margin_is_net == plain.margin_is_net


@given(
    rows, st.sampled_from([None, 0, 33, 100]), st.sampled_from(["jalali", "gregorian"]),
    st.none() | st.frozensets(st.sampled_from([7, 14, 21, 99]), max_size=4), st.integers(1, 3),
)  # fmt: skip
def test_arrays_and_loops_say_the_same(sold, percent, calendar, only, cuts):
    """Also when members stand in several blocks and only some of them are asked for."""
    ids = sorted({each.member_id for each in sold})
    size = len(ids) // cuts + 1
    parts = [ids[n : n + size] for n in range(0, len(ids), size)]
    facts = gather(
        [history_of([r for r in sold if r.member_id in part]) for part in parts], AS_OF, SPANS,
        calendar=calendar, margin_percent=percent,
        only=None if only is None else np.array(sorted(only), np.int64),
    )  # fmt: skip
    same(facts, plain_facts(
        sold, AS_OF, SPANS, calendar=calendar, margin_percent=percent, only=only,
    ))  # fmt: skip


def test_nothing_sold_is_no_fault():
    """A club on its first day."""
    none = np.zeros(0, np.int64)
    for blocks in ([], [history_of([])], [History(none, np.zeros(1, np.int64), *[none] * 8)]):
        facts = gather(blocks, AS_OF, SPANS, calendar="jalali", margin_percent=None)
        assert (len(facts), facts.gap_p90, facts.by_hour.sum()) == (0, 0.0, 0)
        assert set(facts.sums) == set(SPANS)
        assert not facts.margin_is_net
        assert len(facts.sums["period"].bought) == 0


def test_only_rows_after_the_day_are_no_facts():
    facts = facts_of([(1, "2026-03-02", 5)], as_of="2026-03-01", spans=SPANS)
    assert len(facts) == 0


def test_the_types_are_those_that_were_promised():
    facts = facts_of([(1, "2026-03-02", 5), (2, "2026-03-02", -5)], as_of=AS_OF, spans=SPANS)
    kinds = {
        "ids": np.int64, "first": np.int32, "second": np.int32, "last": np.int32,
        "visits": np.int64, "net": np.int64, "margin": np.int64, "gap": np.float32,
        "repeat_rial": np.float64, "months": np.uint64, "by_hour": np.int64,
    }  # fmt: skip
    for name, kind in kinds.items():
        assert getattr(facts, name).dtype == kind, name
    for name in ("net", "visits", "receipts", "margin", "discounted", "given", "returned"):
        assert getattr(facts.sums["period"], name).dtype == np.int64, name


def test_visits_in_days_as_the_published_example_has_them():
    """VECTORS V-A5: repeat visits, days first to last, days since the first, to 2015-02-07."""
    facts = facts_of(
        [(1, "2015-02-01", 1), (1, "2015-02-06", 1), (2, "2015-01-01", 1),
         (3, "2015-01-01", 1), (3, "2015-01-02", 1), (3, "2015-01-05", 1)],
        as_of="2015-02-07",
    )  # fmt: skip
    assert (facts.visits - 1).tolist() == [1, 0, 2]
    assert (facts.last - facts.first).tolist() == [5, 0, 4]
    assert (day_number(facts.as_of) - facts.first).tolist() == [6, 37, 37]
    assert facts.gap.tolist() == [5.0, 0.0, 2.0]


def test_money_of_repeats_as_the_published_example_has_it():
    """VECTORS V-A6: mean value of the visits after the first."""
    facts = facts_of(
        [(4, "2015-01-16", 6), (4, "2015-02-02", 3), (4, "2015-02-05", 3),
         (5, "2015-01-16", 3), (5, "2015-01-17", 1), (5, "2015-01-18", 8)],
        as_of="2015-02-07",
    )  # fmt: skip
    assert facts.repeat_rial.tolist() == [3.0, 4.5]


def test_a_day_that_comes_to_nothing_is_no_visit():
    """Sold for 5 and taken back for 5 on the same day, and a return alone a week later."""
    facts = facts_of(
        [row(1, "2026-03-02", 5), row(1, "2026-03-02", -5, kind=MIRROR),
         row(1, "2026-03-09", -2, kind=RETURN)],
        as_of="2026-03-31", spans={"period": ("2026-03-01", "2026-03-31")},
    )  # fmt: skip
    period = facts.sums["period"]
    assert (facts.visits[0], facts.first[0], facts.net[0]) == (0, NEVER, -2)
    assert (period.visits[0], period.receipts[0], period.returned[0]) == (0, 0, 2)
    assert not period.bought[0]
    assert facts.months[0] == 0


def test_a_return_counts_on_its_own_day():
    """The month of the sale keeps its figures, as in the monthly report."""
    facts = facts_of(
        [row(1, "2026-03-10", 9), row(1, "2026-04-10", -9, kind=RETURN)], as_of="2026-04-30",
        calendar="gregorian",
        spans={"period": ("2026-04-01", "2026-04-30"), "before": ("2026-03-01", "2026-03-31")},
    )  # fmt: skip
    assert facts.sums["before"].net[0] == 9
    assert facts.sums["period"].net[0] == -9
    assert facts.visits[0] == 1
    assert facts.months[0] == 0b10


def test_months_are_those_of_the_calendar():
    """1405-01-01 is 2026-03-21; 1400-02-01 is 2021-04-21: the oldest month that counts."""
    sold = [(1, "2026-03-21", 1), (2, "2026-03-20", 1), (3, "2021-04-20", 1), (4, "2021-04-21", 1)]
    facts = facts_of(sold, as_of="2026-03-25")
    assert facts.months.tolist() == [1, 2, 0, 1 << 59]
    assert facts_of(sold, as_of="2026-04-25").months.tolist() == [2, 4, 0, 0]
    assert facts_of(sold, as_of="2026-03-25", calendar="gregorian").months.tolist() == [
        1, 1, 1 << 59, 1 << 59,
    ]  # fmt: skip


def test_sums_are_exact_beyond_what_a_float_can_tell():
    most = 2**53
    facts = facts_of(
        [(1, "2026-03-02", most), (1, "2026-03-02", 1), (2, "2026-03-03", 9 * 10**18)],
        as_of=AS_OF, spans={"period": ("2026-03-01", "2026-03-31")}, margin_percent=100,
    )  # fmt: skip
    assert facts.net.tolist() == [most + 1, 9 * 10**18]
    assert facts.margin.tolist() == facts.sums["period"].margin.tolist() == facts.net.tolist()
    assert facts.by_hour_net.max() == 9 * 10**18


def test_gaps_of_centuries_are_sorted_as_well():
    """Years from an old list of sales: member times gap does not fit 32 bits."""
    ids = range(1, 60_001)
    sold = [(n, day, 1) for n in (1, 60_000) for day in ("1800-01-01", "2026-01-01")]
    middle = history_of([*sold, *((n, "2026-01-01", 1) for n in ids if 1 < n < 60_000)])
    facts = gather([middle], AS_OF, {}, calendar="gregorian", margin_percent=None)
    apart = (date(2026, 1, 1) - date(1800, 1, 1)).days
    assert (facts.gap[0], facts.gap[-1], facts.gap[1]) == (apart, apart, 0)


def test_a_segment_keeps_the_gap_of_the_whole_shop():
    """Whoever came once counts as gone in every segment or in none."""
    sold = [(1, "2026-03-02", 1), (2, "2026-03-02", 1), (2, "2026-03-12", 1)]
    assert facts_of(sold, as_of=AS_OF, only=[1]).gap_p90 == 10
    assert facts_of(sold, as_of=AS_OF, only=[1]).ids.tolist() == [1]
    assert len(facts_of(sold, as_of=AS_OF, only=[])) == 0
