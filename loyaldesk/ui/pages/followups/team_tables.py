"""The lists of the team: loads with a bar, absences, members known to one operator only."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.care_reading import AbsenceRow, LoadRow, OnlyOneRow
from loyaldesk.ui import theme
from loyaldesk.ui.kit.table import Column, Index, RowsTable

BAR = 2
"""The column with the bar."""


class LoadTable(RowsTable[LoadRow]):
    """Operators with what they have today; the bar is full at the limit of the day."""

    def __init__(self) -> None:
        super().__init__(_load_columns(), tr("Today's load"), sorting="none")
        self.setItemDelegateForColumn(BAR, _BarDelegate(self))


class _BarDelegate(QStyledItemDelegate):
    """Draws the load as a bar with its words; over the limit it is red and says so."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one cell."""
        super().paint(painter, option, index)
        view = self.parent()
        if not isinstance(view, LoadTable):
            return
        load = view.rows_model.row(index)
        if not load.limit:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(option.rect).adjusted(12, 0, -12, -5)
        track = QRectF(room.left(), room.bottom() - 5, room.width(), 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("plain_soft"))
        painter.drawRoundedRect(track, 2.5, 2.5)
        share = min(asked_of(load) / load.limit, 1.0)
        full = QRectF(track)
        full.setWidth(track.width() * share)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            full.moveRight(track.right())
        painter.setBrush(theme.token("danger" if is_over(load) else "accent"))
        painter.drawRoundedRect(full, 2.5, 2.5)
        painter.restore()


def asked_of(load: LoadRow) -> int:
    """Return how much stands before an operator: today's and what is late."""
    return load.open + load.overdue


def is_over(load: LoadRow) -> bool:
    """Return whether it is more than the limit of a day."""
    return bool(load.limit) and asked_of(load) > load.limit


def _load_words(load: LoadRow) -> str:
    count = fmt.number(asked_of(load))
    if not load.limit:
        return tr("{n} open, no limit").format(n=count)
    said = tr("{n} of {limit}").format(n=count, limit=fmt.number(load.limit))
    return tr("{n}: too much").format(n=said) if is_over(load) else said


def _load_columns() -> list[Column[LoadRow]]:
    return [
        Column(tr("Operator"), lambda one: isolate(one.name)),
        Column(
            tr("Overdue"), lambda one: fmt.number(one.overdue), numeric=True, width_hint=110,
            colour=lambda one: "danger" if one.overdue else "",
        ),
        Column(tr("To do today"), _load_words, width_hint=240,
               colour=lambda one: "danger" if is_over(one) else ""),
        Column(
            tr("State"), lambda one: tr("away") if one.is_away else tr("here"), width_hint=110,
            tone=lambda one: "warn" if one.is_away else "ok",
        ),
    ]  # fmt: skip


def absence_columns() -> list[Column[AbsenceRow]]:
    """Return what a row of the absences says."""
    return [
        Column(tr("Operator"), lambda one: isolate(one.operator)),
        Column(
            tr("Days"),
            lambda one: tr("{first} to {last}").format(
                first=fmt.short_day(one.from_on), last=fmt.short_day(one.until_on)
            ), width_hint=215,
        ),
        Column(
            tr("Stands in"), lambda one: isolate(one.deputy) if one.deputy else tr("by rule"),
            width_hint=120,
        ),
    ]  # fmt: skip


def only_columns() -> list[Column[OnlyOneRow]]:
    """Return what a row of the members says whom one operator served."""
    return [
        Column(tr("Member"), lambda one: isolate(one.name)),
        Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=130),
        Column(tr("Times"), lambda one: fmt.number(one.times), numeric=True, width_hint=90),
    ]
