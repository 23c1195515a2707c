"""Staged rows move into the club, or what came in is taken back: in short transactions only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from time import monotonic, sleep
from typing import Protocol

from loyaldesk.domain.cards import CodeKind
from loyaldesk.domain.import_keys import member_key
from loyaldesk.domain.importing import MEMBERS, MemberRow
from loyaldesk.domain.members import checked
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import Cancelled, Progress
from loyaldesk.services import club, members, points, reversals, sales, tiers
from loyaldesk.services import import_problems as words
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.import_problems import BadRow
from loyaldesk.services.import_sorting import (
    Counts,
    MemberSorter,
    StagedSale,
    draft_of_code,
    member_row_key,
    new_member,
    row_from_text,
)
from loyaldesk.store import imports as store
from loyaldesk.store import ledger
from loyaldesk.store import members as member_store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import without_trace
from loyaldesk.store.fields import utc_moment

WRITING_SECONDS = 0.035
"""So long one transaction writes before it commits; a sale at the counter waits little longer."""

READ_AHEAD = 200
"""So many waiting rows are read at once."""

OPEN_SECONDS = 0.003
"""So long the door stands open between two transactions for somebody who waits at it."""


class Deaf:
    """Tells progress, but does not let it stop what must be brought to its end."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report; a wish to stop is passed over."""
        try:
            self._progress.step(done, total, what)
        except Cancelled:
            return


def in_short_changes(
    desk: Desk,
    todo: Sequence[int],
    act: Callable[[Change, int], None],
    close: Callable[[Change, Sequence[int]], None],
    tell: Callable[[int], None],
) -> None:
    """Do *act* for each of *todo*, in transactions so short that the counter never waits.

    Args:
        desk: Who does it.
        todo: Ids of what is to be done.
        act: Does one.
        close: Called at the end of each transaction with what was done in it.
        tell: Called after each commit with how many are done; may raise `Cancelled`.
    """
    at = 0
    while at < len(todo):
        first, until = at, monotonic() + WRITING_SECONDS
        with desk.change(Permission.IMPORT_RUN) as change:
            while at < len(todo) and (at == first or monotonic() < until):
                act(change, todo[at])
                at += 1
            close(change, todo[first:at])
        sleep(OPEN_SECONDS)
        tell(at)


class Mover(Protocol):
    """Moves one staged row into the club.

    Attributes:
        keys: By which key each row moved since the last commit is known again, and what it brought.
    """

    keys: list[tuple[str, int]]

    def move(self, change: Change, line: int, content: str) -> None:
        """Store what *content* says, and count it."""


@dataclass(slots=True)
class SaleMover:
    """Moves the rows of a list of sales, in the order of time."""

    run_id: int
    counts: Counts
    bad: Callable[[BadRow], None]
    keys: list[tuple[str, int]] = field(default_factory=list)
    _new: dict[str, int] = field(default_factory=dict)

    def move(self, change: Change, line: int, content: str) -> None:
        """Store one sale, and the member it is the first of."""
        row = StagedSale.from_text(content)
        sold_at = utc_moment(row.sold_at)
        member_id = self._member(change, row, sold_at)
        buyer = sale_store.buyer(change.db, member_id) if member_id else None
        if buyer is None or buyer.state == "erased":  # erased or linked twice since the staging
            self.counts.bad += 1
            self.bad(words.erased_member(line, row.code))
            return
        draft = sales.SaleDraft(
            buyer.id, row.amount_rial, f"import:{self.run_id}:{row.key}", sold_at=sold_at,
            source="import",
        )  # fmt: skip
        try:
            sale_id = sales.post_imported(
                change, buyer, draft, run_id=self.run_id, outside_receipt=row.receipt
            )
        except BadInput as error:  # an amount that earns more points than an entry can hold
            self.counts.bad += 1
            self.bad(*words.of_inputs(line, [error]))
            return
        self.keys.append((row.key, sale_id))
        self.counts.added += 1
        self.counts.visits += row.amount_rial == 0

    def _member(self, change: Change, row: StagedSale, sold_at: datetime) -> int:
        if row.member_id:
            return row.member_id
        key = member_key(row.code)
        if key not in self._new:
            self._new[key] = self._found_or_made(change, row, sold_at)
        return self._new[key]

    def _found_or_made(self, change: Change, row: StagedSale, sold_at: datetime) -> int:
        hits = member_store.by_code(change.db, row.code)
        if hits:
            return hits[0].member_id if len(hits) == 1 else 0
        draft = checked(draft_of_code(row.code, row.name), change.today)
        codes = ((members.check_code(row.code), CodeKind.FORMER),)
        done = members.enrol_step(change, draft, self.run_id, joined_at=sold_at, codes=codes)
        self.counts.members_added += 1
        return done.id


