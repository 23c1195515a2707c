"""A tier given by hand: which, why, until when, and whether the member may stand above it."""

from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, tier_hands
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.parts.reason import reason_field

USUAL = timedelta(days=180)


class TierDialog(Dialog):
    """Sets a member's tier by hand."""

    def __init__(self, parent: QWidget, desk: Desk, card: CounterCard) -> None:
        super().__init__(parent, tr("Set the tier by hand"), primary=tr("Set the tier"), width=480)
        self._desk, self._card = desk, card
        language = look().language
        tiers = club.programme(desk).tiers
        self.tier: Field[Choice[str]] = Field(
            tr("Tier"), Choice([(one.name(language), one.code) for one in tiers])
        )
        self.tier.widget.set_value((card.next_tier or card.tier).code)
        today = desk.today()
        self.until = Field(
            tr("Last day"), DateEdit(desk.today, first=today, last=today + tier_hands.LONGEST)
        )
        self.until.widget.set_day(today + USUAL)
        self.kind: Segments[bool] = Segments(
            [(tr("At least this tier"), True), (tr("Exactly this tier"), False)],
            tr("How it holds"),
        )
        self.means = Label("", "muted", wrap=True)
        self.reason = reason_field()
        self.kind.chosen.connect(self._tell)
        self.tier.widget.chosen.connect(self._tell)
        self.until.widget.day_changed.connect(self._tell)
        self.add(self.tier, self.until, self.kind, self.means, self.reason)
        self._tell()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.reason.widget.text().strip())

    def submit(self) -> None:
        """Set it."""
        fields: dict[str, Field[Any]] = {
            "tier": self.tier, "until": self.until, "reason": self.reason,
        }  # fmt: skip
        try:
            day = self.until.widget.day()
            if self.until.widget.error() or day is None:
                raise BadInput("until", "empty" if not self.until.widget.text() else "not a day")
            tier_hands.set_by_hand(
                self._desk, self._card.id, self.tier.widget.value() or "",
                self.reason.widget.text(), day, is_floor=self.kind.value(),
            )  # fmt: skip
        except ClubError as error:
            show_on(fields, error, self)
            return
        self.accept()

    def _tell(self) -> None:
        day = self.until.widget.day()
        text = (
            tr("Until {day} the member cannot fall below it, but can rise above it.")
            if self.kind.value()
            else tr("Until {day} the member stands exactly there, whatever is bought.")
        )
        after = tr("After that the ladder decides again.")
        shown = fmt.day(day) if day else isolate("\u2026")
        self.means.setText(f"{text.format(day=shown)} {after}")
