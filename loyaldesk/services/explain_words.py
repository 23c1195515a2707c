"""The sentences of an explanation: what each rule counted, rounded, capped, or why it did not."""

from collections.abc import Callable
from datetime import date, time
from fractions import Fraction

from loyaldesk.domain.basket import PIECE, LineKind
from loyaldesk.domain.conditions import OCCASIONS, WEEKDAYS, When
from loyaldesk.domain.explained import Row, Tone
from loyaldesk.domain.explanation import SheetDiscount, SheetLeftOut, SheetStep
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Gives, Per, Rounding
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import WEEKDAYS_EN, WEEKDAYS_FA
from loyaldesk.kernel.look import look
from loyaldesk.kernel.money import in_unit
from loyaldesk.kernel.persian import isolate


def points_words(points: int) -> str:
    """Return so many points in words: ``12 points``."""
    return trn("{n} point", "{n} points", abs(points)).format(n=fmt.number(points))


def exact(value: Fraction) -> str:
    """Return a fraction with at most three decimals; ``≈`` says that more follow."""
    thousandths, rest = divmod(abs(value.numerator) * 1000, value.denominator)
    places = len(f"{thousandths % 1000:03}".rstrip("0"))
    text = fmt.decimal((-1 if value < 0 else 1) * thousandths / 1000, 3 if rest else places)
    return f"≈ {text}" if rest else text


def pieces(quantity: int) -> str:
    """Return thousandths of pieces as people read them: ``1.25``."""
    whole, part = divmod(quantity, PIECE)
    if not part:
        return fmt.number(whole)
    return fmt.decimal(quantity / PIECE, len(f"{part:03}".rstrip("0")))


def quantity_text(quantity: int) -> str:
    """Return what was bought of a line; one piece is not worth a figure."""
    return "" if quantity == PIECE else pieces(quantity)


def step_row(step: SheetStep, tier_name: str, rules: Programme) -> Row:
    """Return what one rule did, sentence by sentence."""
    name = isolate(step.name(look().language) or step.rule)
    if step.why and not step.points and step.why not in ("cap", "too little"):
        return Row(name, (_refusal(step, rules),), "", Tone.NOTHING)
    texts = [*_reckoning(step, tier_name), *_cap(step)]
    if step.why == "too little":
        texts.append(tr("Too little for one point."))
    if step.stopped:
        texts.append(tr("The list stops here: the rules after this one are not looked at."))
    figure = (
        fmt.signed(step.points)
        if step.gives == Gives.POINTS
        else f"{fmt.signed(in_unit(step.points, look().unit))} {fmt.unit_name()}"
    )
    tone = Tone.GIVES if step.points > 0 else Tone.TAKES if step.points < 0 else Tone.NOTHING
    return Row(name, tuple(texts), figure, tone)


def _reckoning(step: SheetStep, tier_name: str) -> list[str]:
    if step.per == Per.TIMES:
        return [_multiplied(step)]
    value = Fraction(step.numerator, step.denominator)
    percent = step.tier_percent
    plain = value * 100 / percent if percent else Fraction(0)
    wallet = step.gives == Gives.WALLET
    texts = [_counted(step, plain)]
    if percent != 100:
        texts.append(
            tr("{tier} {percent}: {more} instead of {plain}").format(
                tier=isolate(tier_name), percent=fmt.percent(percent / 100),
                more=_in_look(value, wallet=wallet), plain=_in_look(plain, wallet=wallet),
            )
        )  # fmt: skip
    whole = step.points if step.capped_from is None else step.capped_from
    if value.denominator != 1 or value != whole:
        texts.append(_rounded(step, whole))
    return texts


