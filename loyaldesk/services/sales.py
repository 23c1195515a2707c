"""Sales: sale, points and tier in one transaction; Undo is a mirror sale."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.events import SaleRecorded, SaleReversed
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import window_start
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.kernel.persian import is_storable
from loyaldesk.services import club, points, tiers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import ledger
from loyaldesk.store import sales as store
from loyaldesk.store.fields import utc_moment

OWN_UNDO = timedelta(minutes=10)
"""How long a cashier may take back the own last sale without asking anybody (SAFETY 4.8)."""

AHEAD = timedelta(minutes=2)
"""How far before our clock a moment given from outside may lie."""

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """A sale before it is stored.

    Attributes:
        member_id: Who buys.
        amount_rial: What the goods cost; > 0.
        key: Made when the basket was begun; a second try with it changes nothing.
        pay_points: Points that pay a part of it.
        sold_at: When it happened, aware; None: now.
        source: ``counter``, ``command``, ``import`` or ``sample``.
    """

    member_id: int
    amount_rial: int
    key: str
    pay_points: int = 0
    sold_at: datetime | None = None
    source: str = "counter"


@dataclass(frozen=True, slots=True)
class RecordedSale:
    """What became of a sale. Balance, debt and tier are those of now."""

    sale_id: int
    receipt: int
    member_id: int
    amount_rial: int
    points: int
    paid_points: int
    paid_rial: int
    balance: int
    debt: int
    tier: str
    rose: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sale would bring, for the text beside the amount."""

    base_points: int
    points: int
    paid_rial: int
    to_pay_rial: int


def record_sale(desk: Desk, draft: SaleDraft) -> RecordedSale:
    """Store a sale with the points it earns and spends and the tier it leads to.

    Raises:
        BadInput: If amount, points or key cannot be used.
        FutureSale: If it is dated after now.
        MemberBlocked, MemberErased, Missing: If the member cannot buy.
        NotEnoughPoints, SpendAboveAmount, SpendAboveLimit: If the points cannot be spent.
        KeyUsed: If the key was used for another member, amount or payment by points.
        PermissionDenied: If the operator may not, or may not date back.
    """
    _check(draft)
    with desk.change(Permission.SALE_RECORD) as change:
        return record_step(change, draft)


def record_step(change: Change, draft: SaleDraft) -> RecordedSale:
    """Store a sale (a step of recording one and of the sample shop; see `record_sale`)."""
    first = store.sale_by_key(change.db, draft.key)
    if first is not None:
        return _repeated(change, first, draft)
    sold_at, sold_on = _when(change, draft)
    buyer = _buyer(change, draft.member_id)
    rules = club.rules_on(change, sold_on)
    _check_spend(change, draft, rules)
    recorded = _post(change, buyer, draft, rules, sold_at, sold_on)
    change.note("sale.record", "sale", recorded.sale_id)
    change.tell(SaleRecorded(recorded.sale_id, buyer.id, recorded.points))
    return recorded


def preview(desk: Desk, draft: SaleDraft) -> Preview:
    """Return what *draft* would earn and leave to pay, without storing anything."""
    with desk.reading(Permission.SALE_RECORD):
        rules = club.programme_on(desk.db, desk.today())
        buyer = store.buyer(desk.db, draft.member_id)
        tier = buyer.tier if buyer else rules.tiers[0].code
    paid = min(rules.worth_rial(draft.pay_points), draft.amount_rial)
    net = draft.amount_rial - paid
    return Preview(rules.plain_points(net), rules.earned(net, tier), paid, net)


def _check(draft: SaleDraft) -> None:
    if not 0 < draft.amount_rial <= MOST_RIAL:
        why = "large" if draft.amount_rial > 0 else "not positive"
        raise BadInput("amount", why, str(draft.amount_rial)[:80])
    if not 0 <= draft.pay_points <= MOST_POINTS:
        why = "negative" if draft.pay_points < 0 else "range"
        raise BadInput("points", why, str(draft.pay_points)[:80])
    if not is_storable(draft.key):
        raise BadInput("key", "unstorable")
    if not draft.key.strip() or len(draft.key) > LONGEST_KEY:
        raise BadInput("key", "empty" if not draft.key.strip() else "too long", limit=LONGEST_KEY)
    if draft.sold_at is not None and draft.sold_at.year < club.FIRST_DAY.year:
        raise BadInput("at", "too old", draft.sold_at.isoformat())


