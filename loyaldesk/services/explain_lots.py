"""Lots and entries in words: out of which lot points went, where it came from, when it ends."""

from collections.abc import Sequence
from datetime import date

from loyaldesk.domain.explained import Row, Tone
from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import complaint_words
from loyaldesk.services.explain_words import points_words
from loyaldesk.store.queries.explaining import EntryFacts, LotFacts


def origin(lot: LotFacts, rules: Programme) -> str:
    """Return where a lot came from: a receipt, a bonus, a correction, another member."""
    if lot.kind == EntryKind.EARN and lot.receipt is not None:
        return tr("Receipt {receipt}").format(receipt=fmt.code(str(lot.receipt)))
    if lot.kind == EntryKind.RETURN and lot.receipt is not None:
        return tr("Given back with receipt {receipt}").format(receipt=fmt.code(str(lot.receipt)))
    if lot.kind == EntryKind.TRANSFER:
        return merge_or_transfer(lot.reason)
    if lot.rule:
        return tr("Bonus «{name}»").format(name=isolate(rule_name(lot.rule, rules)))
    by_hand = {"opening": tr("Opening balance"), "compensation": tr("Compensation")}
    usual = tr("Correction") if lot.kind == EntryKind.ADJUST else tr("Earned")
    return by_hand.get(lot.reason, usual)


def merge_or_transfer(reason: str) -> str:
    """Return how points came from or went to another member."""
    if reason == "merge":
        return tr("Merge of two records")
    return tr("Transfer between members")


def rule_name(code: str, rules: Programme) -> str:
    """Return how a rule or bonus is called now; one that is no more keeps its code."""
    names = {bonus.code: bonus.name(look().language) for bonus in rules.bonuses}
    names |= {rule.code: rule.name(look().language) for rule in rules.rules}
    return names.get(code, code)


def until(expires_on: date | None, idle_months: int | None = None) -> str:
    """Return until when points are good."""
    if expires_on is None:
        return tr("they do not end")
    text = tr("good until the end of {day}").format(day=fmt.day(expires_on))
    if idle_months:
        text += tr("; every purchase carries that day on to {months} months after it").format(
            months=fmt.number(idle_months)
        )
    return text


def lot_sentence(lot: LotFacts) -> str:
    """Return what a lot is: its day, and until when it is good."""
    return tr("Lot of {day}, {until}").format(
        day=fmt.day(lot.earned_on), until=until(lot.expires_on, lot.idle_months)
    )


def made_row(lot: LotFacts, was_on: date | None, today: date, *, changed: bool) -> Row:
    """Return a lot that was made: from when, until when, and what became of it."""
    texts = []
    if lot.usable_from > lot.earned_on:
        texts.append(tr("Can be spent from {day} on").format(day=fmt.day(lot.usable_from)))
    else:
        texts.append(tr("Can be spent at once"))
    texts.append(until(lot.expires_on, lot.idle_months))
    if changed:
        before = fmt.day(was_on) if was_on else tr("no last day")
        texts.append(tr("The owner moved that day; it was {day}").format(day=before))
    if lot.part:
        texts.append(tr("{points} of them settled a debt at once").format(
            points=fmt.number(lot.part)
        ))  # fmt: skip
    texts.append(_state(lot, today))
    name = tr("Lot of {day}").format(day=fmt.day(lot.earned_on))
    return Row(name, tuple(texts), fmt.signed(lot.points), Tone.GIVES)


def _state(lot: LotFacts, today: date) -> str:
    if not lot.left:
        return tr("today nothing is left of it")
    if lot.usable_from > today:
        return tr("today {left} wait in it").format(left=points_words(lot.left))
    return tr("today {left} are left in it").format(left=points_words(lot.left))


