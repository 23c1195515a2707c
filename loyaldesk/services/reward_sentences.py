"""Bonuses, stamp cards and rewards of a programme, each as one sentence a shopkeeper would say."""

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import Bonus, Event, Per, StampCard
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.explain_words import pieces, points_words
from loyaldesk.services.rule_words import goods_parts, joined, lot_sentence, quoted, when_parts


def bonus_sentence(bonus: Bonus) -> str:
    """Return what a bonus gives and for what."""
    much = points_words(bonus.points)
    parts = [
        {
            Event.WELCOME: tr("{points} for joining the club"),
            Event.REFERRAL: tr("{points} for a new member somebody brought"),
            Event.BIRTHDAY: tr("{points} for the birthday"),
            Event.WEDDING: tr("{points} for the wedding day"),
            Event.SURVEY: tr("{points} for an answered survey"),
            Event.FEEDBACK: tr("{points} for feedback"),
        }[Event(bonus.event)].format(points=much)
    ]
    if bonus.event == Event.REFERRAL:
        parts += _referral(bonus)
    elif bonus.per_year:
        parts.append(
            trn("at most {n} time a year", "at most {n} times a year", bonus.per_year).format(
                n=fmt.number(bonus.per_year)
            )
        )
    if bonus.lots is not None:
        parts.append(lot_sentence(bonus.lots))
    return joined(parts)


def _referral(bonus: Bonus) -> list[str]:
    parts = []
    if bonus.referrer_points:
        parts.append(
            tr("{points} for who brought the member").format(
                points=points_words(bonus.referrer_points)
            )
        )
    if bonus.minimum_rial:
        parts.append(
            tr("when the first purchase comes to {money}").format(
                money=fmt.amount_with_unit(bonus.minimum_rial)
            )
        )
    if bonus.days:
        parts.append(
            trn("within {n} day", "within {n} days", bonus.days).format(n=fmt.number(bonus.days))
        )
    if bonus.referrer_cap_month:
        parts.append(
            trn(
                "at most {n} time a month", "at most {n} times a month", bonus.referrer_cap_month
            ).format(n=fmt.number(bonus.referrer_cap_month))
        )
    return parts


def stamp_sentence(stamp: StampCard, programme: Programme) -> str:
    """Return what fills a stamp card and what a full one brings."""
    reward = programme.reward(stamp.reward)
    per = (
        tr("a stamp for each purchase") if stamp.per == Per.ORDER else tr("a stamp for each piece")
    )
    full = trn("{n} stamp brings {reward}", "{n} stamps bring {reward}", stamp.needs).format(
        n=fmt.number(stamp.needs),
        reward=quoted(reward.name(look().language)) if reward else tr("nothing yet"),
    )
    return joined(
        [per, *goods_parts(stamp.goods), *when_parts(stamp.when, programme), full, _valid(stamp)]
    )


def _valid(thing: StampCard | Reward) -> str:
    if not thing.valid_days:
        return ""
    text = trn("voucher good for {n} day", "voucher good for {n} days", thing.valid_days)
    return text.format(n=fmt.number(thing.valid_days))


def reward_sentence(reward: Reward, programme: Programme) -> str:
    """Return what a reward is, what it costs and when it can be taken."""
    parts = [
        reward_gives(reward), _take(reward), *goods_parts(reward.goods),
        *when_parts(reward.when, programme), *_uses(reward), _valid(reward),
    ]  # fmt: skip
    if reward.stackable:
        parts.append(tr("goes together with others"))
    return joined(parts)


def reward_gives(reward: Reward) -> str:  # noqa: PLR0911 - one sentence for each kind
    """Return what a reward brings, whatever it costs and whoever may take it."""
    cap = (
        tr("up to {money}").format(money=fmt.amount_with_unit(reward.most_rial))
        if reward.most_rial
        else ""
    )
    match reward.kind:
        case RewardKind.AMOUNT:
            return tr("{money} off").format(money=fmt.amount_with_unit(reward.rial))
        case RewardKind.PERCENT:
            off = tr("{percent} off").format(percent=fmt.percent(reward.percent / 100))
            return joined([off, cap])
        case RewardKind.FREE_PRODUCT:
            return joined([tr("{n} free").format(n=pieces(reward.quantity)), cap])
        case RewardKind.CHEAPEST:
            if reward.percent in (0, 100):
                return joined([tr("the cheapest piece is free"), cap])
            share = fmt.percent(reward.percent / 100)
            return joined([tr("{percent} off the cheapest piece").format(percent=share), cap])
        case RewardKind.BUY_GET:
            text = tr("buy {buy}, get {get} more") if reward.extra else tr("buy {buy}, {get} free")
            return text.format(buy=fmt.number(reward.buy), get=fmt.number(reward.get))
        case _:
            if reward.stock is None:
                return tr("a gift")
            return tr("a gift, {n} in stock").format(n=fmt.number(reward.stock))


def _take(reward: Reward) -> str:
    match reward.take:
        case Take.POINTS:
            return tr("for {points}").format(points=points_words(reward.points))
        case Take.OFFER:
            return tr("given by itself")
        case Take.CODE:
            return tr("with the discount code {code}").format(code=isolate(reward.discount_code))
        case _:
            return tr("with a voucher only")


def _uses(reward: Reward) -> list[str]:
    found = []
    if reward.most_per_member:
        n = reward.most_per_member
        found.append(
            trn("{n} time for each member", "{n} times for each member", n).format(n=fmt.number(n))
        )
    if reward.most_uses:
        n = reward.most_uses
        found.append(trn("{n} time in all", "{n} times in all", n).format(n=fmt.number(n)))
    return found
