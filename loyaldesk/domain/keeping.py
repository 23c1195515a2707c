"""Which backups are kept and which may go, by their dates, numbers and reasons alone."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

MIGRATION = "migration"
"""The reason of a backup made before an update: it outlives the others."""

RECENT = timedelta(days=2)
"""Everything younger than this is kept."""

DAYS, WEEKS, MONTHS = 12, 10, 9
FAILED_KEPT = 3
LATER_SCHEMAS, TRIED = 2, timedelta(days=30)
"""What was made before an update goes once so many later schemas have each run so long."""

SLACK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Copy:
    """One backup, as far as keeping it goes.

    Attributes:
        number: Serial number in its folder; unlike the time it never goes back.
        made_at: What the clock said, aware.
        is_verified: Whether it was proved.
        reason: Why it was made.
        schema: Version of its tables.
    """

    number: int
    made_at: datetime
    is_verified: bool = True
    reason: str = ""
    schema: int = 0


Began = Sequence[tuple[int, datetime]]
"""From when on the club has had each version of its tables."""


def may_go(
    copies: Iterable[Copy], now: datetime, zone: tzinfo, began: Began = (), *, is_frozen: bool
) -> list[Copy]:
    """Return the copies that may be deleted, oldest number first.

    Kept are everything of two days, then one for each of twelve days, ten weeks and nine months,
    always the newest of its day, week or month; days without any do not count. The newest verified
    one is never given up, nor one made before an update that is still young, nor one whose date
    cannot be believed. Of those that failed the newest three stay.

    Args:
        copies: All backups of one club in one folder.
        now: The moment, aware.
        zone: Where days begin and end.
        began: When the club got each schema.
        is_frozen: Nothing verified goes, because the clock cannot be believed or a restore is
            still to be confirmed.
    """
    found = sorted(copies, key=lambda copy: copy.number, reverse=True)
    failed = [copy for copy in found if not copy.is_verified][FAILED_KEPT:]
    good = [copy for copy in found if copy.is_verified]
    if is_frozen:
        return failed[::-1]
    dated = believed(good, now)
    old = [c for c in good[1:] if c.number in dated and now - c.made_at >= RECENT]
    wanted = {copy.number for copy in old if _outlives(copy, now, began)}
    rest = sorted(old, key=lambda copy: (copy.made_at, copy.number), reverse=True)
    for count, name in _stages(zone):
        rest = _newest_of_each(rest, count, name, wanted)
    gone = [copy for copy in old if copy.number not in wanted]
    return sorted([*failed, *gone], key=lambda copy: copy.number)


def believed(copies: Iterable[Copy], now: datetime) -> set[int]:
    """Return the numbers of the copies whose dates can be believed.

    Numbers never go back; dates of a clock that jumped do. Believed is the longest row of copies
    whose dates follow their numbers, none of them ahead of *now*.
    """
    rising = sorted(
        (copy for copy in copies if copy.made_at <= now + SLACK), key=lambda copy: copy.number
    )
    ends: list[datetime] = []  # the earliest date a row of each length ends with
    lengths: list[int] = []
    for copy in rising:
        place = bisect_right(ends, copy.made_at)
        ends[place : place + 1] = [copy.made_at]
        lengths.append(place)
    wanted, longest = len(ends) - 1, set()
    last = now + SLACK
    for copy, length in zip(reversed(rising), reversed(lengths), strict=True):
        if length == wanted and copy.made_at <= last:
            longest.add(copy.number)
            wanted, last = wanted - 1, copy.made_at
    return longest


def _stages(zone: tzinfo) -> tuple[tuple[int, Callable[[Copy], Hashable]], ...]:
    def day(copy: Copy) -> int:
        return copy.made_at.astimezone(zone).toordinal()

    def month(copy: Copy) -> tuple[int, int]:
        moment = copy.made_at.astimezone(zone)
        return moment.year, moment.month

    return (DAYS, day), (WEEKS, lambda copy: (day(copy) + 1) // 7), (MONTHS, month)


def _newest_of_each(
    copies: list[Copy], count: int, name: Callable[[Copy], Hashable], wanted: set[int]
) -> list[Copy]:
    """Want the newest copy of the *count* newest periods; return what is older than all those."""
    seen: set[Hashable] = set()
    for place, copy in enumerate(copies):
        period = name(copy)
        if period in seen:
            continue
        if len(seen) == count:
            return copies[place:]
        seen.add(period)
        wanted.add(copy.number)
    return []


def _outlives(copy: Copy, now: datetime, began: Began) -> bool:
    """Return whether a copy made before an update is not to go yet."""
    if copy.reason != MIGRATION:
        return False
    starts = sorted(began)
    ends = [moment for _schema, moment in starts[1:]] + [now]
    tried = sum(
        schema > copy.schema and end - start >= TRIED
        for (schema, start), end in zip(starts, ends, strict=False)
    )
    return tried < LATER_SCHEMAS
