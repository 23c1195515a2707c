"""The tiers as a small table of fields, kept in the order of their limits."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean
from loyaldesk.ui import theme
from loyaldesk.ui.kit.buttons import icon_button, quiet_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.labels import IconLabel, Label, lead
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.styling import mark

MOST = 8
_COLUMNS = (3, 3, 4, 2)


@dataclass(slots=True)
class _Row:
    code: str
    sign: IconLabel
    name_fa: QLineEdit
    name_en: QLineEdit
    limit: AmountEdit
    percent: DigitsEdit
    remove: QToolButton

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return self.sign, self.name_fa, self.name_en, self.limit, self.percent, self.remove

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        return self.name_fa, self.name_en, self.limit, self.percent


class TiersTable(QWidget):
    """Names in both languages, the limit and the earning rate of each tier."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._may_edit = True
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(S)
        self.grid.setVerticalSpacing(S)
        for column, stretch in enumerate(_COLUMNS, start=1):
            self.grid.setColumnStretch(column, stretch)
        titles = (
            tr("Name in Persian"), tr("Name in English"),
            tr("From ({unit})").format(unit=fmt.unit_name()), tr("Earns (percent)"),
        )  # fmt: skip
        for column, title in enumerate(titles, start=1):
            self.grid.addWidget(Label(title, "caption"), 0, column)
        self.add = quiet_button(tr("Add a tier"), icon_name="plus")
        self.add.clicked.connect(self._on_add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.grid)
        layout.addLayout(row(self.add, None))

    def show_tiers(self, tiers: tuple[Tier, ...]) -> None:
        """Show *tiers*, the lowest first."""
        while self._rows:
            self._drop(self._rows[-1])
        with QSignalBlocker(self):  # half a table is not worth telling
            for tier in tiers:
                self._append(tier)
        self._settle()

    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers as typed; an empty limit or rate is -1."""
        found: list[Tier] = []
        for each in self._rows:
            limit, percent = each.limit.amount_rial(), each.percent.number()
            found.append(
                Tier(
                    each.code or new_code(clean(each.name_en.text()), [t.code for t in found]),
                    clean(each.name_fa.text()),
                    clean(each.name_en.text()),
                    -1 if limit is None else limit,
                    -1 if percent is None else percent,
                )
            )
        return tuple(found)

    def problems(self) -> list[BadInput]:
        """Return what is left empty."""
        is_empty = any(not field.text().strip() for each in self._rows for field in each.fields)
        return [BadInput("tiers", "empty")] if is_empty else []

    def outline_problems(self) -> None:
        """Outline what is left empty."""
        for each in self._rows:
            for field in each.fields:
                mark(field, invalid="false" if field.text().strip() else "true")

    def set_editable(self, *, may_edit: bool) -> None:
        """Let the tiers be changed or only be looked at."""
        self._may_edit = may_edit
        for each in self._rows:
            for field in each.fields:
                field.setEnabled(may_edit)
        self._settle()

    def _append(self, tier: Tier | None) -> None:
        made = _Row(
            tier.code if tier else "", IconLabel("award", _token(tier), 22), QLineEdit(),
            QLineEdit(), AmountEdit(name=tr("From ({unit})").format(unit=fmt.unit_name())),
            DigitsEdit("number", most=5, name=tr("Earns (percent)")),
            icon_button("trash", tr("Remove this tier")),
        )  # fmt: skip
        made.name_fa.setAccessibleName(tr("Name in Persian"))
        made.name_en.setAccessibleName(tr("Name in English"))
        for name in (made.name_fa, made.name_en):
            name.setMaxLength(40)
            name.setMinimumWidth(80)
            lead(name)
            name.textChanged.connect(self.changed)
        if tier is not None:
            made.name_fa.setText(tier.name_fa)
            made.name_en.setText(tier.name_en)
            made.limit.set_amount(tier.from_rial or 0)
            made.percent.set_value(str(tier.earn_percent))
        else:
            made.percent.set_value("100")
        made.limit.changed.connect(self.changed)
        made.percent.changed.connect(self.changed)
        made.limit.editingFinished.connect(self._put_in_order)
        made.remove.clicked.connect(lambda: self._on_remove(made))
        self._rows.append(made)
        self._place()

    def _place(self) -> None:
        for number, each in enumerate(self._rows, start=1):
            for column, widget in enumerate(each.widgets):
                self.grid.addWidget(widget, number, column)
        for before, after in zip(self._rows, self._rows[1:], strict=False):
            QWidget.setTabOrder(before.remove, after.name_fa)

    def _put_in_order(self) -> None:
        """A limit was typed: its row goes where it belongs, the keys stay in it."""
        limits = [each.limit.amount_rial() for each in self._rows]
        known = [limit for limit in limits if limit is not None]
        if len(known) == len(limits) and known != sorted(known):
            self._rows.sort(key=lambda each: each.limit.amount_rial() or 0)
            self._place()
            self.changed.emit()

    def _drop(self, gone: _Row) -> None:
        self._rows.remove(gone)
        for widget in gone.widgets:
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


def _token(tier: Tier | None) -> str:
    return tier.code if tier is not None and tier.code in theme.TIER_CODES else "muted"


def new_code(name_en: str, taken: list[str]) -> str:
    """Return the short Latin code of a new tier: of its English name, else a number."""
    plain = re.sub(r"[^a-z0-9]+", "_", name_en.casefold()).strip("_")[:20]
    wanted = plain or "tier"
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}_{number}", number + 1
    return code
