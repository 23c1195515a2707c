"""Orders for a day that must not be missed: alert before, delivery on time, recovery when not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from loyaldesk.domain import casework as cases
from loyaldesk.domain import errors
from loyaldesk.domain.events import OccasionChanged
from loyaldesk.domain.followups import HIGH, URGENT, FollowupDraft
from loyaldesk.domain.occasions import CANCEL_REASONS, MOVE_REASONS, OrderDraft, alert_on
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import casework, occasion_days, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import casework as case_store
from loyaldesk.store import occasions as store
from loyaldesk.store import sales as sale_store

PLACE = store.PLACE
OrderRow = store.StoredOrder
AT_ONCE = 200
"""Orders looked at in one short transaction of the night."""


def add(desk: Desk, draft: OrderDraft) -> OrderRow:
    """Write down what was promised for an occasion, with the alert before it.

    A second try with the same key changes nothing.

    Raises:
        BadInput: If something in it cannot be used, nobody ordered it, or it would come too late.
        OutsideHours: If the shop is closed at the promised moment and nobody agreed to that.
        Missing, MemberErased: If it cannot be for whom it names.
    """
    draft = draft.checked(desk.today())
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = case_store.id_of_key(change.db, PLACE, draft.key)
        if there is not None:
            return _existing(change, there)
        casework.check_owner(change, draft.owner_id)
        whose = casework.known(change, draft.member_id, draft.prospect_id)
        if whose.member_id is None and whose.prospect_id is None:
            raise casework.nobody()
        code, day = occasion_days.place(change, draft.occasion, draft.occasion_on)
        _check_moment(change, draft.promised_at, day, is_agreed=draft.is_agreed)
        promised_on = change.day(draft.promised_at)
        alert = alert_on(promised_on, draft.alert_days, change.today, worktime.of(change.db))
        new, _ = case_store.add(
            change.db, PLACE, key=draft.key, occasion=code, occasion_on=day,
            member_id=whose.member_id, prospect_id=whose.prospect_id, text=draft.text,
            promised_at=draft.promised_at, promised_on=promised_on, alert_on=alert, owner_id=None,
            state="open", reason="", sale_id=None, delivered_at=None, made_at=change.now,
            operator_id=desk.operator.id,
        )  # fmt: skip
        casework.happened(change, PLACE, new, "made", occasion_days.code_of(code, change.today))
        if draft.is_agreed:
            casework.happened(change, PLACE, new, "agreed")
        row = _existing(change, new)
        casework.first_step(change, _alert(row, "1"), draft.owner_id)
        change.tell(OccasionChanged(new))
        return _existing(change, new)


def _check_moment(change: Change, at: datetime, day: date, *, is_agreed: bool) -> None:
    if at <= change.now:
        raise BadInput("promised_at", "past", change.day(at).isoformat())
    if change.day(at) > day:
        raise BadInput("promised_at", "after the occasion", day.isoformat())
    working = worktime.of(change.db)
    if not is_agreed and not working.is_open(at - timedelta(seconds=1)):
        raise errors.OutsideHours(at, working.next_open(at))


def _alert(row: store.StoredOrder, mark: str) -> FollowupDraft:
    return FollowupDraft(
        f"occasion:{row.id}:{mark}", row.member_id, row.prospect_id, row.text[:500], "task",
        "occasion", PLACE, row.id, row.alert_on, owner_id=row.owner_id, priority=HIGH,
    )  # fmt: skip


def _existing(change: Change, order_id: int) -> store.StoredOrder:
    found = store.by_id(change.db, order_id)
    if found is None:
        raise errors.Missing("occasion order")
    return found


def _open(change: Change, order_id: int) -> store.StoredOrder:
    found = _existing(change, order_id)
    if found.state != "open":
        raise errors.RecordEnded(PLACE, found.number, found.state)
    return found


def deliver(
    desk: Desk, order_id: int, *, version: int, at: datetime | None = None,
    sale_id: int | None = None,
) -> bool:  # fmt: skip
    """Say that an order was handed over; return whether that was in time.

    One that came late is missed and gets its recovery. One that the night called missed because
    nobody had said it was handed over in time becomes kept.

    Args:
        desk: Where and who.
        order_id: Which order.
        version: What was looked at.
        at: When; None: now.
        sale_id: The sale it became.

    Raises:
        BadInput: If it is said to be handed over in the future, or before it was ordered.
        Missing, RecordEnded, ChangedMeanwhile: If it was handed over or cancelled already.
    """
    with desk.change(Permission.REQUEST_WRITE) as change:
        found = _existing(change, order_id)
        if found.delivered_at is not None or found.state not in ("open", "missed"):
            raise errors.RecordEnded(PLACE, found.number, found.state)
        moment = at or change.now
        if moment > change.now:
            raise BadInput("delivered_at", "future")
        if moment < found.made_at:
            raise BadInput("delivered_at", "too old")
        if sale_id is not None and sale_store.sale_by_id(change.db, sale_id) is None:
            raise errors.Missing("sale")
        is_kept = moment <= found.promised_at
        casework.put(
            change, PLACE, order_id, version, "kept" if is_kept else "late",
            state="kept" if is_kept else "missed", delivered_at=moment, sale_id=sale_id,
        )  # fmt: skip
        if is_kept:
            casework.end_steps(change, PLACE, order_id, "settled")
        elif found.state == "open":
            _recover(change, found)
        change.tell(OccasionChanged(order_id))
    return is_kept


def miss(desk: Desk, order_id: int, reason: str, *, version: int) -> None:
    """Say that an order cannot be kept, and why; the recovery begins at once.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If it ended already.
    """
    note = cases.line("reason", reason, needed=True, limit=500)
    with desk.change(Permission.REQUEST_WRITE) as change:
        _miss(change, _open(change, order_id), version, "said", note)


def _miss(change: Change, row: store.StoredOrder, version: int, code: str, text: str) -> None:
    casework.put(
        change, PLACE, row.id, version, "missed", code=code, text=text, state="missed", reason=text
    )
    _recover(change, row)
    change.tell(OccasionChanged(row.id))


def _recover(change: Change, row: store.StoredOrder) -> None:
    """End the alerts and make the call that puts a missed promise right, today."""
    casework.end_steps(change, PLACE, row.id, "missed")
    casework.next_step(change, FollowupDraft(
        f"occasion:{row.id}:recovery", row.member_id, row.prospect_id, row.text[:500], "call",
        "recovery", PLACE, row.id, change.today, owner_id=row.owner_id, priority=URGENT,
    ))  # fmt: skip


def watch(change: Change, limit: int = AT_ONCE) -> int:
    """Call missed what is past and was not handed over, with its recovery; return how many.

    A step of the night and of a tick: what it did once it does not do again.
    """
    found = store.past(change.db, change.now)[:limit]
    for row in found:
        _miss(change, row, row.version, "night", "")
    return len(found)


def cancel(desk: Desk, order_id: int, *, reason: str, text: str = "", version: int) -> None:
    """Cancel an order with a reason of `CANCEL_REASONS`.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If it ended already.
    """
    note = cases.why(reason, text, CANCEL_REASONS)
    with desk.change(Permission.REQUEST_WRITE) as change:
        _open(change, order_id)
        casework.put(
            change, PLACE, order_id, version, "cancelled", code=reason, text=note,
            state="cancelled", reason=note or reason,
        )  # fmt: skip
        casework.end_steps(change, PLACE, order_id, "cancelled")
        change.tell(OccasionChanged(order_id))


def move(
    desk: Desk, order_id: int, promised_at: datetime, *, text: str = "", version: int,
    is_agreed: bool = False,
) -> None:  # fmt: skip
    """Promise another moment because the member asked for it; the alert moves with it.

    What the shop cannot keep by itself is `miss`.

    Raises:
        BadInput: If the moment is past or after the occasion.
        OutsideHours: If the shop is closed then and nobody agreed to that.
        Missing, RecordEnded, ChangedMeanwhile: If it ended already.
    """
    note = cases.why(MOVE_REASONS[0], text, MOVE_REASONS)
    with desk.change(Permission.REQUEST_WRITE) as change:
        found = _open(change, order_id)
        _check_moment(change, promised_at, found.occasion_on, is_agreed=is_agreed)
        promised_on = change.day(promised_at)
        days = (found.promised_on - found.alert_on).days
        alert = alert_on(promised_on, days, change.today, worktime.of(change.db))
        casework.put(
            change, PLACE, order_id, version, "moved", code=MOVE_REASONS[0], text=note,
            promised_at=promised_at, promised_on=promised_on, alert_on=alert,
        )  # fmt: skip
        casework.end_steps(change, PLACE, order_id, "moved")
        row = replace(found, alert_on=alert)
        casework.next_step(change, _alert(row, f"moved:{version}"))
        change.tell(OccasionChanged(order_id))
