"""Points cards: issue, block, replace. The old number is refused with a sentence, points stay."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from loyaldesk.domain import errors
from loyaldesk.domain.cards import CodeKind, CodeState, new_card_number
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.points import refuse_own
from loyaldesk.store import accounts as account_store
from loyaldesk.store import members as store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class CardRow:
    """A code of a member: card, number or former code."""

    id: int
    typed: str
    kind: str
    state: str
    reason: str
    made_at: datetime


def of_member(desk: Desk, member_id: int) -> list[CardRow]:
    """Return a member's codes, cards first, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        rows = desk.db.execute_sql(
            "SELECT id, typed, kind, state, reason, made_at FROM code WHERE member_id = ?"
            " ORDER BY kind = 'card' DESC, state = 'active' DESC, id DESC",
            (member_id,),
        ).fetchall()
    return [CardRow(*[*row[:5], utc_moment(row[5])]) for row in rows]


def issue(desk: Desk, member_id: int) -> str:
    """Give a member a new card and return its number.

    Raises:
        Missing, MemberErased, OwnRecord: If the member cannot have one from this operator.
    """
    with desk.change(Permission.CARD_ISSUE) as change:
        refuse_own(change, member_id)
        number = issue_step(change, member_id)
        change.note("card.issue", "member", member_id)
        change.tell(MemberChanged(member_id))
    return number


def issue_step(
    change: Change, member_id: int, below: Callable[[int], int] = secrets.randbelow
) -> str:
    """Give a member a new card (a step of issuing, replacing and the sample shop)."""
    buyer = sale_store.buyer(change.db, member_id)
    if buyer is None:
        raise errors.Missing("member")
    if buyer.state == "erased":
        raise errors.MemberErased(buyer.number)
    while True:
        number = new_card_number(sale_store.next_number(change.db, "card"), below)
        if not account_store.used_by(change.db, number):
            break
    store.add_code(change.db, member_id, number, CodeKind.CARD, change.now)
    store.refresh_words(change.db, member_id)
    return number


def block(desk: Desk, card_id: int, reason: str) -> None:
    """Block a card for good.

    Raises:
        BadInput: If there is no reason.
        Missing: If it is no active card.
        OwnRecord: If it is the operator's own.
    """
    text = _reason(reason)
    with desk.change(Permission.CARD_BLOCK) as change:
        member_id = _end(change, card_id, CodeState.BLOCKED, text, None)
        refuse_own(change, member_id)
        change.note("card.block", "code", card_id)
        change.tell(MemberChanged(member_id))


def replace(desk: Desk, card_id: int, reason: str) -> str:
    """Replace a card by a new one and return the new number; the balance stays.

    Raises:
        BadInput: If there is no reason.
        Missing: If it is no active card.
        OwnRecord: If it is the operator's own.
    """
    text = _reason(reason)
    with desk.change(Permission.CARD_BLOCK) as change:
        row = change.db.execute_sql(
            "SELECT member_id FROM code WHERE id = ?", (card_id,)
        ).fetchone()
        if row is None:
            raise errors.Missing("card")
        refuse_own(change, row[0])
        number = issue_step(change, row[0])
        new = change.db.execute_sql("SELECT id FROM code WHERE code_key = ?", (number,)).fetchone()[
            0
        ]
        _end(change, card_id, CodeState.REPLACED, text, new)
        change.note("card.replace", "code", card_id, by=new)
        change.tell(MemberChanged(row[0]))
    return number


def _reason(reason: str) -> str:
    text = clean(reason)[:300]
    if not text:
        raise BadInput("reason", "empty")
    return text


def _end(
    change: Change, card_id: int, state: CodeState, reason: str, replaced_by: int | None
) -> int:
    row = change.db.execute_sql(
        "UPDATE code SET state = ?, reason = ?, ended_at = ?, replaced_by_id = ? WHERE id = ?"
        " AND state = 'active' AND kind <> 'number' RETURNING member_id",
        (state.value, reason, utc_text(change.now), replaced_by, card_id),
    ).fetchall()
    if not row:
        raise errors.Missing("card")
    return int(row[0][0])
