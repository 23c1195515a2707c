"""Trying the rules out: what a purchase would earn by the rules on view, step by step."""

from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain import discounts
from loyaldesk.domain.basket import Line, one_line
from loyaldesk.domain.conditions import Facts
from loyaldesk.domain.explained import Row, Tone
from loyaldesk.domain.explanation import sale_sheet
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.quoting import Cover, Quote, quote
from loyaldesk.domain.rewards import Take
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import clean, code_key, fold
from loyaldesk.services.explain_words import discount_row, points_words, step_row
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, lead, muted, number
from loyaldesk.ui.kit.layout import XS, Card, S, box, column, hairline, put, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.toggles import CheckBox, Segments
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.bench_lines import BenchLines

FIRST_SALE = 12_500_000
AMOUNT, LINES = "amount", "lines"
NOON = time(12)


class TestBench(Card):
    """A purchase, a member, a moment, and what would come of it.

    Args:
        today: The shop's day.
    """

    __test__ = False  # pytest takes classes called Test... for its own

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(title=tr("Try it out"))
        self._today = today
        self._rules: Programme | None = None
        self.kind: Segments[str] = Segments(
            [(tr("An amount"), AMOUNT), (tr("Several goods"), LINES)], tr("What is bought")
        )
        self.amount, self.lines = AmountEdit(), BenchLines()
        self.amount.set_amount(FIRST_SALE)
        self.tier: Choice[str] = Choice(name=tr("Tier"))
        self.more = quiet_button(tr("Day, hour, code…"), icon_name="adjustments")
        self.more.setCheckable(True)
        self.day = DateEdit(today, name=tr("Day"))
        self.hour = e.hour("hour", tr("Hour"))
        self.code = QLineEdit()
        self.code.setMaxLength(60)
        lead(self.code)
        self.is_first = CheckBox(tr("It is the first purchase"))
        self.is_birthday = CheckBox(tr("It is the birthday"))
        self.points = number("", "big")
        self.sentence = muted("", wrap=True)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(S)
        self._shown: list[QWidget] = []
        self.rehearse = button(tr("Try it on the last 12 months…"), icon_name="history")
        self._lay_out()
        for signal in (
            self.amount.changed, self.lines.changed, self.tier.currentIndexChanged,
            self.day.day_changed, *self.hour.signals, self.code.textChanged,
            self.is_first.toggled, self.is_birthday.toggled,
        ):  # fmt: skip
            signal.connect(self._tell)
        self.kind.chosen.connect(self._on_kind)
        self.more.toggled.connect(self._more_box.setVisible)

    def show_rules(self, rules: Programme | None) -> None:
        """Reckon by *rules*; None while they cannot be used."""
        self._rules = rules
        if rules is not None:
            options = [(tier.name(look().language), tier.code) for tier in rules.tiers]
            before = self.tier.value()
            self.tier.set_options(options)
            if before is None and len(options) > 2:
                self.tier.set_value(options[2][1])
        self._tell()

    def steps(self) -> list[str]:
        """Return what is said of each rule and reward, for those who cannot see."""
        return [each.accessibleName() for each in self._shown]

    def _lay_out(self) -> None:
        unit = fmt.unit_name()
        self._amount_field = Field(tr("A sale of ({unit})").format(unit=unit), self.amount)
        hour = self.hour.shown
        hour.setFixedWidth(84)
        self._more_box = box(
            column(
                row(Field(tr("Day"), self.day), hour),
                Field(tr("Codes that are told"), self.code), self.is_first, self.is_birthday,
            )
        )  # fmt: skip
        self._more_box.hide()
        self.lines.hide()
        put(
            self.body, self.kind, self._amount_field, self.lines,
            Field(tr("by a member in the tier"), self.tier), row(self.more, None), self._more_box,
            hairline(), self.points, self.sentence, self._steps, None, self.rehearse,
        )  # fmt: skip

    def _on_kind(self) -> None:
        self._amount_field.setVisible(self.kind.value() == AMOUNT)
        self.lines.setVisible(self.kind.value() == LINES)
        self._tell()

    def _basket(self) -> tuple[Line, ...]:
        if self.kind.value() == LINES:
            return self.lines.lines()
        amount = self.amount.amount_rial()
        return one_line(amount) if amount is not None else ()

    def _facts(self, tier: str) -> Facts:
        day = self.day.day() or self._today()
        codes = [clean(part) for part in self.code.text().replace("،", ",").split(",")]
        return Facts(
            datetime.combine(day, self.hour.read() or NOON), tier,
            has_bought=not self.is_first.isChecked(),
            birthday=day if self.is_birthday.isChecked() else None,
            codes=frozenset(key for code in codes for key in (code_key(code), fold(code)) if key),
        )  # fmt: skip

    def _tell(self, *_given: object) -> None:
        rules, basket, tier = self._rules, self._basket(), self.tier.value()
        self._clear()
        if rules is None or not basket or tier is None:
            self.points.setText("\u2013")
            self.sentence.setText(
                tr("Type an amount to see what it earns.")
                if rules is not None
                else tr("These rules are not complete yet.")
            )
            return
        facts = self._facts(tier)
        found = quoted_by(rules, basket, facts)
        earned = found.earned
        self.points.setText(points_words(earned.points))
        self.sentence.setText(self._worth(rules, found, facts.day))
        tier_ = rules.tier(tier)
        sheet = sale_sheet(
            rules, found.money, facts, earned, discounts=found.applied.discounts,
            left_out=found.applied.left_out, tier=tier_,
        )  # fmt: skip
        name = tier_.name(look().language)
        said = [discount_row(taken) for taken in sheet.discounts]
        said += [step_row(step, name, rules) for step in sheet.steps]
        self._shown = [_step(one) for one in said]
        for each in self._shown:
            self._steps.addWidget(each)

    def _clear(self) -> None:
        for gone in self._shown:
            self._steps.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._shown = []

    def _worth(self, rules: Programme, found: Quote, day: date) -> str:
        earned = found.earned
        said = []
        if found.reward_rial:
            money = fmt.amount_with_unit(found.reward_rial)
            said.append(tr("{amount} less to pay.").format(amount=money))
        if earned.points:
            money = fmt.amount_with_unit(rules.worth_rial(earned.points))
            said.append(tr("They are worth {amount}.").format(amount=money))
        if earned.wallet_rial:
            money = fmt.amount_with_unit(earned.wallet_rial)
            said.append(tr("{amount} go into the wallet.").format(amount=money))
        if len(earned.lots) == 1:
            said.append(_until(earned.lots[0][0].last_day(day)))
        else:
            said += [
                f"{points_words(points)}: {_until(terms.last_day(day))}"
                for terms, points in earned.lots
            ]
        if rules.ends_on is not None and day > rules.ends_on:
            said.append(tr("The programme is over on that day."))
        return " ".join(said)


