"""Writing a complaint down: the digit of what it is about, a sentence, Ctrl+Enter."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from loyaldesk.domain.complaints import (
    CATEGORIES,
    CHANNELS,
    LEAST_SEVERITY,
    MOST_LOAD,
    MOST_SEVERITY,
    SALE_DAYS,
    ClockName,
    Clocks,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import complaint_offer, complaints, profile
from loyaldesk.services.complaint_words import category_name, clock_name, load_name, severity_name
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_words import channel_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import IconAndWords, lead
from loyaldesk.ui.kit.layout import L, M, box, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText
from loyaldesk.ui.parts.somebody import SomebodyPick

LONGEST = 2000
WIDTH = 920
SALES = 6
"""How many of the last sales are offered."""


def short_moment(desk: Desk, at: datetime) -> str:
    """Return a moment: only its hour when it is today."""
    is_today = desk.today(at) == desk.today()
    return fmt.time(at, desk.zone) if is_today else fmt.moment(at, desk.zone)


class ComplaintDialog(Dialog):
    """Asks what it is about and what was said; everything else is filled in by rule.

    Args:
        parent: The window.
        hall: Where and who.
        member_id: Who is on view; 0: looked for here, or a stranger.
        incident_id: The incident it belongs to.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, member_id: int = 0, *,
        incident_id: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("New complaint"), primary=tr("Keep the complaint"), width=WIDTH)
        self._hall, self._desk = hall, hall.desk
        self._key = f"complaint:{uuid.uuid4().hex}"
        self._incident_id = incident_id
        self.made = 0
        self.who = SomebodyPick(hall.desk, member_id, may_be_nobody=True)
        self.category: DigitChoice[str] = DigitChoice(
            [(category_name(code), code) for code in CATEGORIES], tr("What is it about?")
        )
        self.text = LongText(LONGEST)
        self.severity: DigitChoice[int] = DigitChoice(
            [(severity_name(n), n) for n in range(LEAST_SEVERITY, MOST_SEVERITY + 1)],
            tr("Severity"), columns=4,
        )  # fmt: skip
        self.load: DigitChoice[int] = DigitChoice(
            [(load_name(n), n) for n in range(MOST_LOAD + 1)], tr("Emotional load"), 4, first=0
        )
        self.load.set_value(0)
        self.stranger, self.product = QLineEdit(), QLineEdit()
        for line in (self.stranger, self.product):
            lead(line)
        self.channel: Choice[str] = Choice([(channel_name(code), code) for code in CHANNELS])
        self.sale: Choice[int] = Choice()
        self.owner: Choice[int] = Choice()
        self.told = CheckBox(tr("They were told at once that it is looked after"))
        self.dues = [IconAndWords("clock", "", "muted") for _each in ClockName]
        self.fields: dict[str, Field[Any]] = {
            "member": self.who.field,
            "who": Field(tr("Or the name of a stranger"), self.stranger),
            "category": Field(tr("What is it about?"), self.category),
            "text": Field(tr("What happened, in a sentence"), self.text),
            "severity": Field(tr("Severity"), self.severity),
            "load": Field(tr("Emotional load"), self.load),
            "channel": Field(tr("By which way"), self.channel),
            "product": Field(tr("Goods it is about"), self.product),
            "sale": Field(tr("Sale"), self.sale),
            "owner": Field(tr("Who handles it"), self.owner),
        }
        self._lay_out()
        self._listen()
        self._on_settled()

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return any(each.text().strip() for each in (self.text, self.stranger, self.product))

    def submit(self) -> None:
        """Keep the complaint, and say its number and by when it is answered."""
        try:
            done = complaints.open(self._desk, self._draft())
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.made = done.id
        self.accept()
        self._hall.toasts.show(
            tr("Complaint {number} is kept; answer by {time}.").format(
                number=fmt.number(done.number),
                time=short_moment(self._desk, done.clocks.answer_due),
            )
        )

    def _draft(self) -> ComplaintDraft:
        member_id = self.who.member_id()
        return ComplaintDraft(
            self._key, self.category.value() or "", self.text.text(), member_id,
            who="" if member_id else self.stranger.text(), severity=self.severity.value(),
            load=self.load.value() or 0, channel=self.channel.value() or "",
            sale_id=self.sale.value() or None, product=self.product.text(),
            incident_id=self._incident_id, is_acknowledged=self.told.isChecked(),
            owner_id=self.owner.value() or None,
        )  # fmt: skip

    # inside

    def _lay_out(self) -> None:
        each = self.fields
        self._dues = box(row(*self.dues, None, self.told, spacing=L))
        self.add(
            _shares((self.who, 3), (each["who"], 2)), each["category"], each["text"],
            _shares((each["severity"], 1), (each["load"], 1), spacing=L),
            _shares((each["sale"], 5), (each["product"], 2), (each["channel"], 3),
                    (each["owner"], 3)),
            self._dues,
        )  # fmt: skip
        for choice in (self.sale, self.channel, self.owner):
            choice.setMinimumContentsLength(6)
            choice.setSizeAdjustPolicy(
                Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        each["sale"].setVisible(self._desk.may(Permission.SALE_READ))
        self.primary.set_key("Ctrl+Enter")

    def _listen(self) -> None:
        self.who.settled.connect(self._on_settled)
        self.who.other.clicked.connect(self._on_settled)
        self.category.chosen.connect(self._on_category)
        self.severity.chosen.connect(lambda _value: self._offer(self.severity.value()))

    def _on_settled(self) -> None:
        """Show what is known of whom it is about, and let the keys go on."""
        is_open = self.who.is_open()
        self.fields["who"].setVisible(is_open)
        self._offer_sales()
        self._offer(None)
        first: QWidget = self.who.pick.box if is_open else self.category
        first.setFocus()
        # a field that is only just shown takes the keys once the window is laid out
        QTimer.singleShot(0, self, lambda: first.setFocus())  # noqa: PLW0108  # a slot of C++

    def _on_category(self, _code: str) -> None:
        self.fields["category"].clear_error()
        self._offer(None)
        self.text.setFocus()

    def _offer(self, severity: int | None) -> None:
        """Fill in what the rules say: severity, who handles it, the dues."""
        category = self.category.value()
        by_rule = tr("By rule")
        if category:
            try:
                found = complaint_offer.offer(
                    self._desk, category, member_id=self.who.member_id(), severity=severity
                )
            except ClubError as error:
                show_on({}, error, self)
                return
            self.severity.set_value(found.severity)
            self._show_dues(found.clocks)
            if found.owner_id is not None:
                names = dict(complaint_offer.handlers(self._desk))
                by_rule = tr("By rule: {name}").format(name=isolate(names[found.owner_id]))
        self._dues.setVisible(True)
        for each in self.dues:
            each.setVisible(bool(category))
        people = complaint_offer.handlers(self._desk)
        self.owner.set_options([(by_rule, 0), *((isolate(name), id_) for id_, name in people)])

    def _show_dues(self, clocks: Clocks) -> None:
        for each, clock in zip(self.dues, ClockName, strict=True):
            each.label.setText(
                tr("{what} by {time}").format(
                    what=clock_name(clock), time=short_moment(self._desk, clocks.due(clock))
                )
            )

    def _offer_sales(self) -> None:
        member_id = self.who.member_id()
        field = self.fields["sale"]
        field.setEnabled(member_id is not None)
        nothing = (tr("No purchase in the last days"), 0)
        if member_id is None or not self._desk.may(Permission.SALE_READ):
            self.sale.set_options([(tr("None"), 0)])
            return
        since = self._desk.today() - timedelta(days=SALE_DAYS)
        sales = [
            one for one in profile.sales_of(self._desk, member_id, limit=4 * SALES)
            if one.kind == "sale" and not one.is_reversed
        ][:SALES]  # fmt: skip
        offered = [
            (
                tr("{number} · {day} · {amount}").format(
                    number=fmt.number(one.receipt), day=fmt.day(one.sold_on),
                    amount=fmt.amount_with_unit(one.amount_rial),
                ),
                one.id,
            )
            for one in sales
        ]  # fmt: skip
        is_recent = bool(sales) and sales[0].sold_on >= since
        self.sale.set_options(offered if is_recent else [nothing, *offered])
        self.sale.setCurrentIndex(0)


def _shares(*shares: tuple[QWidget, int], spacing: int = M) -> QHBoxLayout:
    made = row(*(each for each, _share in shares), spacing=spacing)
    for at, (_each, share) in enumerate(shares):
        made.setStretch(at, share)
    return made
