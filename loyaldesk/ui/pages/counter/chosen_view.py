"""What pays and what is taken off, line by line with a cross each, and what is left to pay."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.domain.discounts import LeftOut
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.quoting import Quote
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import code_key, isolate, ltr
from loyaldesk.services.reward_words import left_out_words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.labels import ElidedLabel, Label, trailing
from loyaldesk.ui.kit.layout import M, S, hairline, row
from loyaldesk.ui.pages.counter.minus import taken_off
from loyaldesk.ui.pages.counter.reckoning import Reckoning


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line: ``field`` and ``code`` say what the cross takes out; no field: it cannot be."""

    name: str
    amount: str
    field: str = ""
    code: str = ""


class ChosenView(QWidget):
    """The lines under the amount; hidden while there is nothing besides the amount."""

    removed = Signal(str, str)  # the field of the basket, the code in it

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[QWidget] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.said: list[Chosen] = []
        self.to_pay = Label("", "h2")
        self._to_pay_name = Label(tr("To pay"), "label")
        self.left_out = Note("", "plain", icon_name="discount")
        foot = row(self._to_pay_name, None, self.to_pay, spacing=M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(self._lines)
        layout.addWidget(hairline())
        layout.addLayout(foot)
        layout.addWidget(self.left_out)

    def show_choices(self, reckoned: Reckoning, rules: Programme, back_rial: int = 0) -> None:
        """Show what is taken and what is left out; *back_rial* came back with goods."""
        self.said = lines_of(reckoned, back_rial)
        for old in self._shown:
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = [self._line(each) for each in self.said]
        for each in self._shown:
            self._lines.addWidget(each)
        rest = reckoned.seen.to_pay_rial - back_rial
        self._to_pay_name.setText(tr("To pay") if rest >= 0 else tr("To give back"))
        self.to_pay.setText(fmt.amount_with_unit(abs(rest)))
        told = _told(reckoned, rules)
        self.left_out.say("\n".join(told), "plain")
        self.left_out.setVisible(bool(told))
        self.setVisible(bool(self.said or told))

    def _line(self, chosen: Chosen) -> QWidget:
        name = ElidedLabel(chosen.name)
        amount = Label(chosen.amount, "label")
        amount.setAlignment(trailing())
        amount.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        made = QWidget()
        cells = row(name, amount, spacing=S)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setStretch(0, 1)
        if chosen.field:
            cross = icon_button("x", tr("Do not use: {name}").format(name=chosen.name))
            cross.clicked.connect(lambda: self.removed.emit(chosen.field, chosen.code))
            cells.addWidget(cross)
        made.setLayout(cells)
        made.setMinimumHeight(40)
        return made


def lines_of(reckoned: Reckoning, back_rial: int = 0) -> list[Chosen]:
    """Return the lines: discounts by name, what pays, and choices that do nothing now."""
    found: list[Chosen] = []
    quote = reckoned.seen.quote
    if quote is None:
        return found
    for discount in quote.applied.discounts:
        name = isolate(discount.name_fa if look().language == "fa" else discount.name_en)
        if discount.points:
            name = tr("{name} for {n} points").format(name=name, n=fmt.number(discount.points))
        amount = taken_off(discount.rial) if discount.rial else tr("gift")
        field, code = _origin(discount.source, discount.reward, discount.typed)
        found.append(Chosen(name, amount, field, code))
    found += _silent_codes(reckoned)
    if quote.cover.points:
        name = tr("{points} points").format(points=fmt.number(quote.cover.points))
        found.append(Chosen(name, taken_off(quote.paid_rial), "pay_points"))
    found += _tenders(reckoned)
    if back_rial:
        found.append(Chosen(tr("Goods that came back"), taken_off(back_rial)))
    return found


def _tenders(reckoned: Reckoning) -> list[Chosen]:
    found, quote = [], reckoned.seen.quote
    cards = reckoned.basket.gift_cards
    if quote is None:
        return []
    for number, code in enumerate(cards):
        amount = taken_off(quote.cover.gift_card_rial) if not number else ""
        found.append(Chosen(tr("Gift card {code}").format(code=ltr(code)), amount, "gift_cards",
                            code))  # fmt: skip
    if reckoned.basket.uses_wallet:
        found.append(Chosen(tr("Wallet"), taken_off(quote.cover.wallet_rial), "uses_wallet"))
    return found


def _silent_codes(reckoned: Reckoning) -> list[Chosen]:
    """Return codes that take nothing off by themselves: a rule may ask for them."""
    quote = reckoned.seen.quote
    if quote is None:
        return []
    told = {code_key(one.typed) for one in quote.applied.discounts}
    told |= {code_key(one.typed) for one in quote.applied.left_out}
    return [
        Chosen(tr("Code {code}").format(code=ltr(code)), "", "codes", code)
        for code in reckoned.basket.codes
        if code_key(code) not in told
    ]


def _origin(source: str, reward: str, typed: str) -> tuple[str, str]:
    """Return which field of the basket a discount comes from; an offer comes by itself."""
    if source == "points":
        return "rewards", reward
    return ("codes", typed) if typed else ("", "")


def _told(reckoned: Reckoning, rules: Programme) -> list[str]:
    """Return what was asked for and is not given, and offers that nearly hold."""
    told = [refused.why for refused in reckoned.refused]
    quote = reckoned.seen.quote
    left_out = quote.applied.left_out if quote else ()
    return told + [
        left_out_words(left, rules)
        for left in left_out
        if left.source != "offer" or _is_near(left, rules, quote)
    ]


def _is_near(left: LeftOut, rules: Programme, quote: Quote | None) -> bool:
    """Return whether an offer is news at the counter: one for another day or tier is none."""
    reward = rules.reward(left.reward)
    if left.why != "minimum" or reward is None or quote is None:
        return left.why in ("not stackable", "quantity")
    return 2 * quote.amount_rial >= reward.when.minimum_rial
