"""The tiers as a small table of fields, kept in the order of their limits."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.domain.tiers import MEASURES, Tier
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import S, column, row
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.settings.rules.perks_dialog import PerksDialog
from loyaldesk.ui.pages.settings.rules.row_dialog import new_code
from loyaldesk.ui.pages.settings.rules.tiers_row import TierRow, figure_of, limit_name, new_row

MOST = 8


class TiersTable(QWidget):
    """Names in both languages, the limits, the earning rate and the perks of each tier."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[TierRow] = []
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
                figure = figure_of(each.limits[measure])
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
        made = new_row(tier)
        for name in (made.name_fa, made.name_en):
            name.textChanged.connect(self.changed)
        for limit in made.limits.values():
            limit.changed.connect(self.changed)
            limit.editingFinished.connect(self._put_in_order)
        made.percent.changed.connect(self.changed)
        made.perks.clicked.connect(lambda: self._on_perks(made))
        made.remove.clicked.connect(lambda: self._on_remove(made))
        self._rows.append(made)
        self._place()

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

    def _place_below(self, each: TierRow, line: int) -> None:
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
        limits = [figure_of(each.limits[first]) for each in self._rows]
        known = [limit for limit in limits if limit is not None]
        if len(known) == len(limits) and known != sorted(known):
            self._rows.sort(key=lambda each: figure_of(each.limits[first]) or 0)
            self._place()
            self.changed.emit()

    def _drop(self, gone: TierRow) -> None:
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

    def _on_remove(self, gone: TierRow) -> None:
        self._drop(gone)
        self._place()
        self._settle()

    def _on_perks(self, each: TierRow) -> None:
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