def _when(change: Change, draft: SaleDraft) -> tuple[datetime, date]:
    if draft.sold_at is None:
        return change.now, change.today
    if draft.sold_at > change.now + AHEAD:
        raise errors.FutureSale(draft.sold_at.isoformat())
    sold_at = min(draft.sold_at, change.now)
    sold_on = change.day(sold_at)
    if sold_on < change.today:
        change.desk.require(Permission.SALE_BACKDATE)
    return sold_at, sold_on


def _buyer(change: Change, member_id: int) -> store.Buyer:
    buyer = store.buyer(change.db, member_id)
    if buyer is None:
        raise errors.Missing("member")
    if buyer.state == "erased":
        raise errors.MemberErased(buyer.number)
    if buyer.state == "blocked":
        raise errors.MemberBlocked(buyer.name, buyer.state_reason)
    points.refuse_own(change, member_id)
    return buyer


def _check_spend(change: Change, draft: SaleDraft, rules: Programme) -> None:
    if not draft.pay_points:
        return
    change.desk.require(Permission.POINTS_SPEND)
    most = draft.amount_rial // rules.point_worth_rial
    if draft.pay_points > most:
        raise errors.SpendAboveAmount(draft.pay_points, most)
    limit = rules.spend_limit_points
    if (
        limit
        and draft.pay_points > limit
        and not change.desk.may(Permission.POINTS_SPEND_ABOVE_LIMIT)
    ):
        raise errors.SpendAboveLimit(draft.pay_points, limit)


def _tier_before(change: Change, buyer: store.Buyer, rules: Programme, sold_on: date) -> str:
    """Return the tier a sale earns at: today the one that is stored, else that day's own."""
    if sold_on == change.today:
        return rules.tier(buyer.tier).code
    return rules.tier_for(tiers.spent_in_window(change.db, buyer.id, rules, sold_on)).code


@dataclass(frozen=True, slots=True)
class _Posted:
    sale_id: int
    receipt: int
    gain: int
    paid_rial: int
    tier: str


def _post(
    change: Change, buyer: store.Buyer, draft: SaleDraft, rules: Programme, sold_at: datetime,
    sold_on: date,
) -> RecordedSale:  # fmt: skip
    done = _book(change, buyer, draft, rules, sold_at, sold_on)
    held = ledger.balance(change.db, buyer.id)
    return RecordedSale(
        done.sale_id, done.receipt, buyer.id, draft.amount_rial, done.gain, draft.pay_points,
        done.paid_rial, held.points, held.debt, done.tier, rose=done.tier != buyer.tier,
        repeated=False,
    )  # fmt: skip


def _book(
    change: Change, buyer: store.Buyer, draft: SaleDraft, rules: Programme, sold_at: datetime,
    sold_on: date, *, run_id: int | None = None, outside_receipt: str = "",
) -> _Posted:  # fmt: skip
    tier = _tier_before(change, buyer, rules, sold_on)
    paid_rial = rules.worth_rial(draft.pay_points)
    gain = rules.earned(draft.amount_rial - paid_rial, tier)
    if gain > MOST_POINTS:
        raise BadInput("amount", "large", str(draft.amount_rial))
    sale_id, receipt = store.add_sale(
        change.db,
        store.NewSale(
            key=draft.key, kind="sale" if draft.amount_rial else "visit", member_id=buyer.id,
            amount_rial=draft.amount_rial, paid_points=draft.pay_points, paid_rial=paid_rial,
            earned=gain, tier=tier, sold_at=sold_at, sold_on=sold_on, basis_on=sold_on,
            made_at=change.now, operator_id=change.desk.operator.id, till=change.desk.till,
            source=draft.source, outside_receipt=outside_receipt, run_id=run_id,
        ),
    )  # fmt: skip
    if draft.pay_points:
        points.spend(change, f"sale:{sale_id}:spend", buyer.id, draft.pay_points, sale_id)
    if gain:
        points.give(
            change, f"sale:{sale_id}:earn", buyer.id, EntryKind.EARN, gain, sold_on,
            rules.expires_on(sold_on), sale_id=sale_id,
        )  # fmt: skip
    points.expire_member(change, buyer.id)
    now_in = _tier_after(change, buyer, rules, sale_id, sold_on, run_id)
    return _Posted(sale_id, receipt, gain, paid_rial, now_in)


