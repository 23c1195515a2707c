"""A tier as a pill: its name on its colour, never the colour alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.look import look
from loyaldesk.ui.kit.labels import Label, set_chip


class TierBadge(Label):
    """The name of a member's tier."""

    def __init__(self, tier: Tier | None = None) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        set_chip(self, "", "plain")  # a label dressed before it is a pill never learns its padding
        if tier is not None:
            self.set_tier(tier)

    def set_tier(self, tier: Tier) -> None:
        """Show another tier."""
        set_chip(self, tier.name(look().language), tier.code)
