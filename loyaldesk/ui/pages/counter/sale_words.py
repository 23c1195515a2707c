"""What is said after a sale was recorded, taken back, or found recorded."""

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Per
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.receipts import SaleLine
from loyaldesk.services.returns import ReturnedGoods, ReturnPlan
from loyaldesk.services.sales import Preview, RecordedSale
from loyaldesk.services.telling import tier_name

UNUSUAL = 10
"""So many times the usual basket, or such a part of it, is asked about."""


def unusual(rial: int, usual: int | None) -> str:
    """Return a question about an amount with a zero too many or too few, or nothing."""
    if not usual:
        return ""
    if rial >= UNUSUAL * usual:
        text = tr("This is ten times the usual sale of {amount}, or more. Enter again records it.")
    elif rial * UNUSUAL <= usual:
        text = tr("This is a tenth of the usual sale of {amount}, or less. Enter again records it.")
    else:
        return ""
    return text.format(amount=fmt.amount_with_unit(usual))


def earns(card: CounterCard | None, seen: Preview | None, rules: Programme, *, is_open: bool
          ) -> str:  # fmt: skip
    """Return what the sale earns, or what money earns before an amount is typed."""
    if card is None:
        return tr("Scan a card or type a mobile to begin.")
    if seen is None:
        return _rate(card, rules) if is_open else ""
    more = seen.points - seen.base_points
    if not more:
        return tr("{points} points").format(points=fmt.number(seen.base_points))
    if _is_by_tier(seen):
        return tr("{base} base + {more} {tier}").format(
            base=fmt.number(seen.base_points), more=fmt.number(more),
            tier=isolate(card.tier.name(look().language)),
        )  # fmt: skip
    return tr("{base} base + {more} by rules and tier").format(
        base=fmt.number(seen.base_points), more=fmt.number(more)
    )


def _is_by_tier(seen: Preview) -> bool:
    """Return whether nothing but the tier makes the points more than the base."""
    steps = seen.quote.earned.steps if seen.quote else ()
    giving = [step for step in steps if step.points and step.gives == "points"]
    return len(giving) == 1 and giving[0].per == Per.MONEY


def _rate(card: CounterCard, rules: Programme) -> str:
    tier = isolate(card.tier.name(look().language))
    percent = fmt.percent(card.tier.earn_percent / 100)
    plain = next((rule for rule in rules.rules if rule.is_on and rule.per == Per.MONEY), None)
    if plain is None or len([rule for rule in rules.rules if rule.is_on]) > 1:
        return tr("Points come by the club's rules, at {percent} in {tier}").format(
            percent=percent, tier=tier
        )
    return trn(
        "{n} point for each {amount}, at {percent} in {tier}",
        "{n} points for each {amount}, at {percent} in {tier}",
        plain.points,
    ).format(
        n=fmt.number(plain.points), amount=fmt.amount_with_unit(plain.rial), percent=percent,
        tier=tier,
    )  # fmt: skip


def coming_back(plan: ReturnPlan) -> str:
    """Return whose goods come back together with a sale, and their money."""
    return tr("Goods of receipt {number} come back: {amount}").format(
        number=fmt.code(str(plan.receipt)), amount=fmt.amount_with_unit(plan.cash_rial)
    )


def exchanged(returned: ReturnedGoods, done: RecordedSale) -> str:
    """Return what an exchange came to in money and points."""
    plan = returned.plan
    rest = done.to_pay_rial - plan.cash_rial
    points = done.points + plan.points_back - plan.points_taken - done.paid_points
    money = fmt.amount_with_unit(abs(rest))
    if rest > 0:
        text = tr("Exchange recorded: {amount} to pay, {points} points, balance {balance}")
    elif rest < 0:
        text = tr("Exchange recorded: {amount} to give back, {points} points, balance {balance}")
    else:
        text = tr("Exchange recorded: nothing to pay, {points} points, balance {balance}")
    return text.format(amount=money, points=fmt.signed(points), balance=fmt.number(done.balance))


def returned_goods(returned: ReturnedGoods) -> str:
    """Return what a return came to."""
    plan = returned.plan
    return tr("Return {number} recorded: {amount} to give back, balance {balance}").format(
        number=fmt.code(str(returned.receipt)), amount=fmt.amount_with_unit(plan.cash_rial),
        balance=fmt.number(plan.balance),
    )  # fmt: skip


def thanks(desk: Desk, done: RecordedSale, name: str) -> str:
    """Return the points of a sale just recorded, and a new tier."""
    text = trn(
        "{points} point for {name} (balance {balance})",
        "{points} points for {name} (balance {balance})",
        done.points,
    ).format(points=fmt.number(done.points), name=isolate(name), balance=fmt.number(done.balance))
    if done.repeated:
        return f"{tr('This sale was already recorded.')} {text}"
    if done.rose:
        tier = isolate(tier_name(done.tier, club.programme(desk)))
        risen = tr("Now in the {tier} tier, congratulations.").format(tier=tier)
        return f"{text}. {risen}"
    return text


def taken_back(line: SaleLine) -> str:
    """Return that a sale was taken back and what the member gets in money."""
    return tr("Receipt {number} was taken back, {amount} to be returned").format(
        number=fmt.code(str(line.receipt)), amount=fmt.amount_with_unit(line.cash_rial)
    )


def is_recorded(line: SaleLine) -> str:
    """Return that a sale is stored although nobody was told in time."""
    return tr("The sale of {amount} for «{name}» is recorded: receipt {number}").format(
        amount=fmt.amount_with_unit(line.amount_rial), name=isolate(line.name),
        number=fmt.code(str(line.receipt)),
    )  # fmt: skip
