"""Windows and limits of the metrics: settings of the shop, stored with each result (row 112)."""

import json
from dataclasses import asdict, dataclass, fields

from loyaldesk.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class InsightSettings:
    """What the formulas of MISSION 1.6 leave to the shop.

    Attributes:
        silent_min_days: Nobody counts as gone before so many days of silence (7 to 720).
        gap_factor: Gone is who is silent longer than so many of the own median gaps (1 to 10).
        retention_months: Retention looks at who bought in so many months before (1 to 24).
        value_months: RFM, heavy buyers and 80/20 look back so many months (3 to 36).
        margin_percent: Margin of a sale whose cost is unknown, percent of net (0 to 100);
            None: the net itself is taken and the page says so.
        cost_to_serve_rial: What one visit costs the shop besides the goods, in Rial.
        discount_min_visits: Nobody is called a discount buyer below so many visits (2 to 50).
        discount_mostly_percent: "Mostly with a discount" from this share of visits (50 to 100).
        balance_low_percent: Perks below this share of the margin are one-sided for us (0 to 100).
        balance_high_percent: Perks above this share are one-sided for the member (1 to 500).
        new_product_days: A product is new for so many days after its first sale (7 to 365).
        discount_yearly_percent: Yearly rate at which future money is discounted (0 to 100).
        started_on: Day the club began to work, ISO; empty: the day the club file was founded.
    """

    silent_min_days: int = 30
    gap_factor: float = 3.0
    retention_months: int = 3
    value_months: int = 12
    margin_percent: int | None = None
    cost_to_serve_rial: int = 0
    discount_min_visits: int = 4
    discount_mostly_percent: int = 80
    balance_low_percent: int = 1
    balance_high_percent: int = 60
    new_product_days: int = 90
    discount_yearly_percent: int = 0
    started_on: str = ""

    @classmethod
    def from_json(cls, text: str) -> "InsightSettings":
        """Return the settings stored as *text*; what this program does not know is passed over."""
        read = json.loads(text or "{}")
        return cls(**{f.name: read[f.name] for f in fields(cls) if f.name in read})

    def to_json(self) -> str:
        """Return the settings as they are stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def checked(self) -> "InsightSettings":
        """Return the same settings.

        Raises:
            BadInput: With the field's name, if a value lies outside its limits.
        """
        for name, (least, most) in LIMITS.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise BadInput(name, "range", str(value), int(most))
        return self


LIMITS: dict[str, tuple[float, float]] = {
    "silent_min_days": (7, 720), "gap_factor": (1, 10), "retention_months": (1, 24),
    "value_months": (3, 36), "margin_percent": (0, 100),
    "cost_to_serve_rial": (0, 10**12), "discount_min_visits": (2, 50),
    "discount_mostly_percent": (50, 100), "balance_low_percent": (0, 100),
    "balance_high_percent": (1, 500), "new_product_days": (7, 365),
    "discount_yearly_percent": (0, 100),
}  # fmt: skip
"""Least and most of each figure."""
