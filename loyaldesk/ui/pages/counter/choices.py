"""What a member can take now on this basket, in words, numbered for one digit each."""

from dataclasses import dataclass

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import code_key, isolate, ltr
from loyaldesk.services import club, offers, prepaid
from loyaldesk.services.desk import Desk
from loyaldesk.services.drafts import Basket
from loyaldesk.services.offers import Near, Takeable
from loyaldesk.ui.pages.counter.minus import taken_off
from loyaldesk.ui.pages.counter.reckoning import Reckoning

ROUND = (5000, 2000, 1000, 500, 300, 200, 100, 50)
MOST_OF_POINTS = 6
MOST = 9
"""One digit each."""
BESIDE_OTHERS = 2
"""So many numbers of points stand beside rewards; any other is typed."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to take.

    Attributes:
        kind: ``voucher``, ``reward``, ``wallet`` or ``points``.
        title: What it is.
        brings: What it takes off, or what is handed out.
        about: What it costs, and until when it is there.
        code: Of a voucher or reward.
        points: So many points pay.
    """

    kind: str
    title: str
    brings: str
    about: str = ""
    code: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything the panel shows.

    Attributes:
        options: What can be taken, the first one under the digit 1.
        near: What only a few points are missing for, in words.
        most_points: Points that may pay at most.
        points: Points the member can spend.
    """

    options: tuple[Option, ...]
    near: tuple[str, ...]
    most_points: int
    points: int = 0


def point_offers(most: int, block: int = 1, least: int = 0) -> list[int]:
    """Return what is offered when *most* points fit: all, half, and round numbers below."""
    if most <= 0:
        return []
    found = [most]
    for points in (most // 2, *ROUND):
        fitted = points // block * block
        if max(least, 1) <= fitted < most and fitted not in found:
            found.append(fitted)
    return found[:MOST_OF_POINTS]


def offered(desk: Desk, basket: Basket, reckoned: Reckoning) -> Offered:
    """Return what can be taken besides what is in the basket."""
    choice = _choice(desk, basket)
    free = choice.points - reckoned.basket.pay_points - _spent(reckoned)
    options = [
        _reward(one) for one in choice.now if not _is_in(basket, one) and one.points <= max(free, 0)
    ]
    wallet = _wallet(desk, basket, reckoned)
    most = reckoned.most_points
    spending = club.programme(desk).spending
    by_points = point_offers(most, spending.block_points, spending.least_points)
    by_points = [points for points in by_points if points != reckoned.basket.pay_points]
    fixed = [wallet] if wallet else []
    options = options[: MOST - len(fixed) - BESIDE_OTHERS] + fixed
    options += [
        Option(
            "points", tr("{points} points").format(points=fmt.number(points)),
            taken_off(spending.worth_rial(points)), points=points,
        )
        for points in by_points[: (BESIDE_OTHERS if options else MOST)]
    ]  # fmt: skip
    near = tuple(map(_near, choice.near[:2]))
    return Offered(tuple(options), near, most, choice.points)


def _choice(desk: Desk, basket: Basket) -> offers.Choice:
    if not desk.may(Permission.REWARD_TAKE):
        return offers.Choice((), (), 0)
    return offers.offers_for(
        desk, basket.member_id, lines=basket.lines, amount_rial=basket.amount_rial,
        discount_rial=basket.discount_rial, basket_key=basket.key,
    )  # fmt: skip


def _is_in(basket: Basket, one: Takeable) -> bool:
    if one.source == "voucher":
        return code_key(one.typed) in map(code_key, basket.codes)
    return one.reward in basket.rewards


def _reward(one: Takeable) -> Option:
    name = isolate(one.name_fa if look().language == "fa" else one.name_en)
    about = []
    if one.points:
        about.append(trn("{n} point", "{n} points", one.points).format(n=fmt.number(one.points)))
    if one.source == "voucher":
        about.append(tr("voucher {code}").format(code=ltr(one.typed)))
    if one.valid_until is not None:
        about.append(tr("until {day}").format(day=fmt.day(one.valid_until)))
    if one.stock is not None:
        about.append(tr("{n} left").format(n=fmt.number(one.stock)))
    brings = taken_off(one.brings_rial) if one.brings_rial else tr("gift")
    kind = "voucher" if one.source == "voucher" else "reward"
    code = one.typed if kind == "voucher" else one.reward
    return Option(kind, name, brings, tr(", ").join(about), code)


def _spent(reckoned: Reckoning) -> int:
    """Return the points that rewards in the basket cost."""
    return reckoned.seen.quote.applied.points if reckoned.seen.quote else 0


def _wallet(desk: Desk, basket: Basket, reckoned: Reckoning) -> Option | None:
    if basket.uses_wallet or not desk.may(Permission.GIFT_CARD_USE):
        return None
    try:
        held = prepaid.wallet(desk, basket.member_id, limit=1).balance_rial
    except ClubError:
        return None
    rial = min(held, reckoned.seen.to_pay_rial)
    if rial <= 0:
        return None
    about = tr("{amount} in it").format(amount=fmt.amount_with_unit(held))
    return Option("wallet", tr("Use the wallet"), taken_off(rial), about)


def _near(near: Near) -> str:
    name = isolate(near.name_fa if look().language == "fa" else near.name_en)
    return trn("{n} point more for {name}", "{n} points more for {name}", near.missing).format(
        n=fmt.number(near.missing), name=name
    )
