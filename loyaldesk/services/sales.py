"""Sales: goods, discounts, payments, points and tier in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.basket import one_line
from loyaldesk.domain.conditions import Facts
from loyaldesk.domain.discounts import Applied, Wanted, best
from loyaldesk.domain.earning import Given
from loyaldesk.domain.events import SaleRecorded
from loyaldesk.domain.explanation import sale_document
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.quoting import Cover, Quote, manual_shares, payable, quote
from loyaldesk.domain.rules import Per
from loyaldesk.domain.tiers import window_start
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import (
    accounts,
    bonuses,
    club,
    families,
    points,
    rewards,
    spender,
    stamps,
    tiers,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.services.sale_drafts import (
    Preview,
    RecordedSale,
    SaleDraft,
    amount_of,
    check,
)
from loyaldesk.services.spend_limits import check_balance, check_points
from loyaldesk.store import ledger
from loyaldesk.store import sales as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of

__all__ = [
    "Preview", "RecordedSale", "SaleDraft", "post_imported", "preview", "record_sale",
    "record_step",
]  # fmt: skip

AHEAD = timedelta(minutes=2)
"""How far before our clock a moment given from outside may lie."""


@retried
def record_sale(desk: Desk, draft: SaleDraft) -> RecordedSale:
    """Store a sale with what it earns, spends and takes, and the tier it leads to.

    Raises:
        BadInput: If amount, lines, points or key cannot be used.
        FutureSale: If it is dated after now.
        MemberBlocked, MemberErased, Missing: If the member cannot buy.
        NotEnoughPoints, SpendAboveAmount, SpendAboveLimit, SpendRefused: If the points cannot pay.
        ApprovalRefused: If the leave of a second person does not count.
        VoucherRefused, VoucherInUse, RewardRefused, OutOfStock: If a code or reward is not given.
        GiftCardRefused, NotEnoughMoney: If a gift card or the wallet cannot pay.
        SpenderNotProved, SpendingOnHold: If who spends must prove it first.
        KeyUsed: If the key was used for anything else.
        PermissionDenied: If the operator may not, or may not date back.
    """
    check(draft)
    with desk.change(Permission.SALE_RECORD) as change:
        return record_step(change, draft)


def record_step(
    change: Change, draft: SaleDraft, *, exchange_id: int | None = None
) -> RecordedSale:  # fmt: skip
    """Store a sale (a step of recording one, of an exchange and of the sample shop)."""
    first = store.sale_by_key(change.db, draft.key)
    if first is not None:
        return _repeated(change, first, draft)
    sold_at, sold_on = _when(change, draft)
    buyer = _buyer(change, draft.member_id)
    rules = club.rules_on(change, sold_on)
    local = sold_at.astimezone(change.zone)
    reckoned = _reckon(change.db, buyer, draft, rules, local, change.today, change.now)
    approved_by = _check_spend(change, draft, reckoned, rules)
    done = _book(
        change, buyer, draft, rules, reckoned, sold_at, sold_on, exchange_id=exchange_id,
        approved_by=approved_by,
    )  # fmt: skip
    agreed = {"points": draft.pay_points, "approved_by": approved_by} if approved_by else {}
    change.note("sale.record", "sale", done.sale_id, **agreed)
    change.tell(SaleRecorded(done.sale_id, buyer.id, done.gain))
    held = ledger.balance(change.db, buyer.id)
    return RecordedSale(
        done.sale_id, done.receipt, buyer.id, reckoned.amount_rial, done.gain, done.paid_points,
        reckoned.paid_rial, held.points, held.debt, done.tier, rose=done.tier != buyer.tier,
        repeated=False, reward_rial=reckoned.reward_rial, to_pay_rial=reckoned.to_pay_rial,
        wallet_rial=reckoned.cover.wallet_rial, gift_card_rial=reckoned.cover.gift_card_rial,
        cashback_rial=reckoned.earned.wallet_rial, left_out=reckoned.applied.left_out,
        gift_cards=done.gift_cards,
        free=tuple(free for taken in reckoned.applied.discounts for free in taken.free),
    )  # fmt: skip


def preview(desk: Desk, draft: SaleDraft) -> Preview:
    """Return what *draft* would take off, earn and leave to pay, without storing anything.

    Raises:
        ClubError: As `record_sale` does for codes, rewards and lines that cannot be used.
    """
    with desk.reading(Permission.SALE_RECORD):
        now = desk.clock()
        today = desk.today(now)
        rules = club.programme_on(desk.db, today)
        buyer = store.buyer(desk.db, draft.member_id)
        if buyer is None:
            raise errors.Missing("member")
        fitted = replace(draft, pay_points=_within(draft, rules))
        local = now.astimezone(desk.zone)
        reckoned = _reckon(desk.db, buyer, fitted, rules, local, today, now)
        available = families.spendable(desk.db, draft.member_id, today)
    rest = reckoned.payable_rial
    most = rules.spending.most_points(available - reckoned.applied.points, rest)
    plain = sum(
        step.numerator * 100 // (step.denominator * max(step.tier_percent, 1))
        for step in reckoned.earned.steps
        if step.per != Per.TIMES and step.points and step.gives == "points"
    )
    return Preview(
        min(plain, reckoned.earned.points), reckoned.earned.points, reckoned.paid_rial,
        reckoned.to_pay_rial, most, reckoned,
    )  # fmt: skip


def _within(draft: SaleDraft, rules: Programme) -> int:
    """Return the points of a draft, cut to its amount: what is typed is still growing."""
    if rules.worth_rial(draft.pay_points) <= amount_of(draft):
        return draft.pay_points
    return amount_of(draft) // rules.spending.block_rial * rules.spending.block_points


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


def _reckon(
    db: ClubDatabase, buyer: store.Buyer, draft: SaleDraft, rules: Programme, sold_at: datetime,
    today: date, now: datetime,
) -> Quote:  # fmt: skip
    """Return the draft reckoned: discounts first, then payments, then what it earns.

    *sold_at* is the shop's local moment.
    """
    sold_on = sold_at.date()
    lines = draft.lines or (one_line(draft.amount_rial) if draft.amount_rial else ())
    manual = manual_shares(lines, draft.discount_rial)
    tier = _tier_before(db, today, buyer, rules, sold_on)
    facts = _facts(db, buyer, rules, sold_at, tier, draft.codes)
    wanted: list[Wanted] = []
    if rules.rewards or draft.codes or draft.rewards:
        wanted = rewards.gather(
            db, rules, buyer.id, sold_on, draft.key, draft.codes, draft.rewards, now
        )
    applied = best(lines, manual, wanted, facts) if wanted else Applied((), ())
    _refuse_missing(applied)
    cover = _cover(db, buyer, draft, rules, sum(payable(lines, manual, applied)), sold_on)
    given = _given(db, buyer.id, rules, sold_on)
    reckoned = quote(rules, lines, manual, applied, cover, facts, given)
    if rules.base.tier == "after":
        after = tiers.after_receipt(
            db, buyer, rules, reckoned.net_rial, reckoned.earned.points, sold_on
        )
        if after.code != tier:
            facts = replace(facts, tier=after.code)
            reckoned = quote(rules, lines, manual, applied, cover, facts, given)
    if reckoned.earned.points > MOST_POINTS:
        raise BadInput("amount", "large", str(reckoned.amount_rial))
    return reckoned


def _refuse_missing(applied: Applied) -> None:
    """Refuse a code or reward that was asked for and does not hold, rather than forget it.

    One that only gave way to a better one is told, not refused.
    """
    for left in applied.left_out:
        if left.source != "offer" and left.why != "not stackable":
            raise errors.RewardRefused(left.typed or left.reward, left.why)


def _facts(
    db: ClubDatabase, buyer: store.Buyer, rules: Programme, at: datetime, tier: str,
    codes: Sequence[str],
) -> Facts:  # fmt: skip
    if not rules.asks_of_member and not codes:  # a voucher may ask for what no rule asks any more
        return Facts(at, tier, codes=frozenset(map(code_key, codes)))
    birthday, wedding_on, tags, visits = store.buyer_facts(db, buyer.id)
    return Facts(
        at, tier, has_bought=visits > 0, birthday=day_of(birthday), wedding_on=day_of(wedding_on),
        tags=frozenset(json.loads(tags)) if tags else frozenset(),
        codes=frozenset(map(code_key, codes)),
    )  # fmt: skip


def _given(db: ClubDatabase, member_id: int, rules: Programme, day: date) -> Given | None:
    """Return what rules with caps gave before; None when no rule has one."""
    if not rules.counted_rules:
        return None
    ever, today = store.rule_gains(db, member_id, rules.counted_rules, day)
    visited = rules.counts_visits and store.has_visited(db, member_id, day)
    return Given(today, ever, visited)


def _cover(
    db: ClubDatabase, buyer: store.Buyer, draft: SaleDraft, rules: Programme, payable_rial: int,
    day: date,
) -> Cover:  # fmt: skip
    """Return what points, gift cards and wallet pay, in this order, never more than is left."""
    spending = rules.spending
    worth = rules.worth_rial(draft.pay_points)
    if worth > payable_rial:
        raise errors.SpendAboveAmount(
            draft.pay_points, payable_rial // spending.block_rial * spending.block_points
        )
    left = payable_rial - worth
    cards = 0
    if draft.gift_cards:
        cards = sum(rial for _, rial in accounts.plan_gift_cards(db, draft.gift_cards, left, day))
    left -= cards
    wallet = draft.wallet_rial
    if wallet is None:
        held = accounts.wallet_of(db, buyer.id)
        wallet = min(left, held.balance_rial) if held else 0
    if wallet > left:
        raise BadInput("wallet", "range", str(wallet), left)
    return Cover(draft.pay_points, cards, wallet)


def _check_spend(
    change: Change, draft: SaleDraft, reckoned: Quote, rules: Programme
) -> int | None:  # fmt: skip
    """Refuse points that cannot pay; return who agreed to more than the operator may take."""
    wanted = draft.pay_points + reckoned.applied.points
    if wanted:
        change.desk.require(Permission.POINTS_SPEND)
    if wanted or reckoned.cover.wallet_rial:
        spender.require_proof(
            change, draft.member_id, wanted, rules, draft.proof,
            wallet_rial=reckoned.cover.wallet_rial,
        )  # fmt: skip
    if reckoned.applied.points:
        change.desk.require(Permission.REWARD_TAKE)
    if reckoned.cover.gift_card_rial or reckoned.cover.wallet_rial:
        change.desk.require(Permission.GIFT_CARD_USE)
    spending = rules.spending
    if wanted:
        check_balance(change, draft.member_id, spending)
    if not draft.pay_points:
        return None
    share = reckoned.payable_rial * spending.largest_percent // 100
    if reckoned.paid_rial > share:
        most = share // spending.block_rial * spending.block_points
        raise errors.SpendRefused("share", draft.pay_points, most)
    return check_points(change, draft.pay_points, spending, draft.member_id, draft.approval)


def _tier_before(
    db: ClubDatabase, today: date, buyer: store.Buyer, rules: Programme, sold_on: date
) -> str:  # fmt: skip
    """Return the tier a sale earns at: today the one that is stored, else that day's own."""
    if sold_on == today:
        return rules.tier(buyer.tier).code
    return tiers.on_day(db, buyer.id, rules, sold_on).code