def _until(last: date | None) -> str:
    if last is None:
        return tr("They can be used for ever.")
    return tr("Earned today, they can be used until {day}, that day included.").format(
        day=fmt.long_day(last)
    )


def quoted_by(rules: Programme, basket: tuple[Line, ...], facts: Facts) -> Quote:
    """Return a basket reckoned with the offers and codes of the programme."""
    wanted = [
        discounts.Wanted(reward, reward.take, typed=reward.discount_code)
        for reward in rules.rewards
        if reward.is_on
        and (
            reward.take == Take.OFFER
            or (reward.take == Take.CODE and code_key(reward.discount_code) in facts.codes)
        )
    ]
    none = (0,) * len(basket)
    applied = discounts.best(basket, none, wanted, facts)
    return quote(rules, basket, none, applied, Cover(), facts)


_ROLES = {Tone.GIVES: "label", Tone.TAKES: "error", Tone.NOTHING: "muted", Tone.PLAIN: "muted"}


def _step(said: Row) -> QWidget:
    name = Label(said.name, _ROLES[said.tone], wrap=True)
    figure = Label(said.figure, _ROLES[said.tone])
    head = row(name, figure)
    head.setStretch(0, 1)
    head.setAlignment(figure, Qt.AlignmentFlag.AlignTop)
    made = box(column(head, Label("\n".join(said.texts), "caption", wrap=True), spacing=XS))
    made.setAccessibleName(" ".join([said.name, said.figure, *said.texts]))
    return made
