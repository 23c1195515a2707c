"""Earning rules of a programme, each as one sentence a shopkeeper would say."""

from collections.abc import Iterable, Sequence
from datetime import time

from loyaldesk.domain.basket import LineKind
from loyaldesk.domain.conditions import WEEKDAYS, Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import (
    Expiry,
    Gives,
    LotTerms,
    Per,
    Rounding,
    Rule,
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


def quoted(name: str) -> str:
    """Return a name in quotation marks, whatever direction it is written in."""
    return f"«{isolate(name)}»"