@dataclass(frozen=True, slots=True)
class _Posted:
    sale_id: int
    receipt: int
    gain: int
    paid_points: int
    tier: str
    gift_cards: tuple[str, ...]


def _book(
    change: Change, buyer: store.Buyer, draft: SaleDraft, rules: Programme, reckoned: Quote,
    sold_at: datetime, sold_on: date, *, run_id: int | None = None, outside_receipt: str = "",
    exchange_id: int | None = None, approved_by: int | None = None,
) -> _Posted:  # fmt: skip
    earned, cover = reckoned.earned, reckoned.cover
    paid_points = cover.points + reckoned.applied.points
    lines = draft.lines
    costs = [line.cost_rial for line in lines]
    sale_id, receipt = store.add_sale(
        change.db,
        store.NewSale(
            key=draft.key, kind="sale" if reckoned.amount_rial else "visit", member_id=buyer.id,
            amount_rial=reckoned.amount_rial, paid_points=paid_points,
            paid_rial=reckoned.paid_rial, earned=earned.points, tier=reckoned.facts.tier,
            sold_at=sold_at, sold_on=sold_on, basis_on=sold_on, made_at=change.now,
            operator_id=change.desk.operator.id, till=change.desk.till, source=draft.source,
            outside_receipt=outside_receipt, run_id=run_id, reward_rial=reckoned.reward_rial,
            prepaid_rial=reckoned.prepaid_rial, gift_card_rial=cover.gift_card_rial,
            wallet_rial=cover.wallet_rial, discount_rial=reckoned.manual_rial,
            tax_rial=sum(line.tax_rial for line in lines),
            cost_rial=sum(cost or 0 for cost in costs) if lines and None not in costs else None,
            exchange_id=exchange_id,
        ),
    )  # fmt: skip
    if lines:
        store.add_lines(change.db, sale_id, reckoned.money, earned.by_line)
    if rules.spending.own_points:
        given = _give(change, buyer.id, sale_id, rules, reckoned, sold_on)
        _spend(change, buyer.id, sale_id, draft, reckoned, approved_by)
    else:
        _spend(change, buyer.id, sale_id, draft, reckoned, approved_by)
        given = _give(change, buyer.id, sale_id, rules, reckoned, sold_on)
    sold_cards = _settle_accounts(change, buyer.id, sale_id, draft, reckoned, sold_on)
    if reckoned.applied.discounts or draft.codes:
        rewards.book_uses(
            change, rules, buyer.id, sale_id, reckoned.applied, draft.key, draft.codes
        )
    if rules.stamps:
        stamps.book(change, rules, buyer.id, sale_id, reckoned.money.lines, reckoned.facts)
    points.expire_member(change, buyer.id)
    now_in = _tier_after(change, buyer, rules, sale_id, sold_on, run_id)
    if rules.bonuses and reckoned.amount_rial:
        bonuses.after_sale(change, rules, buyer.id, sale_id, reckoned.net_rial, sold_on)
    if run_id is None:
        document = sale_document(
            rules, reckoned.money, reckoned.facts, earned,
            discounts=reckoned.applied.discounts, left_out=reckoned.applied.left_out, lots=given,
            tier=rules.tier(reckoned.facts.tier), extra={
                "asked": draft.print(),
                "stamps": stamps.given(change, rules, buyer.id, sale_id) if rules.stamps else (),
            },
        )  # fmt: skip
        store.add_sheet(change.db, sale_id, document)
    return _Posted(sale_id, receipt, earned.points, paid_points, now_in, sold_cards)


