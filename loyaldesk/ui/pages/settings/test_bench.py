"""Trying the rules out: what a sale would earn by the rules on view."""

from collections.abc import Callable
from datetime import date, datetime, time

from loyaldesk.domain.earning import of_amount
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, muted, number
from loyaldesk.ui.kit.layout import Card, hairline, put
from loyaldesk.ui.kit.money_edit import AmountEdit

FIRST_SALE = 12_500_000


class TestBench(Card):
    """An amount, a tier, and what would come of it.

    Args:
        today: The shop's day.
    """

    __test__ = False  # pytest takes classes called Test... for its own

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(title=tr("Try it out"))
        self._today = today
        self._rules: Programme | None = None
        self.amount = AmountEdit()
        self.amount.set_amount(FIRST_SALE)
        self.tier: Choice[str] = Choice(name=tr("Tier"))
        self.points = number("", "big")
        self.sentence = muted("", wrap=True)
        self.parts = Label("", "caption", wrap=True)
        unit = fmt.unit_name()
        put(
            self.body,
            Field(tr("A sale of ({unit})").format(unit=unit), self.amount),
            Field(tr("by a member in the tier"), self.tier),
            hairline(), self.points, self.parts, self.sentence, None,
        )  # fmt: skip
        self.amount.changed.connect(self._tell)
        self.tier.currentIndexChanged.connect(self._tell)

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

    def _tell(self, *_given: object) -> None:
        rules, amount, tier = self._rules, self.amount.amount_rial(), self.tier.value()
        if rules is None or amount is None or tier is None:
            self.points.setText("\u2013")
            self.parts.hide()
            self.sentence.setText(
                tr("Type an amount to see what it earns.")
                if rules is not None
                else tr("These rules are not complete yet.")
            )
            return
        noon = datetime.combine(self._today(), time(12))
        earned = of_amount(rules, amount, tier, noon).points
        plain = min(of_amount(rules, amount, rules.tiers[0].code, noon).points, earned)
        name = isolate(rules.tier(tier).name(look().language))
        self.points.setText(tr("{points} points").format(points=fmt.number(earned)))
        self.parts.setText(
            tr("{base} at the plain rate, {more} more as {tier}").format(
                base=fmt.number(plain), more=fmt.number(earned - plain), tier=name
            )
            if earned > plain else ""
        )  # fmt: skip
        self.parts.setVisible(earned > plain)
        worth = tr("They are worth {amount}.").format(
            amount=fmt.amount_with_unit(rules.worth_rial(earned))
        )
        self.sentence.setText(f"{worth} {self._until(rules)}")

    def _until(self, rules: Programme) -> str:
        last = rules.expires_on(self._today())
        if last is None:
            return tr("They can be used for ever.")
        return tr("Earned today, they can be used until {day}, that day included.").format(
            day=fmt.long_day(last)
        )
