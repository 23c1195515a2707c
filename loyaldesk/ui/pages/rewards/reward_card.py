"""One reward as a card: what it brings, what it costs, what is left, who can take it."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import RewardKind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import reward_sentences, rule_words
from loyaldesk.services.reward_figures import RewardFigures
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.labels import IconAndWords, IconLabel, caption, chip, heading, muted
from loyaldesk.ui.kit.layout import XS, Card, M, S, column, hairline, row
from loyaldesk.ui.pages.rewards import words

BADGE = 44


class RewardCard(Card):
    """A reward with its figures; *may_restock* offers to say how many pieces there are."""

    restock_wanted = Signal(object)  # the RewardFigures

    def __init__(
        self, figures: RewardFigures, programme: Programme, today: date, *, may_restock: bool
    ) -> None:
        super().__init__(spacing=S)
        self.figures = figures
        self._programme = programme
        reward = figures.reward
        name = reward.name(look().language)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.body.addLayout(self._head(name, *words.state_of(reward, today)))
        self.body.addWidget(muted(self._brings(), wrap=True))
        self.body.addLayout(self._cost())
        self.body.addWidget(hairline())
        self.body.addWidget(IconAndWords("medal", words.tier_words(reward, programme)))
        self.body.addWidget(IconAndWords("calendar", words.valid_words(reward)))
        self.restock = quiet_button(tr("Restock…"), icon_name="plus")
        self.restock.clicked.connect(lambda: self.restock_wanted.emit(self.figures))
        if figures.stock is not None:
            self.body.addLayout(self._stock())
        if figures.stock is None or not may_restock:
            self.restock.hide()
        if figures.open_vouchers:
            text = trn("{n} open voucher", "{n} open vouchers", figures.open_vouchers)
            self.body.addWidget(
                IconAndWords("barcode", text.format(n=fmt.number(figures.open_vouchers)))
            )
        self.body.addStretch(1)
        self.able = self._able()
        if self.able is not None:
            self.body.addWidget(self.able)
        self.month = caption(self._month(), wrap=True)
        self.body.addWidget(self.month)

    def _head(self, name: str, state: str, kind: str) -> QVBoxLayout:
        title = heading(name, 2)
        title.setWordWrap(True)
        line = row(_badge(words.icon_of(self.figures.reward)), title, spacing=M)
        line.setStretch(1, 1)
        if state:
            line.addWidget(chip(state, kind), 0, Qt.AlignmentFlag.AlignTop)
        return column(line)

    def _brings(self) -> str:
        """Return what the reward brings and when, without what stands elsewhere on the card."""
        reward = self.figures.reward
        gives = (
            tr("A gift, handed over at the counter")
            if reward.kind == RewardKind.GIFT
            else reward_sentences.reward_gives(reward)
        )
        when = replace(reward.when, tiers=(), first_day=None, last_day=None)
        parts = [
            gives, *rule_words.goods_parts(reward.goods),
            *rule_words.when_parts(when, self._programme),
        ]  # fmt: skip
        return rule_words.joined(parts)

    def _cost(self) -> QVBoxLayout:
        reward = self.figures.reward
        self.cost = heading(words.cost_words(reward))
        how = caption(words.how_words(reward, self._programme), wrap=True)
        return column(self.cost, how, spacing=0)

    def _stock(self) -> QVBoxLayout:
        text, kind = words.stock_words(self.figures)
        self.stock: QWidget = chip(text, kind) if kind else IconAndWords("inbox", text)
        return column(row(self.stock, None, self.restock), spacing=XS)

    def _able(self) -> IconAndWords | None:
        count = self.figures.members
        if count is None:
            return None
        text = trn("{n} member can take it now", "{n} members can take it now", count)
        said = text.format(n=fmt.number(count)) if count else tr("No member can take it now")
        return IconAndWords("users", said, "label", "accent" if count else "muted")

    def _month(self) -> str:
        sums = self.figures
        if not (sums.uses or sums.points or sums.rial):
            return tr("Not taken this month")
        parts = [
            trn("taken once", "taken {n} times", sums.uses).format(n=fmt.number(sums.uses)),
        ]
        if sums.points:
            parts.append(tr("{n} points").format(n=fmt.number(sums.points)))
        if sums.rial:
            parts.append(fmt.amount_with_unit(sums.rial))
        return tr("This month: {what}").format(what=tr(", ").join(parts))


def _badge(icon_name: str) -> QFrame:
    """Return an icon on a soft square."""
    made = QFrame()
    made.setProperty("note", "ok")  # its soft ground
    made.setFixedSize(BADGE, BADGE)
    inside = QVBoxLayout(made)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(IconLabel(icon_name, "accent", 24), 0, Qt.AlignmentFlag.AlignCenter)
    return made
