"""Why a sale earned what it did: the facts of one sheet, as they are stored and read again.

The sheet keeps what was true at that moment: the rule's own numbers, the shares of each line and
the dates of each lot. A later programme changes nothing in it, and no words are stored but names.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any

from loyaldesk.domain.basket import PIECE, PREPAID, Line, LineKind
from loyaldesk.domain.conditions import Facts, When
from loyaldesk.domain.discounts import Discount, LeftOut
from loyaldesk.domain.earning import Earned, Money, Step, line_bases
from loyaldesk.domain.programme import Programme, build, plain_values
from loyaldesk.domain.rules import Gives, Per, Rounding, Rule
from loyaldesk.domain.tiers import Tier

VERSION = 1


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the receipt.

    Attributes:
        name: Name of the product, or its code; empty: a sale known by its amount.
        product: The shop's code; never the code of a gift card.
        kind: As in `Line`.
        quantity: In thousandths of a piece.
        amount_rial: The line's own amount.
        line_discount_rial: Taken off already within it.
        tax_rial: Tax within it.
        manual_rial: Its share of the discount given by hand.
        discount_rial: Its share of all discounts on the receipt, that one included.
        points_rial: What points paid of it.
        gift_card_rial: What gift cards paid of it.
        wallet_rial: What the wallet paid of it.
        base_rial: What of it may earn, by the programme's switches.
        earned: Its points.
    """

    name: str = ""
    product: str = ""
    kind: str = LineKind.GOODS
    quantity: int = PIECE
    amount_rial: int = 0
    line_discount_rial: int = 0
    tax_rial: int = 0
    manual_rial: int = 0
    discount_rial: int = 0
    points_rial: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0
    base_rial: int = 0
    earned: int = 0