def _spend(
    change: Change, member_id: int, sale_id: int, draft: SaleDraft, reckoned: Quote,
    approved_by: int | None,
) -> None:  # fmt: skip
    wanted = draft.pay_points + reckoned.applied.points
    if not wanted:
        return
    families.draw(change, member_id, wanted)
    if draft.pay_points:
        points.spend(
            change, f"sale:{sale_id}:spend", member_id, draft.pay_points, sale_id,
            approved_by=approved_by,
        )  # fmt: skip
    for n, discount in enumerate(reckoned.applied.discounts):
        if discount.points:
            points.spend(change, f"sale:{sale_id}:reward:{n}", member_id, discount.points, sale_id)


def _give(
    change: Change, member_id: int, sale_id: int, rules: Programme, reckoned: Quote, day: date
) -> list[tuple[int, date, date | None, int]]:  # fmt: skip
    """Store the points as lots, one for each of their terms, and what the counted rules gave."""
    given = []
    for n, (terms, gain) in enumerate(reckoned.earned.lots):
        key = f"sale:{sale_id}:earn" + (f":{n}" if n else "")
        last = terms.last_day(day)
        entry = points.give(
            change, key, member_id, EntryKind.EARN, gain, day, last, sale_id=sale_id, terms=terms
        )
        given.append((gain, terms.usable_from(day), last, entry))
    counted = {rule: gain for rule, gain in reckoned.earned.by_rule.items()
               if rule in rules.counted_rules}  # fmt: skip
    if counted:
        store.add_rule_gains(change.db, member_id, counted, day, sale_id)
    if reckoned.amount_rial:
        points.prolong_idle(change, member_id, day)
    return given


