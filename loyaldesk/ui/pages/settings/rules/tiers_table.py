"""The tiers as a small table of fields, kept in the order of their limits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.domain.tiers import MEASURES, Tier
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean
from loyaldesk.ui import theme
from loyaldesk.ui.kit.buttons import icon_button, quiet_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.labels import IconLabel, Label, lead
from loyaldesk.ui.kit.layout import S, column, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.settings.rules.perks_dialog import PerksDialog
from loyaldesk.ui.pages.settings.rules.row_dialog import new_code

MOST = 8
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
class _Row:
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


def _figure(limit: Limit) -> int | None:
    return limit.amount_rial() if isinstance(limit, AmountEdit) else limit.number()


class TiersTable(QWidget):
    """Names in both languages, the limits, the earning rate and the perks of each tier."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._may_edit = True
        self._measures: tuple[str, ...] = ("rial",)
        self._heads: list[Label] = []
        self.dialog: PerksDialog | None = None
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(S)
        self.grid.setVerticalSpacing(S)
        self.add = quiet_button(tr("Add a tier"), icon_name="plus")
        self.add.clicked.connect(self._on_add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.grid)
        layout.addLayout(row(self.add, None))
        self._head()

    @property
    def measures(self) -> tuple[str, ...]:
        """What the tiers look at."""
        return self._measures

    def show_tiers(self, tiers: tuple[Tier, ...]) -> None:
        """Show *tiers*, the lowest first."""
        asked = {measure for tier in tiers for measure in tier.needs()}
        self._measures = tuple(m for m in MEASURES if m in asked) or ("rial",)
        self._show_anew(tiers)

    def _show_anew(self, tiers: tuple[Tier, ...]) -> None:
        while self._rows:
            self._drop(self._rows[-1])
        self._head()
        with QSignalBlocker(self):  # half a table is not worth telling
            for tier in tiers:
                self._append(tier)
        self._settle()

    def set_measures(self, measures: Sequence[str]) -> None:
        """Let the tiers look at other figures; at least one of them."""
        wanted = tuple(m for m in MEASURES if m in measures) or ("rial",)
        if wanted != self._measures:
            tiers = self.tiers()
            self._measures = wanted
            self._show_anew(tiers)
            self.changed.emit()

    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers as typed; an empty limit or rate is -1."""
        found: list[Tier] = []
        for each in self._rows:
            limits: dict[str, int | None] = {}
            for measure in self._measures:
                figure = _figure(each.limits[measure])
                limits[f"from_{measure}"] = -1 if figure is None else figure
            limits.setdefault("from_rial", None)
            percent = each.percent.number()
            code = each.code or new_code(
                clean(each.name_en.text()), {tier.code for tier in found}, "tier"
            )
            found.append(
                Tier(
                    code, clean(each.name_fa.text()), clean(each.name_en.text()),
                    limits.pop("from_rial"), -1 if percent is None else percent,
                    perks_fa=each.perks_fa, perks_en=each.perks_en, **limits,
                )
            )  # fmt: skip
        return tuple(found)

    def problems(self) -> list[BadInput]:
        """Return what is left empty."""
        is_empty = any(
            not edit.text().strip() for each in self._rows for edit in each.fields(self._measures)
        )
        return [BadInput("tiers", "empty")] if is_empty else []

    def outline_problems(self) -> None:
        """Outline what is left empty."""
        for each in self._rows:
            for edit in each.fields(self._measures):
                mark(edit, invalid="false" if edit.text().strip() else "true")

    def set_editable(self, *, may_edit: bool) -> None:
        """Let the tiers be changed or only be looked at."""
        self._may_edit = may_edit
        for each in self._rows:
            for edit in each.fields(MEASURES):
                edit.setEnabled(may_edit)
        self._settle()

    def _head(self) -> None:
        for old in self._heads:
            self.grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        limit = [] if self._is_tall else [limit_name(self._measures[0])]
        titles = [tr("Name in Persian"), tr("Name in English"), *limit, tr("Earns (percent)")]
        self._heads = [Label(title, "caption", wrap=True) for title in titles]
        for place, head in enumerate(self._heads, start=1):
            self.grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignBottom)
        stretches = (0, 4, 4, 3, 0, 0) if self._is_tall else (0, 4, 4, 5, 3, 0)
        for place, stretch in enumerate(stretches):
            self.grid.setColumnStretch(place, stretch)

    @property
    def _is_tall(self) -> bool:
        """Whether limits stand in a line of their own: there are several."""
        return len(self._measures) > 1

    def _append(self, tier: Tier | None) -> None:
        limits: dict[str, Limit] = {
            m: AmountEdit(name=measure_name(m))
            if m in _MONEY
            else DigitsEdit("number", most=9, name=measure_name(m))
            for m in MEASURES
        }
        made = _Row(
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
            name.textChanged.connect(self.changed)
        self._fill(made, tier)
        for limit in limits.values():
            limit.changed.connect(self.changed)
            limit.editingFinished.connect(self._put_in_order)
            limit.setMinimumWidth(90)
        made.percent.setMinimumWidth(64)
        made.percent.changed.connect(self.changed)
        made.perks.clicked.connect(lambda: self._on_perks(made))
        made.remove.clicked.connect(lambda: self._on_remove(made))
        self._rows.append(made)
        self._place()

    @staticmethod
    def _fill(made: _Row, tier: Tier | None) -> None:
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

    def _place(self) -> None:
        for number, each in enumerate(self._rows):
            line = 1 + (2 * number if self._is_tall else number)
            first = each.limits[self._measures[0]]
            limit = () if self._is_tall else (first,)
            for widget in (*each.limits.values(), *each.captions.values()):
                widget.hide()
            beside = (each.sign, each.name_fa, each.name_en, *limit, *each.ends)
            for place, widget in enumerate(beside):
                self.grid.addWidget(widget, line, place)
            if self._is_tall:
                self._place_below(each, line + 1)
            for widget in beside:
                widget.setVisible(widget is not each.remove or self._may_edit)
        for before, after in zip(self._rows, self._rows[1:], strict=False):
            QWidget.setTabOrder(before.remove, after.name_fa)

    def _place_below(self, each: _Row, line: int) -> None:
        """Put the limits under the names, each with what it is called."""
        below = each.below
        if below is None:
            each.below = below = QWidget()
            inside = QHBoxLayout(below)
            inside.setContentsMargins(0, 0, 0, S)
            inside.setSpacing(S)
            for measure in MEASURES:
                inside.addLayout(
                    column(each.captions[measure], each.limits[measure], spacing=2), 1
                )  # fmt: skip
        self.grid.addWidget(below, line, 1, 1, 3)
        below.show()
        for measure in self._measures:
            each.captions[measure].show()
            each.limits[measure].show()

    def _put_in_order(self) -> None:
        """A limit was typed: its row goes where it belongs, the keys stay in it."""
        first = self._measures[0]
        limits = [_figure(each.limits[first]) for each in self._rows]
        known = [limit for limit in limits if limit is not None]
        if len(known) == len(limits) and known != sorted(known):
            self._rows.sort(key=lambda each: _figure(each.limits[first]) or 0)
            self._place()
            self.changed.emit()

    def _drop(self, gone: _Row) -> None:
        self._rows.remove(gone)
        for widget in (*gone.widgets, *([gone.below] if gone.below else [])):
            with QSignalBlocker(widget):
                self.grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()

    def _settle(self) -> None:
        self.add.setVisible(self._may_edit and len(self._rows) < MOST)
        for each in self._rows:
            each.remove.setEnabled(self._may_edit and len(self._rows) > 1)
            each.remove.setVisible(self._may_edit)
        self.changed.emit()

    def _on_add(self) -> None:
        self._append(None)
        self._settle()
        self._rows[-1].name_fa.show()  # what is not on view yet takes no keys
        self._rows[-1].name_fa.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self, gone: _Row) -> None:
        self._drop(gone)
        self._place()
        self._settle()

    def _on_perks(self, each: _Row) -> None:
        self.dialog = dialog = PerksDialog(
            self.window(), each.perks_fa, each.perks_en, may_edit=self._may_edit
        )
        try:
            if dialog.exec() == QDialog.DialogCode.Accepted:
                each.perks_fa, each.perks_en = dialog.perks()
                self.changed.emit()
        finally:
            self.dialog = None
            dialog.deleteLater()


def _token(tier: Tier | None) -> str:
    return tier.code if tier is not None and tier.code in theme.TIER_CODES else "muted"
