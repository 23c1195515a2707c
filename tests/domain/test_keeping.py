"""Which backups stay: enough of every age, and never fewer than were promised."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.keeping import MIGRATION, Copy, believed, may_go

NOW = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)
TEHRAN = timezone(timedelta(hours=3, minutes=30))


def days_before(*days, **more):
    """One copy for each number of days before now; the oldest has the lowest number."""
    return [
        Copy(n, NOW - timedelta(days=day), **more)
        for n, day in enumerate(sorted(days, reverse=True), 1)
    ]


def kept(copies, now=NOW, began=(), *, is_frozen=False):
    gone = may_go(copies, now, TEHRAN, began, is_frozen=is_frozen)
    return [copy for copy in copies if copy not in gone]


def ages(copies, now=NOW):
    return sorted((now - copy.made_at).total_seconds() / 86400 for copy in copies)


def test_everything_of_two_days_stays():
    copies = days_before(*(n / 48 for n in range(95)))  # every half hour of nearly two days
    assert kept(copies) == copies


def test_a_year_of_closings_leaves_twelve_days_ten_weeks_and_nine_months():
    """One backup at each close for 400 days, thinned each day as the shop does.

    Today and yesterday lie within two days; the twelve days before them are 2 to 13; then ten
    weeks, then nine months: 2 + 12 + 10 + 9.
    """
    alive: list[Copy] = []
    for day in range(400):
        now = NOW + timedelta(days=day)
        alive.append(Copy(day + 1, now))
        alive = kept(alive, now)
    left = ages(alive, now)
    assert left[:14] == list(range(14))
    assert len(left) == 2 + 12 + 10 + 9
    weeks, months = left[14:24], left[24:]
    assert weeks[1] - weeks[0] <= 7  # the first week, and month, are still going over
    assert {later - one for one, later in pairwise(weeks[1:])} == {7}
    assert {later - one for one, later in pairwise(months[1:])} == {28, 35}
    assert 290 < left[-1] < 366  # ten months and more


def test_days_on_which_the_shop_was_closed_count_for_nothing():
    copies = days_before(*(100 + 3 * n for n in range(12)))  # a long closure, then today
    assert len(kept([*copies, Copy(99, NOW)])) == 13


def test_of_a_day_the_newest_stays_by_the_clock_of_the_shop():
    # 20:15 UTC is 23:45 in Tehran, 20:45 is the next day there.
    first, last = (NOW.replace(day=11, hour=20, minute=m) for m in (15, 45))
    copies = [Copy(1, first), Copy(2, last), Copy(3, last + timedelta(hours=1)), Copy(4, NOW)]
    assert [copy.number for copy in kept(copies)] == [1, 3, 4]


def test_the_newest_three_that_failed_stay_and_never_count_as_good():
    bad = [Copy(n, NOW, is_verified=False) for n in range(10, 16)]
    good = Copy(1, NOW - timedelta(days=4000))
    assert kept([good, *bad]) == [good, *bad[-3:]]


def test_a_backup_before_an_update_stays_until_two_later_schemas_ran_thirty_days():
    old = Copy(1, NOW - timedelta(days=300, minutes=1), reason=MIGRATION, schema=3)
    newer = [Copy(n, NOW - timedelta(days=300 - n)) for n in range(2, 299)]
    began = [(3, NOW - timedelta(days=400)), (4, NOW - timedelta(days=300))]
    month = [(5, NOW - timedelta(days=30))]
    short = [(5, NOW - timedelta(days=29))]
    # As an ordinary one it would go: a later one stands for its month.
    assert old not in kept([Copy(1, old.made_at), *newer])
    assert old in kept([old, *newer], began=began)
    assert old in kept([old, *newer], began=began + short)
    assert old not in kept([old, *newer], began=began + month)
    # A schema that lived for a day only was not tried.
    skipped = [*began[:1], (4, NOW - timedelta(days=300)), (5, NOW - timedelta(days=299))]
    assert old in kept([old, *newer], began=skipped)


def test_r33_nothing_goes_by_its_date_while_the_clock_is_in_doubt():
    copies = days_before(*(n / 4 for n in range(2000)))
    assert len(kept(copies)) < 60
    assert kept(copies, is_frozen=True) == copies
    assert kept(copies, now=datetime(1980, 1, 1, tzinfo=UTC)) == copies


def test_r33_a_copy_of_a_day_when_the_clock_was_wrong_is_kept_and_holds_up_nothing():
    copies = days_before(*(n / 2 for n in range(100)))
    ahead = Copy(50, NOW + timedelta(days=700))
    behind = Copy(60, datetime(1980, 1, 1, tzinfo=UTC))
    mixed = [c for c in copies if c.number not in (50, 60)] + [ahead, behind]
    left = kept(mixed)
    assert ahead in left
    assert behind in left
    assert len(left) == len(kept([c for c in mixed if c not in (ahead, behind)])) + 2
    # Two years later the one ahead is past, and still not believed.
    assert 50 not in believed(mixed, NOW + timedelta(days=800))


MOMENTS = st.integers(-400 * 48, 100).map(lambda n: NOW + timedelta(minutes=30 * n))
COPIES = st.lists(
    st.builds(
        Copy, st.just(0), MOMENTS, st.booleans(), st.sampled_from(["", "close", MIGRATION]),
        st.integers(1, 6),
    ), max_size=80,
)  # fmt: skip
STARTS = st.lists(st.tuples(st.integers(1, 8), MOMENTS), max_size=4)


def numbered(drawn, *, in_order):
    if in_order:
        drawn = sorted(drawn, key=lambda copy: copy.made_at)
    return [Copy(n, c.made_at, c.is_verified, c.reason, c.schema) for n, c in enumerate(drawn, 1)]


@settings(max_examples=150, deadline=None)
@given(COPIES, STARTS, st.booleans(), st.booleans())
def test_what_is_promised_survives_whatever_was_made_when(drawn, began, in_order, is_frozen):
    copies = numbered(drawn, in_order=in_order)
    good = [c for c in copies if c.is_verified]
    left = kept(copies, began=began, is_frozen=is_frozen)
    assert set(left) <= set(copies)
    if good:
        assert good[-1] in left  # the newest verified one
    assert sum(not c.is_verified for c in left) == min(3, len(copies) - len(good))
    for copy in good:
        if is_frozen or copy.made_at > NOW - timedelta(days=2):
            assert copy in left
        if copy.reason == MIGRATION and not began:
            assert copy in left
    days = {c.made_at.astimezone(TEHRAN).date() for c in good if c.number in believed(good, NOW)}
    stays = {c.made_at.astimezone(TEHRAN).date() for c in left if c.is_verified}
    assert set(sorted(days)[-12:]) <= stays
    if in_order:
        assert kept(left, began=began, is_frozen=is_frozen) == left  # a second look takes nothing


@settings(max_examples=100, deadline=None)
@given(COPIES)
def test_the_dates_that_are_believed_follow_their_numbers(drawn):
    copies = numbered(drawn, in_order=False)
    found = [c.made_at for c in copies if c.number in believed(copies, NOW)]
    assert found == sorted(found)
    assert bool(found) == any(c.made_at <= NOW for c in copies)
    assert believed(numbered(drawn, in_order=True), NOW + timedelta(days=9)) == set(
        range(1, len(drawn) + 1)
    )