def _settle_accounts(
    change: Change, member_id: int, sale_id: int, draft: SaleDraft, reckoned: Quote, day: date
) -> tuple[str, ...]:  # fmt: skip
    """Move the money of gift cards and wallet; return the codes of gift cards that were sold."""
    cover, sold = reckoned.cover, []
    if cover.gift_card_rial:
        left = reckoned.payable_rial - reckoned.paid_rial
        accounts.pay_gift_cards(
            change, accounts.plan_gift_cards(change.db, draft.gift_cards, left, day), sale_id
        )
    if cover.wallet_rial:
        accounts.pay_from_wallet(change, member_id, cover.wallet_rial, sale_id)
    for line in draft.lines:
        if line.kind == "gift_card":
            card = accounts.sell_gift_card(change, line.product, line.amount_rial, sale_id)
            sold.append(card.code)
        elif line.kind == "top_up":
            accounts.top_up(change, member_id, line.amount_rial, sale_id)
    for step in reckoned.earned.steps:
        if step.gives == "wallet" and step.points:
            accounts.cashback(change, member_id, step.points, sale_id, step.rule)
    accounts.settle_cashback(change, member_id, sale_id, reckoned.earned.wallet_rial)
    return tuple(sold)


def _tier_after(
    change: Change, buyer: store.Buyer, rules: Programme, sale_id: int, sold_on: date,
    run_id: int | None,
) -> str:  # fmt: skip
    """Return the tier after a sale; the tier of now follows the rules of now."""
    if sold_on != change.today:
        rules = club.rules_on(change, change.today)
        if rules.ladder.period == "rolling" and sold_on < window_start(
            change.today, rules.window_months
        ):
            return buyer.tier
    reason = tiers.IMPORT if run_id else tiers.SALE
    return tiers.reassess(change, buyer, rules, reason, sale_id=sale_id, run_id=run_id)