def taken_rows(entry: EntryFacts, lots: Sequence[LotFacts], rules: Programme) -> list[Row]:
    """Return out of which lots an entry took, or into which it gave back."""
    rows = [
        Row(
            origin(lot, rules), (lot_sentence(lot),), fmt.signed(-lot.part),
            Tone.TAKES if lot.part > 0 else Tone.GIVES,
        )
        for lot in lots
    ]  # fmt: skip
    missing = abs(entry.points) - sum(abs(lot.part) for lot in lots)
    if missing > 0 and entry.points < 0:
        rows.append(
            Row(
                tr("Debt"),
                (tr("No lot held these any more: the next points settle them first"),),
                fmt.signed(-missing), Tone.TAKES,
            )
        )  # fmt: skip
    return rows


def entry_title(entry: EntryFacts) -> str:
    """Return what an entry is called."""
    if entry.kind == EntryKind.TRANSFER:
        return merge_or_transfer(entry.reason)
    names = {
        EntryKind.EARN: tr("Points earned"), EntryKind.SPEND: tr("Points spent"),
        EntryKind.EXPIRE: tr("Points ended"), EntryKind.RETURN: tr("Goods returned"),
        EntryKind.REVERSE: tr("Reversal"),
    }  # fmt: skip
    if entry.kind in names:
        return names[EntryKind(entry.kind)]
    if entry.rule:
        return tr("Bonus")
    if entry.reason == "compensation":
        return complaint_words.entry_words(entry.reason_text)
    return tr("Opening balance") if entry.reason == "opening" else tr("Correction")


def entry_headline(entry: EntryFacts, lots: Sequence[LotFacts], rules: Programme) -> str:
    """Return in one sentence why an entry was booked."""
    n = points_words(abs(entry.points))
    if entry.kind == EntryKind.EXPIRE:
        return _ended(entry, lots, n)
    if entry.kind == EntryKind.ADJUST:
        return _adjusted(entry, rules, n)
    with_receipt = entry.receipt is not None
    takes = entry.points < 0
    texts = {
        (EntryKind.SPEND, True): (
            tr("{points} paid a part of receipt {receipt}.")
            if with_receipt
            else tr("{points} were used on {day}.")
        ),
        (EntryKind.EARN, False): tr("{points} were earned with receipt {receipt}."),
        (EntryKind.RETURN, True): tr(
            "Goods came back: the {points} they had earned went with them."
        ),
        (EntryKind.RETURN, False): tr(
            "Goods came back: {points} that had paid for them came back too."
        ),
        (EntryKind.REVERSE, True): tr("What had given {points} was taken back."),
        (EntryKind.REVERSE, False): tr("What had taken {points} was taken back."),
        (EntryKind.TRANSFER, True): tr("{points} went to another member."),
        (EntryKind.TRANSFER, False): tr("{points} came from another member."),
    }
    return texts[EntryKind(entry.kind), takes].format(
        points=n, day=fmt.day(entry.on_day),
        receipt=fmt.code(str(entry.receipt)) if with_receipt else "\u2013",
    )  # fmt: skip


def _adjusted(entry: EntryFacts, rules: Programme, points: str) -> str:
    if entry.rule:
        return tr("{points} were given by the bonus «{name}».").format(
            points=points, name=isolate(rule_name(entry.rule, rules))
        )
    if entry.reason == "opening":
        return tr("{points} were brought from an older system.").format(points=points)
    if entry.reason == "compensation":
        return tr("{points} were given: {reason}.").format(
            points=points, reason=complaint_words.entry_words(entry.reason_text)
        )
    text = (
        tr("{points} were added by hand: {reason}")
        if entry.points > 0
        else tr("{points} were taken off by hand: {reason}")
    )
    return text.format(points=points, reason=isolate(entry.reason_text or entry.reason))


def _ended(entry: EntryFacts, lots: Sequence[LotFacts], points: str) -> str:
    lot = next(iter(lots), None)
    if lot is None or lot.expires_on is None:
        return tr("{points} ended on {day}.").format(points=points, day=fmt.day(entry.on_day))
    if lot.points > abs(entry.points):
        text = tr(
            "{points} ended: their last day was {day}. The others of the {all} points of that lot"
            " had been used before."
        )
    else:
        text = tr("{points} ended: their last day was {day}.")
    return text.format(points=points, day=fmt.day(lot.expires_on), all=fmt.number(lot.points))