def _tier_after(
    change: Change, buyer: store.Buyer, rules: Programme, sale_id: int, sold_on: date,
    run_id: int | None,
) -> str:  # fmt: skip
    """Return the tier after a sale; one from before today's window cannot move anybody."""
    if sold_on != change.today:
        rules = club.rules_on(change, change.today)
        if sold_on < window_start(change.today, rules.window_months):
            return buyer.tier
    reason = tiers.IMPORT if run_id else tiers.SALE
    if sold_on != change.today:  # the tier of now follows the rules of now
        rules = club.rules_on(change, change.today)
    return tiers.reassess(change, buyer, rules, reason, sale_id=sale_id, run_id=run_id)


def post_imported(
    change: Change, buyer: store.Buyer, draft: SaleDraft, *, run_id: int, outside_receipt: str
) -> int:
    """Store one sale or visit of an import and return its id (a step of `services.imports`).

    An amount of 0 is a visit that earns nothing. The trail has one line for the whole run.
    """
    sold_at = draft.sold_at or change.now
    sold_on = change.day(sold_at)
    rules = club.rules_on(change, sold_on)
    done = _book(
        change, buyer, draft, rules, sold_at, sold_on, run_id=run_id,
        outside_receipt=outside_receipt,
    )  # fmt: skip
    return done.sale_id