def _counted(step: SheetStep, plain: Fraction) -> str:
    wallet = step.gives == Gives.WALLET
    each = fmt.amount(step.each_points) if wallet else fmt.number(step.each_points)
    if step.per == Per.MONEY:
        if step.whole_steps:
            return tr("{base}: {steps} whole steps of {rial}, {each} for each = {exact}").format(
                base=fmt.amount_with_unit(step.base_rial),
                steps=fmt.number(step.base_rial // max(step.each_rial, 1)),
                rial=fmt.amount(step.each_rial), each=each,
                exact=_in_look(plain, wallet=wallet),
            )  # fmt: skip
        if step.each_points == 1 and not wallet:
            text = tr("{base} ÷ {rial} = {exact}")
        else:
            text = tr("{base} ÷ {rial} × {each} = {exact}")
        return text.format(
            base=fmt.amount_with_unit(step.base_rial), rial=fmt.amount(step.each_rial), each=each,
            exact=_in_look(plain, wallet=wallet),
        )  # fmt: skip
    if step.per == Per.UNIT:
        return tr("{pieces} pieces × {each} = {exact}").format(
            pieces=pieces(step.quantity), each=each, exact=_in_look(plain, wallet=wallet)
        )
    if step.per == Per.VISIT:
        return tr("{each} for the first visit of the day").format(each=each)
    return tr("{each} for the receipt").format(each=each)


def _in_look(value: Fraction, *, wallet: bool) -> str:
    return exact(value / 10) if wallet and look().unit == "toman" else exact(value)


def _multiplied(step: SheetStep) -> str:
    percent = fmt.percent(step.percent / 100)
    n = abs(step.points if step.capped_from is None else step.capped_from)
    if step.points < 0:
        return tr("The points so far on these goods × {percent}: {points} fewer").format(
            percent=percent, points=fmt.number(n)
        )
    return tr("The points so far on these goods × {percent}: {points} more").format(
        percent=percent, points=fmt.number(n)
    )


def _rounded(step: SheetStep, whole: int) -> str:
    each_line = step.round_each == "line"
    texts = {
        (Rounding.DOWN, False): tr("rounded down to {whole}"),
        (Rounding.HALF_UP, False): tr("rounded to the nearest: {whole}"),
        (Rounding.UP, False): tr("rounded up to {whole}"),
        (Rounding.DOWN, True): tr("each line rounded down: {whole}"),
        (Rounding.HALF_UP, True): tr("each line rounded to the nearest: {whole}"),
        (Rounding.UP, True): tr("each line rounded up: {whole}"),
    }
    text = texts[Rounding(step.rounding), each_line]
    shown = fmt.amount(whole) if step.gives == Gives.WALLET else fmt.number(whole)
    return text.format(whole=shown)


def _cap(step: SheetStep) -> list[str]:
    if step.capped_from is None:
        return []
    number = fmt.amount if step.gives == Gives.WALLET else fmt.number
    part = {"given": number(step.points), "wanted": number(step.capped_from)}
    # Several caps may stand; the one that held is the one that leaves exactly what was given.
    if step.cap_sale is not None and step.cap_sale == step.points:
        text = tr("At most {cap} on one receipt: {given} of {wanted}")
        return [text.format(cap=number(step.cap_sale), **part)]
    if step.cap_day is not None:
        before = step.cap_day - step.points
        if before <= 0:
            text = tr("At most {cap} a day: {given} of {wanted}")
        else:
            text = tr("At most {cap} a day, {before} given before: {given} of {wanted}")
        return [text.format(cap=number(step.cap_day), before=number(before), **part)]
    cap = step.cap_member if step.cap_member is not None else step.points
    text = tr("At most {cap} for one member ever: {given} of {wanted}")
    return [text.format(cap=number(cap), **part)]


def _refusal(step: SheetStep, rules: Programme) -> str:
    return tr("Nothing: {why}").format(why=refusal_words(step.why, step.when, rules))


def refusal_words(why: str, when: When, rules: Programme) -> str:
    """Return why a rule or reward did not hold, naming what it asks for where that is known."""
    sentences: dict[str, Callable[[], str]] = {
        "not yet": lambda: _dated(tr("only from {day} on"), when.first_day, tr("not yet in force")),
        "over": lambda: _dated(tr("only until {day}"), when.last_day, tr("it is over")),
        "code": lambda: tr("it needs its code"),
        "tier": lambda: _listed(
            tr("only for {names}"),
            [rules.tier(code).name(look().language) for code in when.tiers],
            tr("not for this tier"),
        ),
        "weekday": lambda: _listed(
            tr("only on {names}"), _days(when.weekdays), tr("not on this day of the week")
        ),
        "hour": lambda: _hours(when),
        "occasion": lambda: _listed(
            tr("only at {names}"), [_occasion(name) for name in when.occasions],
            tr("not on this day"),
        ),
        "not first": lambda: tr("only with the first purchase"),
        "tag": lambda: _listed(
            tr("only for members labelled {names}"), [isolate(tag) for tag in when.tags],
            tr("not for this member"),
        ),
        "no goods": lambda: tr("none of its goods was bought"),
        "minimum": lambda: (
            tr("only from {amount} on").format(amount=fmt.amount_with_unit(when.minimum_rial))
            if when.minimum_rial
            else tr("too little was bought")
        ),
        "quantity": lambda: (
            tr("only from {pieces} pieces on").format(pieces=pieces(when.minimum_quantity))
            if when.minimum_quantity
            else tr("too few pieces were bought")
        ),
        "visit counted": lambda: tr("the visit of this day was counted before"),
        "once": lambda: tr("it is given once in a lifetime, and was given before"),
        "nothing to multiply": lambda: tr("no rule before it gave points on these goods"),
        "uses": lambda: tr("it was taken as often as it may be"),
        "member uses": lambda: tr("this member took it as often as one may"),
        "nothing": lambda: tr("it would take nothing off"),
    }  # fmt: skip
    found = sentences.get(why)
    return found() if found else isolate(why)


def _dated(text: str, day: date | None, otherwise: str) -> str:
    return text.format(day=fmt.day(day)) if day else otherwise


def _listed(text: str, names: list[str], otherwise: str) -> str:
    if not names:
        return otherwise
    between = "، " if look().language == "fa" else ", "
    return text.format(names=between.join(names))


def _days(codes: tuple[str, ...]) -> list[str]:
    names = WEEKDAYS_FA if look().language == "fa" else WEEKDAYS_EN
    return [names[WEEKDAYS.index(code)] for code in codes if code in WEEKDAYS]


def _hours(when: When) -> str:
    if when.from_time is None and when.until_time is None:
        return tr("not at this hour")
    return tr("only from {first} to {last}").format(
        first=fmt.digits(f"{when.from_time or time.min:%H:%M}"),
        last=fmt.digits(f"{when.until_time:%H:%M}" if when.until_time else "24:00"),
    )


def _occasion(name: str) -> str:
    names = {
        "birthday": tr("the birthday"), "birthday_week": tr("the week of the birthday"),
        "wedding": tr("the wedding day"), "wedding_week": tr("the week of the wedding day"),
        "nowruz": tr("Nowruz"), "yalda": tr("Yalda"), "sepandarmaz": tr("Sepandarmazgan"),
        "mehregan": tr("Mehregan"), "esfand": tr("Esfand"),
    }  # fmt: skip
    known = names.get(name) if name in OCCASIONS or name in names else None
    return known or fmt.code(name.replace("..", " – "))


def discount_row(taken: SheetDiscount) -> Row:
    """Return a reward that was taken."""
    texts = [source_words(taken.source, taken.typed)]
    if taken.points:
        texts.append(tr("It cost {points}.").format(points=points_words(taken.points)))
    if taken.free:
        texts += [
            tr("{pieces} of {product} free").format(pieces=pieces(n), product=isolate(product))
            for product, n in taken.free
        ]
    if taken.is_gift:
        texts.append(tr("A gift to be handed out."))
    figure = fmt.amount_with_unit(-taken.rial) if taken.rial else ""
    return Row(isolate(taken.name(look().language)), tuple(texts), figure, Tone.GIVES)


def left_out_row(missed: SheetLeftOut, names: dict[str, str], rules: Programme) -> Row:
    """Return a reward that was not taken, with the reason."""
    if missed.why == "not stackable":
        if missed.beaten_by:
            why = tr("it cannot stand beside «{name}», which is worth more").format(
                name=names.get(missed.beaten_by, missed.beaten_by)
            )
        else:
            why = tr("it cannot stand beside another reward")
    else:
        found = rules.reward(missed.reward)
        why = refusal_words(missed.why, found.when if found else When(), rules)
    text = tr("Not taken: {why}").format(why=why)
    return Row(isolate(missed.name(look().language)), (text,), "", Tone.NOTHING)


def source_words(source: str, typed: str) -> str:
    """Return where a reward came from."""
    if source == "code":
        return tr("By the code {code}").format(code=isolate(typed))
    names = {
        "offer": tr("By itself, because all it asks for was there"),
        "voucher": tr("By voucher"), "points": tr("Taken with points"),
    }  # fmt: skip
    return names.get(source, source)


def line_name(name: str, kind: str) -> str:
    """Return how a line is called."""
    if name:
        return isolate(name)
    names = {
        LineKind.DELIVERY: tr("Delivery"), LineKind.GIFT_CARD: tr("Gift card sold"),
        LineKind.TOP_UP: tr("Wallet topped up"),
    }  # fmt: skip
    return names.get(LineKind(kind), tr("Purchase"))
