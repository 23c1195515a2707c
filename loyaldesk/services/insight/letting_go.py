"""The let-go board: who costs more than they bring, what is proposed, and what a manager decides.

Nobody is deleted and nobody is refused service: coupons or messages stop, that is all.
"""

from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from loyaldesk.domain import errors
from loyaldesk.domain.casework import line
from loyaldesk.domain.events import LetGoChanged
from loyaldesk.domain.insight import balance, discounts
from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.letgo import (
    APPROVED,
    ENDED,
    LONGEST_REASON,
    PROPOSED,
    QUIET_DAYS,
    REFUSED,
    WITHDRAWN,
    LetGoDraft,
    usual_act,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.insight.fairness import losses
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading
from loyaldesk.services.insight.value_parts import year
from loyaldesk.services.vouchers import taker
from loyaldesk.store import complaints as complaint_store
from loyaldesk.store import letgo as store

LetGoRow = store.StoredLetGo
MOST_SHOWN = 200
"""Candidates on the board, the dearest first; proposals and decisions as many."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Why a member is on the board, in the months that value looks at; money in Rial.

    Attributes:
        why: One of `domain.letgo.REASONS`; empty: proposed by hand.
        net: Net money.
        left: Margin less the cost to serve.
        margin_ever: Margin of all time.
        visits: Visits.
        discounted: Of these with a discount, voucher or reward.
        given: Discounts and rewards.
        returned: Goods that came back.
    """

    why: str
    net: int
    left: int
    margin_ever: int
    visits: int
    discounted: int
    given: int
    returned: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the board shows, and what would usually be done."""

    member_id: int
    number: str
    name: str
    figures: Figures
    act: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board.

    Attributes:
        candidates: Whom the figures show and nobody has looked at, the dearest first.
        found: How many there are; more than are listed perhaps.
        waiting: Proposals to be decided.
        decided: What holds, was refused, ended or withdrawn, the newest first.
        is_net: Whether margins are net money because costs are not known.
    """

    candidates: list[Candidate]
    found: int
    waiting: list[LetGoRow]
    decided: list[LetGoRow]
    is_net: bool


def proposals(desk: Desk, shelf: Shelf | None = None, progress: Progress = SILENT) -> Board:
    """Return the board as the figures of today show it.

    On it are members whose margin less the cost to serve is below zero, and those who buy only or
    mostly with a discount and leave a smaller part of their money as margin than the club's whole.

    Raises:
        PermissionDenied: If the operator may not propose or read reports.
        Cancelled: If *progress* says so.
    """
    desk.require(Permission.LETGO_PROPOSE)
    since = desk.clock() - timedelta(days=QUIET_DAYS)
    with _today(desk, shelf, progress) as read:
        reasons = _reasons(read)
        done = store.settled(read.db, since)
        order = sorted(
            (place for place in reasons if int(read.facts.ids[place]) not in done),
            key=lambda place: (_left(read, place), int(read.facts.ids[place])),
        )
        people = store.people(read.db, (int(read.facts.ids[place]) for place in order))
        alive = [place for place in order if int(read.facts.ids[place]) in people]
        candidates = []
        for place in alive[:MOST_SHOWN]:
            member, why = int(read.facts.ids[place]), reasons[place]
            candidates.append(
                Candidate(member, *people[member], _figures(read, place, why), usual_act(why))
            )
        return Board(
            candidates, len(alive), store.listing(read.db, (PROPOSED,), MOST_SHOWN),
            store.listing(read.db, (APPROVED, REFUSED, ENDED, WITHDRAWN), MOST_SHOWN),
            read.facts.margin_is_net,
        )  # fmt: skip


def _today(
    desk: Desk, shelf: Shelf | None, progress: Progress = SILENT
) -> AbstractContextManager[Reading]:
    day = desk.today()
    return reading(desk, Question(Period.days(day, day, look().calendar)), shelf, progress)


def _reasons(read: Reading) -> dict[int, str]:
    """Return why members are on the board, by their place in the facts."""
    sums = year(read)
    found: dict[int, str] = {}
    classes = discounts.dependence(sums.discounted, sums.visits, read.settings)
    net, margin = int(sums.net.sum()), int(sums.margin.sum())
    # As floats: products of two sums of money run over whole numbers.
    poor = sums.margin * float(max(net, 0)) <= sums.net * float(margin)
    poorer = sums.margin * float(max(net, 0)) < sums.net * float(margin)
    for code, flags in (("only", poor), ("mostly", poorer)):
        places = np.flatnonzero((classes == discounts.CLASSES.index(code)) & flags)
        found |= dict.fromkeys(places.tolist(), f"discount_{code}")
    below = losses(read)
    for place, cause in zip(_places(read, below.ids), below.cause.tolist(), strict=True):
        found.setdefault(place, balance.CAUSES[cause])
    return found


def _places(read: Reading, ids: Ints) -> list[int]:
    places: list[int] = np.searchsorted(read.facts.ids, ids).tolist()
    return places


def _left(read: Reading, place: int) -> int:
    sums = year(read)
    return int(sums.margin[place]) - int(sums.visits[place]) * read.settings.cost_to_serve_rial


def _figures(read: Reading, place: int, why: str) -> Figures:
    sums = year(read)
    return Figures(
        why, int(sums.net[place]), _left(read, place), int(read.facts.margin[place]),
        int(sums.visits[place]), int(sums.discounted[place]), int(sums.given[place]),
        int(sums.returned[place]),
    )  # fmt: skip


def propose(desk: Desk, draft: LetGoDraft, shelf: Shelf | None = None) -> LetGoRow:
    """Propose to spend less on a member; somebody else decides. A second try changes nothing.

    The figures of today are kept with it, so that who decides sees what was seen.

    Raises:
        BadInput: If something in it cannot be used.
        Missing, MemberMerged, MemberErased, MemberBlocked, OwnRecord: If it is for nobody here.
        KeyUsed: If the key was used for something else.
        LetGoRefused: If the same waits or holds for this member already.
    """
    draft = draft.checked()
    desk.require(Permission.LETGO_PROPOSE)
    figures = _figures_of(desk, draft.member_id, shelf)
    with desk.change(Permission.LETGO_PROPOSE) as change:
        there = store.by_key(change.db, draft.key)
        if there is not None:
            if (there.member_id, there.act) != (draft.member_id, draft.act):
                raise errors.KeyUsed(draft.key)
            return there
        taker(change, draft.member_id)
        if store.is_open(change.db, draft.member_id, draft.act):
            raise errors.LetGoRefused("stands")
        new = store.add(
            change.db, key=draft.key, member_id=draft.member_id, act=draft.act,
            most_contacts=draft.most_contacts, reason=draft.reason, figures=figures,
            at=change.now, operator_id=desk.operator.id,
        )  # fmt: skip
        change.note("letgo.propose", "member", draft.member_id, let_go=new, asked=draft.act)
        change.tell(LetGoChanged(draft.member_id))
        return _existing(change, new)


def _figures_of(desk: Desk, member_id: int, shelf: Shelf | None) -> dict[str, Any]:
    with _today(desk, shelf) as read:
        place = int(np.searchsorted(read.facts.ids, member_id))
        if place >= len(read.facts) or read.facts.ids[place] != member_id:
            return {}
        return asdict(_figures(read, place, _reasons(read).get(place, "")))


def decide(
    desk: Desk, letgo_id: int, *, approve: bool, note: str = "", version: int | None = None
) -> LetGoRow:
    """Approve a proposal or refuse it; who proposed it does not decide, unless they work alone.

    Args:
        desk: Where and who.
        letgo_id: Which.
        approve: Or else it is refused.
        note: Why; a refusal needs one.
        version: What was looked at; None: whatever stands now.

    Raises:
        BadInput: If a refusal has no reason, or the note cannot be used.
        Missing: If there is no such proposal.
        LetGoRefused: If it does not wait any more.
        ChangedMeanwhile: If it is another than was looked at.
        ApprovalRefused: If the operator proposed it and somebody else could decide.
    """
    said = line("note" if approve else "reason", note, needed=not approve, limit=LONGEST_REASON)
    with desk.change(Permission.LETGO_DECIDE) as change:
        there = _existing(change, letgo_id)
        if there.state != PROPOSED:
            raise errors.LetGoRefused("decided")
        if version is not None and version != there.version:
            raise errors.ChangedMeanwhile(store.PLACE)
        if there.operator_id == desk.operator.id:
            _need_nobody_else(change, there)
        state = APPROVED if approve else REFUSED
        store.decide(change.db, letgo_id, state, said, change.now, desk.operator.id)
        change.note("letgo.decide", "member", there.member_id, let_go=letgo_id, state=state)
        change.tell(LetGoChanged(there.member_id))
        return _existing(change, letgo_id)


def _need_nobody_else(change: Change, there: LetGoRow) -> None:
    able = complaint_store.operators_with(change.db, Permission.LETGO_DECIDE.value)
    if able != {change.desk.operator.id}:
        raise errors.ApprovalRefused("same person")
    change.note("approval.alone", "member", there.member_id, asked="letgo.decide", amount=0)


def end(desk: Desk, letgo_id: int) -> LetGoRow:
    """End what holds: from now on the member gets what everybody gets.

    Raises:
        Missing: If there is no such decision.
        LetGoRefused: If it does not hold.
    """
    with desk.change(Permission.LETGO_DECIDE) as change:
        there = _existing(change, letgo_id)
        if there.state != APPROVED:
            raise errors.LetGoRefused("not running")
        return _end(change, there, ENDED)


def withdraw(desk: Desk, letgo_id: int) -> LetGoRow:
    """Take back an own proposal that waits.

    Raises:
        Missing: If there is no such proposal.
        LetGoRefused: If it does not wait any more, or somebody else made it.
    """
    with desk.change(Permission.LETGO_PROPOSE) as change:
        there = _existing(change, letgo_id)
        if there.state != PROPOSED:
            raise errors.LetGoRefused("decided")
        if there.operator_id != desk.operator.id:
            raise errors.LetGoRefused("not yours")
        return _end(change, there, WITHDRAWN)


def _end(change: Change, there: LetGoRow, state: str) -> LetGoRow:
    store.end(change.db, there.id, state, change.now, change.desk.operator.id)
    change.note("letgo.end", "member", there.member_id, let_go=there.id, state=state)
    change.tell(LetGoChanged(there.member_id))
    return _existing(change, there.id)


def _existing(change: Change, letgo_id: int) -> LetGoRow:
    found = store.by_id(change.db, letgo_id)
    if found is None:
        raise errors.Missing("let_go")
    return found