def _repeated(change: Change, first: store.StoredSale, draft: SaleDraft) -> RecordedSale:
    if (first.member_id, first.amount_rial, first.paid_points) != (
        draft.member_id, draft.amount_rial, draft.pay_points,
    ):  # fmt: skip
        raise errors.KeyUsed(draft.key)
    buyer = store.buyer(change.db, first.member_id)
    held = ledger.balance(change.db, first.member_id)
    return RecordedSale(
        first.id, first.receipt, first.member_id, first.amount_rial, first.earned,
        first.paid_points, first.paid_rial, held.points, held.debt, buyer.tier if buyer else "",
        rose=False, repeated=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reversal:
    """What taking a sale back does: shown before, and told after.

    Attributes:
        points: Points that go back to the club.
        given_back: Points that come back to the member.
        debt: What the member owes afterwards.
    """

    sale_id: int
    receipt: int
    member_id: int
    amount_rial: int
    points: int
    given_back: int
    balance: int
    debt: int


def may_reverse(desk: Desk, sale_id: int) -> Reversal:
    """Return what taking back a sale would do.

    Raises:
        CannotReverse: If it was taken back already, is a mirror itself, or not this operator's.
        Missing: If there is no such sale.
    """
    with desk.reading(Permission.SALE_READ):
        sale = _reversible(desk, sale_id, desk.clock(), desk.today())
        after = _after_reversal(desk, sale)
    return Reversal(
        sale.id, sale.receipt, sale.member_id, sale.amount_rial, sale.earned, sale.paid_points,
        max(after, 0), max(-after, 0),
    )  # fmt: skip


def _after_reversal(desk: Desk, sale: store.StoredSale) -> int:
    """Return balance (or, negative, debt) after the mirror, as `points.reverse_of_sale` leaves it.

    What expired of the sale's own points is not taken again; what comes back into a lot whose last
    day is over ends at once.
    """
    held = ledger.balance(desk.db, sale.member_id)
    earned = ledger.earned_by(desk.db, sale.id)
    revived = -sum(entry.points for entry in ledger.expiries_of(desk.db, earned))
    over, own = ledger.left_over(desk.db, sale.id, sale.member_id, desk.today())
    after = held.points - held.debt - sale.earned + sale.paid_points + revived
    short = max(sale.earned - own - revived, 0)
    return after - min(max(over - short - held.debt, 0), max(after, 0))


def reverse_sale(desk: Desk, sale_id: int, *, reason: str = "") -> Reversal:
    """Take a sale back by its mirror: money, points and tier; nothing is deleted.

    Raises:
        CannotReverse: If it was taken back already, is a mirror itself, or not this operator's.
        Missing: If there is no such sale.
    """
    with desk.change(Permission.SALE_REVERSE_OWN) as change:
        sale = _reversible(desk, sale_id, change.now, change.today)
        points.refuse_own(change, sale.member_id)
        mirror = reverse_step(change, sale)
        change.note("sale.reverse", "sale", sale.id, mirror=mirror.sale_id, why=bool(reason))
        change.tell(SaleReversed(sale.id, sale.member_id))
    return replace(mirror, sale_id=sale.id)


def _mirror_key(change: Change, sale_id: int) -> str:
    """Return a key for a mirror that no sale of another program took before."""
    key = f"reverse:{sale_id}"
    while store.sale_by_key(change.db, key) is not None:
        key += "'"
    return key


def reverse_step(change: Change, sale: store.StoredSale, run_id: int | None = None) -> Reversal:
    """Store the mirror of *sale* (a step of Undo and of taking an import back)."""
    mirror_id, receipt = store.add_sale(
        change.db,
        store.NewSale(
            key=_mirror_key(change, sale.id), kind="reversal", member_id=sale.member_id,
            amount_rial=-sale.amount_rial, paid_points=-sale.paid_points,
            paid_rial=-sale.paid_rial, earned=-sale.earned, tier=sale.tier, sold_at=change.now,
            sold_on=change.today, basis_on=date.fromisoformat(sale.basis_on), made_at=change.now,
            reverses_id=sale.id, operator_id=change.desk.operator.id, till=change.desk.till,
            source="reversal", run_id=run_id,
        ),
    )  # fmt: skip
    points.reverse_of_sale(change, sale.id, mirror_id, sale.member_id)
    points.expire_member(change, sale.member_id)
    buyer = store.buyer(change.db, sale.member_id)
    if buyer is not None:
        rules = club.rules_on(change, change.today)
        tiers.reassess(
            change, buyer, rules, tiers.REVERSAL, sale_id=mirror_id, may_fall=True, run_id=run_id
        )
    held = ledger.balance(change.db, sale.member_id)
    return Reversal(
        mirror_id, receipt, sale.member_id, sale.amount_rial, sale.earned, sale.paid_points,
        held.points, held.debt,
    )  # fmt: skip


def _reversible(desk: Desk, sale_id: int, now: datetime, today: date) -> store.StoredSale:
    sale = store.sale_by_id(desk.db, sale_id)
    if sale is None:
        raise errors.Missing("sale", str(sale_id))
    if sale.kind == "reversal":
        raise errors.CannotReverse("is a reversal", sale.receipt)
    if sale.is_reversed:
        raise errors.CannotReverse("reversed", sale.receipt)
    if desk.may(Permission.SALE_REVERSE_ANY):
        return sale
    if date.fromisoformat(sale.sold_on) != today:
        raise errors.CannotReverse("other day", sale.receipt)
    if desk.may(Permission.SALE_REVERSE_TODAY):
        return sale
    last = desk.db.execute_sql(
        "SELECT MAX(id) FROM sale WHERE operator_id = ? AND kind <> 'reversal'",
        (desk.operator.id,),
    ).fetchone()[0]
    if sale.operator_id != desk.operator.id or sale.id != last:
        raise errors.CannotReverse("not yours", sale.receipt)
    if now - utc_moment(sale.made_at) > OWN_UNDO:
        raise errors.CannotReverse("too late", sale.receipt)
    return sale