def post_imported(
    change: Change, buyer: store.Buyer, draft: SaleDraft, *, run_id: int, outside_receipt: str
) -> int:
    """Store one sale or visit of an import and return its id (a step of `services.imports`).

    An amount of 0 is a visit that earns nothing. Offers and codes are for people at the counter:
    what an older system sold stands as it was. The trail has one line for the whole run.
    """
    sold_at = draft.sold_at or change.now
    sold_on = change.day(sold_at)
    rules = club.rules_on(change, sold_on)
    lines = one_line(draft.amount_rial) if draft.amount_rial else ()
    tier = _tier_before(change.db, change.today, buyer, rules, sold_on)
    facts = _facts(change.db, buyer, rules, sold_at.astimezone(change.zone), tier, ())
    given = _given(change.db, buyer.id, rules, sold_on)
    reckoned = quote(
        rules, lines, manual_shares(lines, 0), Applied((), ()), Cover(), facts, given
    )  # fmt: skip
    if reckoned.earned.points > MOST_POINTS:
        raise BadInput("amount", "large", str(draft.amount_rial))
    done = _book(
        change, buyer, draft, rules, reckoned, sold_at, sold_on, run_id=run_id,
        outside_receipt=outside_receipt,
    )  # fmt: skip
    return done.sale_id


def _repeated(change: Change, first: store.StoredSale, draft: SaleDraft) -> RecordedSale:
    asked = store.sheet_mark(change.db, first.id)
    same = (
        asked == draft.print()
        if asked
        else draft.is_plain
        and (first.member_id, first.amount_rial, first.paid_points)
        == (draft.member_id, draft.amount_rial, draft.pay_points)
    )
    if not same:
        raise errors.KeyUsed(draft.key)
    buyer = store.buyer(change.db, first.member_id)
    held = ledger.balance(change.db, first.member_id)
    paid = store.paid_how(change.db, first.id)
    return RecordedSale(
        first.id, first.receipt, first.member_id, first.amount_rial, first.earned,
        first.paid_points, first.paid_rial, held.points, held.debt, buyer.tier if buyer else "",
        rose=False, repeated=True, reward_rial=paid.reward_rial,
        to_pay_rial=first.amount_rial - paid.reward_rial - first.paid_rial - paid.gift_card_rial
        - paid.wallet_rial,
        wallet_rial=paid.wallet_rial, gift_card_rial=paid.gift_card_rial,
    )  # fmt: skip