@dataclass(frozen=True, slots=True)
class SheetStep:
    """What one rule did: the facts of an `earning.Step` with the numbers of its rule.

    Attributes:
        rule: Code of the rule.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        per: What it counts.
        gives: Points or wallet.
        points: What it gave, whole; below 0 when a multiplier took away.
        each_points: Points for each step of the rule.
        each_rial: For money: the Rial of one step.
        whole_steps: Only whole steps count.
        base_rial: Money it counted.
        quantity: Thousandths of pieces it counted.
        numerator: With `denominator` the exact points before rounding.
        denominator: See `numerator`.
        rounding: How its fraction became whole.
        round_each: ``receipt`` or ``line``.
        tier_percent: The tier's percent within it.
        percent: Of a multiplier.
        capped_from: What it would have given without its cap; None: no cap was met.
        cap_sale: Most on one receipt.
        cap_day: Most on one day.
        cap_member: Most ever for one member.
        lines: Numbers of the lines it counted, from 0.
        why: Why it gave nothing: a code.
        when: What it asks for, when that is why it gave nothing.
        stopped: It ended the list.
    """

    rule: str = ""
    name_fa: str = ""
    name_en: str = ""
    per: str = Per.MONEY
    gives: str = Gives.POINTS
    points: int = 0
    each_points: int = 0
    each_rial: int = 0
    whole_steps: bool = False
    base_rial: int = 0
    quantity: int = 0
    numerator: int = 0
    denominator: int = 1
    rounding: str = Rounding.DOWN
    round_each: str = "receipt"
    tier_percent: int = 100
    percent: int = 100
    capped_from: int | None = None
    cap_sale: int | None = None
    cap_day: int | None = None
    cap_member: int | None = None
    lines: tuple[int, ...] = ()
    why: str = ""
    when: When = field(default_factory=When)
    stopped: bool = False

    def name(self, language: str) -> str:
        """Return the name of the rule."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class SheetDiscount:
    """A reward that was taken; see `discounts.Discount`."""

    reward: str = ""
    name_fa: str = ""
    name_en: str = ""
    source: str = ""
    rial: int = 0
    points: int = 0
    typed: str = ""
    free: tuple[tuple[str, int], ...] = ()
    is_gift: bool = False

    def name(self, language: str) -> str:
        """Return the name of the reward."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class SheetLeftOut:
    """A reward that was not taken, and why; see `discounts.LeftOut`."""

    reward: str = ""
    name_fa: str = ""
    name_en: str = ""
    source: str = ""
    why: str = ""
    beaten_by: str = ""
    typed: str = ""

    def name(self, language: str) -> str:
        """Return the name of the reward."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class SheetLot:
    """A lot the sale made. ``entry_id`` is its entry in the ledger."""

    points: int = 0
    usable_from: date | None = None
    expires_on: date | None = None
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class SheetStamps:
    """Stamps the sale gave on one card.

    Attributes:
        card: Code of the card.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        stamps: Given by this sale.
        held: On the card afterwards, those of filled cards not counted.
        needs: Stamps that fill it.
        vouchers: Cards it filled: each became a voucher.
    """

    card: str = ""
    name_fa: str = ""
    name_en: str = ""
    stamps: int = 0
    held: int = 0
    needs: int = 0
    vouchers: int = 0

    def name(self, language: str) -> str:
        """Return the name of the card."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class SaleSheet:
    """All facts of one sheet.

    Attributes:
        at: The shop's local moment, ISO text.
        tier: Code of the tier that counted.
        tier_fa: Its name in Persian.
        tier_en: Its name in English.
        tier_percent: What a sale earned in it.
        programme_from: The day from which that programme held.
        ended_on: The programme had ended on that day: nothing earned; None: it was in force.
        points: All points it earned.
        wallet_rial: Cashback.
        debt_settled: Points of the gain that settled a debt at once.
        lines: What was bought.
        discounts: Rewards that were taken.
        left_out: Rewards that were not taken.
        steps: What each rule did.
        lots: Lots it made.
        stamps: Stamps it gave.
        extra: Anything else that was kept with it.
    """

    at: str = ""
    tier: str = ""
    tier_fa: str = ""
    tier_en: str = ""
    tier_percent: int = 100
    programme_from: date | None = None
    ended_on: date | None = None
    points: int = 0
    wallet_rial: int = 0
    debt_settled: int = 0
    lines: tuple[SheetLine, ...] = ()
    discounts: tuple[SheetDiscount, ...] = ()
    left_out: tuple[SheetLeftOut, ...] = ()
    steps: tuple[SheetStep, ...] = ()
    lots: tuple[SheetLot, ...] = ()
    stamps: tuple[SheetStamps, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def tier_name(self, language: str) -> str:
        """Return the name of the tier."""
        return self.tier_fa if language == "fa" else self.tier_en


def sale_sheet(
    programme: Programme, money: Money, facts: Facts, earned: Earned, *,
    discounts: Sequence[Discount] = (), left_out: Sequence[LeftOut] = (),
    lots: Iterable[tuple[int, date | None, date | None, int]] = (), tier: Tier,
    programme_from: date | None = None, extra: Mapping[str, Any] | None = None,
) -> SaleSheet:  # fmt: skip
    """Return the facts of a sale's sheet.

    Args:
        programme: The programme it was reckoned under.
        money: Its lines with their shares.
        facts: What was known of member and moment.
        earned: What `earning.earn` said.
        discounts: Rewards that were taken.
        left_out: Rewards that were not.
        lots: Points, first usable day, last day and entry of each lot it made.
        tier: The tier that counted.
        programme_from: The day from which the programme holds.
        extra: ``stamps`` (fields of `SheetStamps`) and ``debt_settled`` are understood; anything
            else is kept as it is.
    """
    more = dict(extra or {})
    rules = {rule.code: rule for rule in programme.rules}
    bases = line_bases(programme, money, everything=True)
    over = programme.ends_on is not None and facts.day > programme.ends_on
    return SaleSheet(
        at=facts.at.isoformat(timespec="minutes"), tier=tier.code, tier_fa=tier.name_fa,
        tier_en=tier.name_en, tier_percent=tier.earn_percent, programme_from=programme_from,
        ended_on=programme.ends_on if over else None, points=earned.points,
        wallet_rial=earned.wallet_rial, debt_settled=int(more.pop("debt_settled", 0)),
        lines=tuple(
            _line(money, n, 0 if _never_earns(line, programme) else bases[n], earned.by_line[n])
            for n, line in enumerate(money.lines)
        ),
        discounts=tuple(
            SheetDiscount(
                d.reward, d.name_fa, d.name_en, d.source, d.rial, d.points, d.typed, d.free,
                d.is_gift,
            )
            for d in discounts
        ),
        left_out=tuple(
            SheetLeftOut(o.reward, o.name_fa, o.name_en, o.source, o.why, o.beaten_by, o.typed)
            for o in left_out
        ),
        steps=tuple(_step(step, rules.get(step.rule)) for step in earned.steps),
        lots=tuple(SheetLot(*lot) for lot in lots),
        stamps=tuple(SheetStamps(**card) for card in more.pop("stamps", ())),
        extra=more,
    )  # fmt: skip


def sale_document(
    programme: Programme, money: Money, facts: Facts, earned: Earned, *,
    discounts: Sequence[Discount] = (), left_out: Sequence[LeftOut] = (),
    lots: Iterable[tuple[int, date | None, date | None, int]] = (), tier: Tier,
    programme_from: date | None = None, extra: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Return the sheet of a sale as it is stored; see `sale_sheet`."""
    return to_document(
        sale_sheet(
            programme, money, facts, earned, discounts=discounts, left_out=left_out, lots=lots,
            tier=tier, programme_from=programme_from, extra=extra,
        )
    )  # fmt: skip


def to_document(sheet: SaleSheet) -> str:
    """Return a sheet as it is stored: only what is not at its default."""
    plain: dict[str, Any] = {"v": VERSION, **_plain(sheet)}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)


def read_document(text: str) -> SaleSheet:
    """Return the sheet stored as *text*; names a later program added are passed over."""
    read: dict[str, Any] = json.loads(text)
    read.pop("v", None)
    sheet: SaleSheet = build(SaleSheet, read)
    return sheet


def _never_earns(line: Line, programme: Programme) -> bool:
    if line.kind in PREPAID:
        return True
    return line.kind == LineKind.DELIVERY and not programme.base.delivery_earns


def _line(money: Money, n: int, base: int, earned: int) -> SheetLine:
    line: Line = money.lines[n]
    secret = line.kind == LineKind.GIFT_CARD  # its code is as good as money
    return SheetLine(
        line.name, "" if secret else line.product, line.kind, line.quantity, line.amount_rial,
        line.discount_rial, line.tax_rial, money.manual[n], money.discounts[n], money.points[n],
        money.gift_cards[n], money.wallet[n], base, earned,
    )  # fmt: skip


def _step(step: Step, rule: Rule | None) -> SheetStep:
    asked = rule.when if rule is not None and step.why in _ASKED else When()
    return SheetStep(
        step.rule, step.name_fa, step.name_en, step.per, step.gives, step.points,
        rule.points if rule else 0, rule.rial if rule and step.per == Per.MONEY else 0,
        bool(rule and rule.whole_steps), step.base_rial, step.quantity, step.numerator,
        step.denominator, step.rounding, rule.round_each if rule else "receipt",
        step.tier_percent, step.percent, step.capped_from, rule.cap_sale if rule else None,
        rule.cap_day if rule else None, rule.cap_member if rule else None, step.lines, step.why,
        asked, step.stopped,
    )  # fmt: skip


_ASKED = (
    "not yet", "over", "tier", "weekday", "hour", "occasion", "tag", "minimum", "quantity",
)  # fmt: skip
"""Reasons whose sentence names what the rule asks for. A code is not told: it may be secret."""


def _plain(thing: Any) -> dict[str, Any]:
    if isinstance(thing, When):
        return plain_values(thing)
    found: dict[str, Any] = {}
    for name, default in _defaults(type(thing)):
        value = getattr(thing, name)
        if value == default:
            continue
        if isinstance(value, tuple) and value and hasattr(value[0], "__dataclass_fields__"):
            value = [_plain(part) for part in value]
        elif hasattr(value, "__dataclass_fields__"):
            value = _plain(value)
        found[name] = value
    return found


_KNOWN: dict[type, list[tuple[str, Any]]] = {}


def _defaults(kind: type) -> list[tuple[str, Any]]:
    """Return names and defaults of a dataclass: a sheet is written with every sale."""
    if kind not in _KNOWN:
        _KNOWN[kind] = [
            (f.name, f.default if f.default_factory is MISSING else f.default_factory())
            for f in fields(kind)
        ]
    return _KNOWN[kind]