@dataclass(slots=True)
class MemberMover:
    """Moves the rows of a list of members, in the order of their lines."""

    run_id: int
    counts: Counts
    bad: Callable[[BadRow], None]
    allow_shared_mobiles: bool
    keys: list[tuple[str, int]] = field(default_factory=list)

    def move(self, change: Change, line: int, content: str) -> None:  # noqa: ARG002 - of all movers
        """Enrol one member with codes, note, opening balance and tier."""
        row = row_from_text(content)
        sorter = MemberSorter(change.db, change.today, self.allow_shared_mobiles, self.counts)
        found = sorter.already_there(row)  # the counter may have enrolled somebody since
        if isinstance(found, BadRow):
            self.counts.bad += 1
            self.bad(found)
            return
        if found:
            self.counts.already_there += 1
            return
        new = new_member(row, change.today)
        member = members.enrol_step(
            change, new.draft, self.run_id, joined_at=_joined_at(change, row.registered_on),
            codes=new.codes,
        )  # fmt: skip
        if new.note:
            member_store.add_note(
                change.db, member.id, new.note, change.now, change.desk.operator.id
            )
        self._open_points(change, member.id, row)
        self._set_tier(change, member.id, row.tier)
        self.keys.append((member_row_key(row), member.id))
        self.counts.added += 1
        self.counts.members_added += 1

    def _open_points(self, change: Change, member_id: int, row: MemberRow) -> None:
        if not row.points:
            return
        rules = club.programme_on(change.db, change.today)
        points.opening_balance(
            change, member_id, row.points, row.points_expire_on or rules.expires_on(change.today),
            key=store.opening_key(self.run_id, member_id),
        )  # fmt: skip

    def _set_tier(self, change: Change, member_id: int, tier: str) -> None:
        """Let a member stand in the tier of the list; the next nightly run looks at it."""
        lowest = club.programme_on(change.db, change.today).tiers[0].code
        if tier in ("", lowest):
            return
        sale_store.set_tier(change.db, member_id, tier, change.today)
        sale_store.add_tier_change(
            change.db, member_id, change.today, change.now, lowest, tier, tiers.IMPORT, 0, None,
            change.desk.operator.id, self.run_id,
        )  # fmt: skip


def _joined_at(change: Change, day: date | None) -> datetime | None:
    """Return noon of the day on which a member joined, None for today."""
    if day is None or day >= change.today:
        return None
    return datetime.combine(day, time(12), change.zone)


def move_all(
    desk: Desk, run_id: int, kind: str, mover: Mover, counts: Counts, progress: Progress, what: str
) -> None:
    """Move all that waits of a run.

    Raises:
        Cancelled: If *progress* wants to stop; what is in by then is in.
    """
    with desk.reading(Permission.IMPORT_RUN):
        waiting = store.staged_ids(desk.db, run_id, by_content=kind != MEMBERS)

    parts = (waiting[at : at + READ_AHEAD] for at in range(0, len(waiting), READ_AHEAD))
    ahead: dict[int, tuple[int, str]] = {}

    def act(change: Change, row_id: int) -> None:
        if not ahead:
            ahead.update(store.staged(change.db, next(parts)))
        mover.move(change, *ahead.pop(row_id))

    def close(change: Change, done: Sequence[int]) -> None:
        store.add_keys(change.db, run_id, mover.keys)
        mover.keys.clear()
        store.unstage(change.db, done)
        store.set_counts(change.db, run_id, counts.as_dict())

    with without_trace(desk.db):  # a copy of a row must not outlive the member it is of
        in_short_changes(
            desk, waiting, act, close, lambda done: progress.step(done, len(waiting), what)
        )


@dataclass(slots=True)
class TakenBack:
    """What taking a run back did."""

    sales: int = 0
    members: int = 0


def take_back(desk: Desk, run_id: int, progress: Progress, what: str) -> TakenBack:
    """Take back what a run brought: sales by mirrors, opening balances, then its members.

    It can be ended by another call after the program was killed: each step asks what is left.
    """
    done = TakenBack()
    with desk.reading(Permission.IMPORT_RUN):
        standing = store.standing_sales(desk.db, run_id)
        brought = store.members_of(desk.db, run_id)
    total = len(standing) + len(brought)

    def reverse(change: Change, sale_id: int) -> None:
        sale = sale_store.sale_by_id(change.db, sale_id)
        if sale is not None and not sale.is_reversed:
            reversals.reverse_step(change, sale, run_id)
            done.sales += 1

    def erase(change: Change, member_id: int) -> None:
        if store.is_member_used(change.db, member_id):
            return  # somebody bought while the run was taken back: the member stays
        opening = ledger.entry_by_key(change.db, store.opening_key(run_id, member_id))
        if opening is not None:
            points.revive_expired(change, member_id, [opening.id])
            points.reverse_entry(change, member_id, opening)
        members.erase_step(change, member_id)
        done.members += 1

    def nothing(_change: Change, _done: Sequence[int]) -> None:
        """Leave nothing to write: what is left can be asked for."""

    in_short_changes(desk, standing, reverse, nothing, lambda at: progress.step(at, total, what))
    with without_trace(desk.db):
        in_short_changes(
            desk, brought, erase, nothing,
            lambda at: progress.step(len(standing) + at, total, what),
        )  # fmt: skip
        forget_rows(desk, run_id)
    return done


def forget_rows(desk: Desk, run_id: int) -> None:
    """Remove what waits of a run and the keys of its rows, a part at a time."""
    for drop in (store.drop_some_staged, store.drop_some_keys):
        left = 1
        while left:
            with desk.change(Permission.IMPORT_RUN) as change:
                left = drop(change.db, run_id)
            sleep(OPEN_SECONDS if left else 0)
