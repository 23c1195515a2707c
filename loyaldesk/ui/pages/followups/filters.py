"""Which follow-ups are on view: whose, of which kind, by which way."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.followups import CHANNELS, REASONS
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import staff
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.followups import Filter
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.parts.hall import Hall

Owner = tuple[str, int]
EVERYBODY: Owner = ("all", 0)
MINE: Owner = ("mine", 0)
NOBODY: Owner = ("nobody", 0)


class FilterBar(QWidget):
    """Three lists to choose from; ``changed`` when a person chose.

    Args:
        hall: Where and who.
        owner: Whose follow-ups are on view at first.
    """

    changed = Signal()

    def __init__(self, hall: Hall, owner: Owner = EVERYBODY) -> None:
        super().__init__()
        self._hall = hall
        self.owner: Choice[Owner] = Choice(self._owners(), tr("Whose"))
        self.reason: Choice[str] = Choice(
            [(tr("All kinds"), ""), *((reason_name(code), code) for code in REASONS)], tr("Kind")
        )
        self.channel: Choice[str] = Choice(
            [(tr("All ways"), ""), *((channel_name(code), code) for code in CHANNELS)], tr("How")
        )
        self.owner.set_value(owner)
        layout = row(self.owner, self.reason, self.channel, spacing=S)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        for each in (self.owner, self.reason, self.channel):
            each.setMinimumContentsLength(5)
            each.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            each.chosen.connect(lambda _value: self.changed.emit())

    def wanted(self, *states: str) -> Filter:
        """Return what is chosen, for follow-ups in *states*."""
        kind, id_ = self.owner.value() or EVERYBODY
        found = Filter(
            owner_id=id_ or None, mine=kind == "mine", unowned=kind == "nobody",
            states=states or ("open",),
        )  # fmt: skip
        reason, channel = self.reason.value(), self.channel.value()
        return replace(
            found, reasons=(reason,) if reason else (), channels=(channel,) if channel else ()
        )

    def is_narrowed(self) -> bool:
        """Return whether something is left out."""
        chosen = (self.owner.value(), self.reason.value(), self.channel.value())
        return chosen != (EVERYBODY, "", "")

    def clear(self) -> None:
        """Show everything."""
        self.owner.set_value(EVERYBODY)
        self.reason.set_value("")
        self.channel.set_value("")

    def _owners(self) -> list[tuple[str, Owner]]:
        rows = [
            (tr("Everybody's"), EVERYBODY), (tr("Mine and nobody's"), MINE),
            (tr("Nobody's yet"), NOBODY),
        ]  # fmt: skip
        desk = self._hall.desk
        if desk.may(Permission.OPERATOR_READ):
            rows += [
                (one.name, ("one", one.id)) for one in staff.operators(desk) if one.is_active
            ]  # fmt: skip
        return rows
