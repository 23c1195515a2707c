"""The list of members: searched, filtered, in any order, however many there are."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import Tier, window_start
from loyaldesk.kernel.jalali import Month
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import Contact, contact
from loyaldesk.store import search
from loyaldesk.store.queries import members_list as queries

MOST_FOUND = 500
"""A search shows at most so many: who types more letters finds fewer."""

SMALL_CLUB = 20_000
"""Up to so many members the whole order is read in a blink; see `is_large`."""

ORDERS = ("number", "name", "tier", "points", "last", "spent")
QUICK_ORDERS = ("number", "name")
"""Orders an index holds: the first page comes at once in a club of any size."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which members are listed, and in which order.

    Attributes:
        typed: Part of a name, mobile, number or card; empty: everybody.
        tier: Code of a tier, or empty for all.
        state: ``active``, ``blocked`` or ``erased``; empty: all but the erased ones.
        kind: ``new`` this month of *calendar*, ``silent`` (bought, but not for the programme's
            days), or empty.
        order: One of `ORDERS`; empty: by number, the best first while searching.
        descending: The other way round.
        calendar: ``jalali`` or ``gregorian``: whose month "this month" is.
    """

    typed: str = ""
    tier: str = ""
    state: str = ""
    kind: str = ""
    order: str = ""
    descending: bool = False
    calendar: str = "jalali"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in the list."""

    id: int
    number: str
    name: str
    honorific: str
    contact: Contact
    tier: Tier
    state: str
    points: int
    last_on: date | None
    spent_rial: int
    registered_on: date


def ids(desk: Desk, wanted: Filter, limit: int = -1) -> "array[int]":
    """Return the ids of the members listed, in order; at most *limit* of them."""
    with desk.reading(Permission.MEMBER_READ):
        today = desk.today()
        rules = club.programme_on(desk.db, today)
        among = None
        if wanted.typed.strip():
            everyone = wanted.state == "erased"
            hits = search.search_members(desk.db, wanted.typed, MOST_FOUND, everyone=everyone)
            among = tuple(hit.id for hit in hits)
        return queries.ids(desk.db, _asked(wanted, rules, today, among), limit)


def _asked(
    wanted: Filter, rules: Programme, today: date, among: tuple[int, ...] | None
) -> queries.Wanted:
    silent = today - timedelta(days=rules.silent_days)
    return queries.Wanted(
        window=(window_start(today, rules.window_months), today),
        tiers=tuple(tier.code for tier in rules.tiers), among=among, tier=wanted.tier,
        state=wanted.state,
        new_from=Month.of(today, wanted.calendar).first if wanted.kind == "new" else None,
        seen_before=silent if wanted.kind == "silent" else None, order=wanted.order,
        descending=wanted.descending,
    )  # fmt: skip


def rows(desk: Desk, member_ids: Sequence[int], *, hidden: bool = True) -> list[MemberRow]:
    """Return the rows of some members, in the order asked for; who is gone is left out.

    Args:
        desk: Where and who.
        member_ids: Whose rows.
        hidden: Mobiles show their last four digits only; the others are for those who may.
    """
    with desk.reading(Permission.MEMBER_READ):
        today = desk.today()
        rules = club.programme_on(desk.db, today)
        window = (window_start(today, rules.window_months), today)
        hidden = hidden or not desk.may(Permission.MEMBER_REVEAL)
        return [
            MemberRow(
                row.id, row.number, row.name, row.honorific, contact(row.mobile, hidden=hidden),
                rules.tier(row.tier), row.state, row.points, row.last_on, row.spent_rial,
                row.registered_on,
            )
            for row in queries.rows(desk.db, member_ids, window)
        ]  # fmt: skip


def is_large(desk: Desk) -> bool:
    """Return whether putting everybody in order takes so long that it is left to a worker."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.highest_id(desk.db) > SMALL_CLUB


def note_reveal(desk: Desk) -> None:
    """Put into the trail that the mobiles of the list were shown.

    Raises:
        PermissionDenied: If the operator may only see their last digits.
    """
    with desk.change(Permission.MEMBER_REVEAL) as change:
        change.note("member.reveal", "club", 1)


def without_card(desk: Desk, member_ids: Sequence[int]) -> list[int]:
    """Return which of some members have no card in use."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.without_card(desk.db, member_ids)
