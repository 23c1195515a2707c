"""Rules, bonuses and rewards of a programme, each as one sentence a shopkeeper would say."""

from collections.abc import Iterable, Sequence
from datetime import time

from loyaldesk.domain.basket import LineKind
from loyaldesk.domain.conditions import WEEKDAYS, Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import (
    Bonus,
    Event,
    Expiry,
    Gives,
    LotTerms,
    Per,
    Rounding,
    Rule,
    StampCard,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import MONTHS_EN, MONTHS_FA, WEEKDAYS_EN, WEEKDAYS_FA
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.explain_words import pieces, points_words


def rule_sentence(rule: Rule, programme: Programme) -> str:
    """Return what a rule says: ``1 point for every 10,000 Toman, on Fridays``."""
    parts = [_gives(rule), *goods_parts(rule.goods), *when_parts(rule.when, programme)]
    parts += _tier_part(rule)
    parts += _caps(rule)
    parts += _rounding(rule)
    if rule.lots is not None:
        parts.append(lot_sentence(rule.lots))
    if rule.stop:
        parts.append(tr("then no later rule counts"))
    return joined(parts)


def joined(parts: Iterable[str]) -> str:
    """Return clauses as one sentence without its full stop."""
    return tr(", ").join(part for part in parts if part)


def times(percent: int) -> str:
    """Return a percent as a factor: ``×2``, in Persian ``۲ برابر``."""
    whole, rest = divmod(percent, 100)
    number = fmt.number(whole) if not rest else fmt.decimal(percent / 100, 1 + bool(rest % 10))
    return tr("×{n}").format(n=number)


def _gives(rule: Rule) -> str:
    what = (
        fmt.amount_with_unit(rule.points)
        if rule.gives == Gives.WALLET
        else points_words(rule.points)
    )
    if rule.gives == Gives.WALLET and rule.per != Per.TIMES:
        what = tr("{amount} into the wallet").format(amount=what)
    match rule.per:
        case Per.MONEY:
            money = fmt.amount_with_unit(rule.rial)
            text = tr("{what} for every full {money}") if rule.whole_steps else tr(
                "{what} for every {money}"
            )  # fmt: skip
            return text.format(what=what, money=money)
        case Per.UNIT:
            return tr("{what} for each piece").format(what=what)
        case Per.ORDER:
            return tr("{what} for each purchase").format(what=what)
        case Per.VISIT:
            return tr("{what} for each visit, once a day").format(what=what)
        case _:
            if rule.percent == 0:
                return tr("takes the points of the rules above away")
            return tr("{times} on what the rules above gave").format(times=times(rule.percent))


def goods_parts(goods: Goods) -> list[str]:
    """Return which goods are meant and which are not, a clause each."""
    meant = [*_codes(goods.categories), *_codes(goods.brands), *_codes(goods.products)]
    left_out = [
        *_codes(goods.not_categories), *_codes(goods.not_brands), *_codes(goods.not_products),
    ]  # fmt: skip
    found = []
    if goods.kinds:
        found.append(tr("only {names}").format(names=either([kind_name(k) for k in goods.kinds])))
    if meant:
        found.append(tr("only {names}").format(names=either(meant)))
    if left_out:
        found.append(tr("not {names}").format(names=either(left_out)))
    return found


def _codes(names: Sequence[str]) -> list[str]:
    return [isolate(name) for name in names]


def either(names: Sequence[str]) -> str:
    """Return names joined by commas and a last *or*."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} or {last}").format(names=tr(", ").join(names[:-1]), last=names[-1])


def kind_name(kind: str) -> str:
    """Return what a kind of line is called."""
    return {
        LineKind.GOODS: tr("goods"), LineKind.DELIVERY: tr("delivery"),
        LineKind.GIFT_CARD: tr("gift cards"), LineKind.TOP_UP: tr("wallet top-ups"),
    }.get(LineKind(kind), kind)  # fmt: skip


def when_parts(when: When, programme: Programme) -> list[str]:
    """Return what else must hold, a clause each."""
    found = []
    if when.tiers:
        names = [programme.tier(code).name(look().language) for code in when.tiers]
        found.append(tr("for {tiers}").format(tiers=either(_codes(names))))
    if when.tags:
        found.append(tr("for members tagged {tags}").format(tags=either(_codes(when.tags))))
    if when.first_purchase:
        found.append(tr("on the first purchase"))
    if when.minimum_rial:
        found.append(_minimum(when))
    if when.minimum_quantity:
        found.append(tr("from {n} pieces").format(n=pieces(when.minimum_quantity)))
    if when.weekdays:
        days = either([weekday_name(day) for day in when.weekdays])
        found.append(tr("on {weekdays}").format(weekdays=days))
    found += _hours(when.from_time, when.until_time)
    if when.occasions:
        found.append(
            tr("on {days}").format(days=either([occasion_name(o) for o in when.occasions]))
        )
    found += _days(when)
    if when.code:
        found.append(tr("with the code {code}").format(code=isolate(when.code)))
    return found


def _minimum(when: When) -> str:
    text = (
        tr("when these goods come to {money}")
        if when.minimum_of_goods
        else tr("when the purchase comes to {money}")
    )
    return text.format(money=fmt.amount_with_unit(when.minimum_rial))


def weekday_name(code: str) -> str:
    """Return the name of a day of the week."""
    names = WEEKDAYS_FA if look().language == "fa" else WEEKDAYS_EN
    return names[WEEKDAYS.index(code)]


def occasion_name(name: str) -> str:
    """Return what an occasion is called; a span of Jalali days is written out."""
    known = {
        "nowruz": tr("Nowruz holidays"), "yalda": tr("Yalda night"),
        "sepandarmaz": tr("Sepandarmazgan"), "mehregan": tr("Mehregan"),
        "esfand": tr("the month of Esfand"), "birthday": tr("the birthday"),
        "birthday_week": tr("the birthday week"), "wedding": tr("the wedding day"),
        "wedding_week": tr("the wedding week"),
    }  # fmt: skip
    if name in known:
        return known[name]
    first, _, last = name.partition("..")
    if first == last:
        return _jalali_day(first)
    return tr("{first} to {last}").format(first=_jalali_day(first), last=_jalali_day(last))


def _jalali_day(month_day: str) -> str:
    month, _, day = month_day.partition("-")
    if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= 12):
        return isolate(month_day)
    names = MONTHS_FA if look().language == "fa" else MONTHS_EN
    return f"{fmt.digits(str(int(day)))} {names[int(month) - 1]}"


def clock(value: time) -> str:
    """Return a time of day."""
    return fmt.digits(f"{value:%H:%M}")


def _hours(first: time | None, last: time | None) -> list[str]:
    if first and last:
        return [tr("from {first} to {last}").format(first=clock(first), last=clock(last))]
    if first:
        return [tr("from {time} on").format(time=clock(first))]
    return [tr("before {time}").format(time=clock(last))] if last else []


def _days(when: When) -> list[str]:
    if when.first_day and when.last_day:
        return [
            tr("from {first} to {last}").format(
                first=fmt.day(when.first_day), last=fmt.day(when.last_day)
            )
        ]
    if when.first_day:
        return [tr("from {day} on").format(day=fmt.day(when.first_day))]
    return [tr("until {day}").format(day=fmt.day(when.last_day))] if when.last_day else []


def _tier_part(rule: Rule) -> list[str]:
    if rule.tier_percent and rule.per not in (Per.MONEY, Per.TIMES):
        return [tr("more in higher tiers")]
    if rule.tier_percent is False and rule.per == Per.MONEY:
        return [tr("the same in every tier")]
    return []


def _caps(rule: Rule) -> list[str]:
    def much(cap: int) -> str:
        return fmt.amount_with_unit(cap) if rule.gives == Gives.WALLET else points_words(cap)

    found = []
    if rule.cap_sale is not None:
        found.append(tr("at most {n} on a purchase").format(n=much(rule.cap_sale)))
    if rule.cap_day is not None:
        found.append(tr("at most {n} a day").format(n=much(rule.cap_day)))
    if rule.cap_member is not None:
        found.append(tr("at most {n} ever").format(n=much(rule.cap_member)))
    if rule.once:
        found.append(tr("once for each member"))
    return found


def _rounding(rule: Rule) -> list[str]:
    if rule.rounding == Rounding.UP:
        return [tr("fractions rounded up")]
    return [tr("halves rounded up")] if rule.rounding == Rounding.HALF_UP else []


def lot_sentence(terms: LotTerms) -> str:
    """Return how long points of these terms can be used."""
    is_jalali = terms.calendar == "jalali"
    match terms.expires:
        case Expiry.DAYS:
            text = trn("usable for {n} day", "usable for {n} days", terms.days).format(
                n=fmt.number(terms.days)
            )
        case Expiry.MONTH_END if not terms.months:
            text = tr("usable until the end of the month")
        case Expiry.MONTH_END:
            text = trn(
                "usable until the end of the month, {n} month later",
                "usable until the end of the month, {n} months later", terms.months,
            ).format(n=fmt.number(terms.months))  # fmt: skip
        case Expiry.YEAR_END if not terms.years:
            text = (
                tr("usable until the end of the Jalali year")
                if is_jalali
                else tr("usable until the end of the Gregorian year")
            )
        case Expiry.YEAR_END:
            text = tr("usable until the end of the year, {n} years later").format(
                n=fmt.number(terms.years)
            )
        case Expiry.IDLE:
            text = trn(
                "usable until {n} month without a purchase",
                "usable until {n} months without a purchase", terms.months,
            ).format(n=fmt.number(terms.months))  # fmt: skip
        case _:
            text = tr("usable for ever")
    if not terms.pending_days:
        return text
    wait = trn("after {n} day", "after {n} days", terms.pending_days)
    return joined([text, wait.format(n=fmt.number(terms.pending_days))])


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


def quoted(name: str) -> str:
    """Return a name in quotation marks, whatever direction it is written in."""
    return f"«{isolate(name)}»"


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
