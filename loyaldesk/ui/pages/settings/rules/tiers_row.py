"""One tier of the table of tiers: its fields, and what it may ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from loyaldesk.domain.tiers import MEASURES, Tier
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.labels import IconLabel, Label, lead
from loyaldesk.ui.kit.money_edit import AmountEdit

_MONEY = ("rial", "margin_rial")
Limit = AmountEdit | DigitsEdit


def limit_name(measure: str) -> str:
    """Return what is asked for in one measure, with its unit."""
    if measure in _MONEY:
        return tr("{measure} from ({unit})").format(
            measure=measure_name(measure), unit=fmt.unit_name()
        )
    return tr("{measure} from").format(measure=measure_name(measure))


def measure_name(measure: str) -> str:
    """Return what a tier may ask for, in words."""
    return {
        "rial": tr("Money"), "points": tr("Points earned"), "visits": tr("Visits"),
        "margin_rial": tr("Margin"), "active_points": tr("Points held"),
    }[measure]  # fmt: skip


@dataclass(slots=True)
class TierRow:
    """The fields of one tier; perks are filled in elsewhere and kept here."""

    code: str
    sign: IconLabel
    name_fa: QLineEdit
    name_en: QLineEdit
    limits: dict[str, Limit]
    captions: dict[str, Label]
    percent: DigitsEdit
    perks: QToolButton
    remove: QToolButton
    below: QWidget | None = None
    perks_fa: tuple[str, ...] = field(default=())
    perks_en: tuple[str, ...] = field(default=())

    @property
    def limit(self) -> Limit:
        """Of the first measure, mostly money."""
        return self.limits["rial"]

    @property
    def ends(self) -> tuple[QWidget, ...]:
        """What stands behind the limits."""
        return self.percent, self.perks, self.remove

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """Everything that stands in the row."""
        heads = (self.sign, self.name_fa, self.name_en)
        return *heads, *self.limits.values(), *self.captions.values(), *self.ends

    def fields(self, measures: Sequence[str]) -> tuple[QLineEdit, ...]:
        """What has to be filled in."""
        return self.name_fa, self.name_en, *(self.limits[m] for m in measures), self.percent


def figure_of(limit: Limit) -> int | None:
    """Return what is filled in, in Rial, points or days."""
    return limit.amount_rial() if isinstance(limit, AmountEdit) else limit.number()


def new_row(tier: Tier | None) -> TierRow:
    """Return the fields of a tier; None: of one that is to be filled in."""
    limits: dict[str, Limit] = {
        m: AmountEdit(name=measure_name(m))
        if m in _MONEY
        else DigitsEdit("number", most=9, name=measure_name(m))
        for m in MEASURES
    }
    made = TierRow(
        tier.code if tier else "", IconLabel("award", _token(tier), 22), QLineEdit(),
        QLineEdit(), limits, {m: Label(limit_name(m), "caption") for m in MEASURES},
        DigitsEdit("number", most=5, name=tr("Earns (percent)")),
        icon_button("gift", tr("What else the tier brings")),
        icon_button("trash", tr("Remove this tier")),
    )  # fmt: skip
    made.name_fa.setAccessibleName(tr("Name in Persian"))
    made.name_en.setAccessibleName(tr("Name in English"))
    for name in (made.name_fa, made.name_en):
        name.setMaxLength(40)
        name.setMinimumWidth(86)
        lead(name)
    for limit in limits.values():
        limit.setMinimumWidth(90)
    made.percent.setMinimumWidth(64)
    _fill(made, tier)
    return made


def _fill(made: TierRow, tier: Tier | None) -> None:
    if tier is None:
        made.percent.set_value("100")
        return
    made.name_fa.setText(tier.name_fa)
    made.name_en.setText(tier.name_en)
    made.perks_fa, made.perks_en = tier.perks_fa, tier.perks_en
    made.percent.set_value(str(tier.earn_percent) if tier.earn_percent >= 0 else "")
    asked = tier.needs()
    for measure, limit in made.limits.items():
        figure = asked.get(measure, 0)
        known = figure >= 0  # what was empty stays empty
        if isinstance(limit, AmountEdit):
            limit.set_amount(figure if known else None)
        else:
            limit.set_value(str(figure) if known else "")


def _token(tier: Tier | None) -> str:
    return tier.code if tier is not None and tier.code in theme.TIER_CODES else "muted"
