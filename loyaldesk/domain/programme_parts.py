"""The parts of a programme, as those who only look at them need to know it."""

from datetime import date
from typing import Protocol

from loyaldesk.domain.rewards import Limits, Returns, Reward, Spending
from loyaldesk.domain.rules import Base, Bonus, LotTerms, Rule, StampCard
from loyaldesk.domain.tiers import Ladder


class Parts(Protocol):
    """What `Programme` has; it is checked by modules that it uses itself."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """How a receipt earns."""

    @property
    def base(self) -> Base:
        """What of a receipt counts."""

    @property
    def lots(self) -> LotTerms:
        """When points end."""

    @property
    def spending(self) -> Spending:
        """How points pay."""

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """What can be taken."""

    @property
    def stamps(self) -> tuple[StampCard, ...]:
        """Cards that fill with stamps."""

    @property
    def bonuses(self) -> tuple[Bonus, ...]:
        """Points for something else than goods."""

    @property
    def returns(self) -> Returns:
        """What happens when goods come back."""

    @property
    def ladder(self) -> Ladder:
        """The tiers."""

    @property
    def limits(self) -> Limits:
        """What one operator may do alone."""

    @property
    def expiring_days(self) -> int:
        """How soon an end is told."""

    @property
    def silent_days(self) -> int:
        """After how long a member was not seen."""

    @property
    def ends_on(self) -> date | None:
        """Last day on which anything is given."""

    @property
    def name(self) -> str:
        """What the shop calls it."""
