"""The matrix of rights: one line a right, one column a role, a tick to set with mouse or Space."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import fold
from loyaldesk.services import roles
from loyaldesk.services.role_editing import RoleRow
from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import leading

Index = QModelIndex | QPersistentModelIndex
Line = str | Permission
"""A line of the matrix: the heading of a group, or a right."""

ROW, HEAD, NAMES, ROLE = 34, 72, 284, 76
BOX = 20


class MatrixModel(QAbstractTableModel):
    """Holds what is wanted beside what is stored.

    Args:
        mine: The rights of who is at the desk: nobody gives another one.
        is_open: Whether anything may be changed.
    """

    amended = Signal()

    def __init__(self, mine: frozenset[Permission], *, is_open: bool) -> None:
        super().__init__()
        self._mine, self._is_open = mine, is_open
        self.lines: list[Line] = []
        for title, rights in roles.groups():
            self.lines += [title, *rights]
        self.roles: Sequence[RoleRow] = ()
        self.wanted: dict[str, set[Permission]] = {}

    def show(self, rows: Sequence[RoleRow]) -> None:
        """Show the roles as they are stored."""
        self.beginResetModel()
        self.roles = rows
        self.wanted = {row.code: set(row.rights) for row in rows}
        self.endResetModel()
        self.amended.emit()

    def changed(self) -> dict[str, frozenset[Permission]]:
        """Return the rights of the roles that are wanted otherwise than stored."""
        return {
            row.code: frozenset(self.wanted[row.code])
            for row in self.roles
            if self.wanted[row.code] != row.rights
        }

    def set_usual(self, code: str) -> None:
        """Want for a role what it has in a new club, as far as it may be changed."""
        row = next(each for each in self.roles if each.code == code)
        for right in Permission:
            if (right in self.wanted[code]) != (right in row.usual) and not self.why_fixed(
                row, right
            ):
                self.wanted[code] ^= {right}
        self._tell()

    def why_fixed(self, row: RoleRow, right: Permission) -> str:
        """Return why a tick cannot be changed, or nothing."""
        if not self._is_open:
            return tr("Only who manages operators can change it.")
        if right in row.kept:
            return tr("It stays: nobody else could give it back.")
        if right not in row.rights and right not in self._mine:
            return tr("You do not have this right yourself, so you cannot give it.")
        return ""

    def cell(self, index: Index) -> tuple[RoleRow, Permission] | None:
        """Return role and right of a cell; None for a heading."""
        line = self.lines[index.row()] if index.isValid() else ""
        return (self.roles[index.column()], line) if isinstance(line, Permission) else None

    def is_held(self, row: RoleRow, right: Permission) -> bool:
        """Return whether the role is wanted with the right."""
        return right in self.wanted[row.code]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """Qt: how many lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many roles."""
        return 0 if parent.isValid() else len(self.roles)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: what can be done with a cell."""
        found = self.cell(index)
        if found is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return flags if self.why_fixed(*found) else flags | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: one aspect of one cell."""
        found = self.cell(index)
        if found is None:
            return None
        row, right = found
        if role == Qt.ItemDataRole.CheckStateRole:
            held = self.is_held(row, right)
            return Qt.CheckState.Checked if held else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.told(index)
        return None

    def setData(self, index: Index, _value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt: a tick was set or taken away."""
        found = self.cell(index)
        if found is None or role != Qt.ItemDataRole.CheckStateRole or self.why_fixed(*found):
            return False
        row, right = found
        self.wanted[row.code] ^= {right}
        self._tell()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: roles above, rights beside, headings of groups in bold."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole and section < len(self.roles):
                return self.roles[section].name
            return None
        line = self.lines[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return roles.right_name(line) if isinstance(line, Permission) else line
        return None

    def told(self, index: Index) -> str:
        """Return what a cell says, in words."""
        found = self.cell(index)
        if found is None:
            return ""
        row, right = found
        parts = [
            tr("{role} – {right}: {state}.").format(
                role=row.name, right=roles.right_name(right),
                state=tr("allowed") if self.is_held(row, right) else tr("not allowed"),
            )
        ]  # fmt: skip
        if self.is_held(row, right) != (right in row.usual):
            parts.append(tr("Other than usual."))
        why = self.why_fixed(row, right)
        return " ".join([*parts, why] if why else parts)

    def _tell(self) -> None:
        first, last = self.index(0, 0), self.index(len(self.lines) - 1, len(self.roles) - 1)
        self.dataChanged.emit(first, last)
        self.amended.emit()


class MatrixView(QTableView):
    """Shows the matrix; names of rights stay beside while it is scrolled."""

    told = Signal(str)  # what the current cell says
    column_chosen = Signal(int)

    def __init__(self, model: MatrixModel, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._matrix = model
        self.setModel(model)
        self.setItemDelegate(_Tick(model, self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalHeader(_Names(model, self))
        self.setHorizontalHeader(_Roles(model, self))
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setFixedHeight(HEAD)
        across.setMinimumSectionSize(ROLE - 8)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionsClickable(True)
        across.sectionClicked.connect(self._on_head)
        down.setFixedWidth(NAMES)
        down.setDefaultSectionSize(ROW)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setSectionsClickable(False)
        down.setHighlightSections(True)
        self.setCornerButtonEnabled(False)
        model.modelReset.connect(self._lay_out)
        model.dataChanged.connect(lambda *_: self._say())
        self._lay_out()

    def show_matching(self, typed: str) -> int:
        """Show the rights whose words hold *typed*; return how many these are."""
        words, found, heading, below = fold(typed).split(), 0, -1, 0
        for number, line in enumerate(self._matrix.lines):
            if not isinstance(line, Permission):
                if heading >= 0:
                    self.setRowHidden(heading, not below)
                heading, below = number, 0
                continue
            title = self._matrix.lines[heading]
            text = fold(f"{roles.right_name(line)} {title}")
            is_shown = all(word in text for word in words)
            self.setRowHidden(number, not is_shown)
            below += is_shown
            found += is_shown
        self.setRowHidden(heading, not below)
        return found

    def choose(self, code: str) -> None:
        """Put the keys on the first right on view of a role."""
        column = next((n for n, row in enumerate(self._matrix.roles) if row.code == code), 0)
        for number, line in enumerate(self._matrix.lines):
            if isinstance(line, Permission) and not self.isRowHidden(number):
                self.setCurrentIndex(self._matrix.index(number, column))
                return

    def chosen(self) -> RoleRow | None:
        """Return the role whose column the keys are in."""
        index = self.currentIndex()
        return self._matrix.roles[index.column()] if index.isValid() else None

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Qt: the keys are on another cell."""
        super().currentChanged(current, previous)
        self._say()
        if current.isValid():
            self.column_chosen.emit(current.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter sets a tick as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex()
            self._matrix.setData(index, None, Qt.ItemDataRole.CheckStateRole)
            return
        super().keyPressEvent(event)

    def _on_head(self, column: int) -> None:
        row = self.currentIndex().row()
        if row < 0:
            self.choose(self._matrix.roles[column].code)
        else:
            self.setCurrentIndex(self._matrix.index(row, column))

    def _say(self) -> None:
        self.told.emit(self._matrix.told(self.currentIndex()))

    def _lay_out(self) -> None:
        many = len(self._matrix.roles) > 7
        mode = QHeaderView.ResizeMode.Fixed if many else QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(mode)
        self.horizontalHeader().setDefaultSectionSize(ROLE)


class _Roles(QHeaderView):
    """The names of the roles, wrapped where they are long."""

    def __init__(self, matrix: MatrixModel, parent: MatrixView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._matrix = matrix

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:  # noqa: N802
        """Qt: draw one name."""
        painter.save()
        painter.fillRect(rect, theme.token("surface"))
        painter.setPen(QPen(theme.token("border"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(theme.font(theme.BODY_PX - 2))
        painter.setPen(theme.token("ink"))
        painter.drawText(
            rect.adjusted(2, 2, -2, -4), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._matrix.roles[index].name,
        )  # fmt: skip
        painter.restore()


class _Names(QHeaderView):
    """The names of the rights; the heading of a group fills its line."""

    def __init__(self, matrix: MatrixModel, parent: MatrixView) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._matrix = matrix

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:  # noqa: N802
        """Qt: draw one name."""
        line = self._matrix.lines[index]
        is_right = isinstance(line, Permission)
        font = QFont(theme.font(theme.BODY_PX))
        font.setBold(not is_right)
        painter.save()
        painter.setFont(font)
        painter.fillRect(rect, theme.token("surface" if is_right else "plain_soft"))
        if is_right:
            painter.setPen(QPen(theme.token("line"), 1))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(theme.token("ink"))
        words = roles.right_name(line) if isinstance(line, Permission) else line
        room = rect.adjusted(8, 0, -8, 0)
        is_rtl = bool(leading() & Qt.AlignmentFlag.AlignRight)
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
        )
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, leading() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class _Tick(QStyledItemDelegate):
    """Draws the box of a tick in the middle of its cell; a dot where it is other than usual."""

    def __init__(self, matrix: MatrixModel, parent: MatrixView) -> None:
        super().__init__(parent)
        self._matrix = matrix

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one cell."""
        model = self._matrix
        found = model.cell(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if found is None:
            painter.fillRect(rect, theme.token("plain_soft"))
            painter.restore()
            return
        row, right = found
        has_keys = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.token("accent_soft"))
        painter.setPen(QPen(theme.token("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        middle = rect.center()
        box = QRect(middle.x() - BOX // 2, middle.y() - BOX // 2, BOX, BOX)
        held, fixed = model.is_held(row, right), bool(model.why_fixed(row, right))
        ink = theme.token("muted" if fixed else "accent")
        if not fixed:
            painter.setPen(QPen(theme.token("accent" if held or has_keys else "border"), 1.5))
            painter.setBrush(theme.token("accent") if held else theme.token("surface"))
            painter.drawRoundedRect(box, 5, 5)
        if held:
            icon("check", "muted" if fixed else "on_accent").paint(
                painter, box.adjusted(2, 2, -2, -2)
            )
        elif fixed:
            painter.setPen(QPen(ink, 1.5))
            painter.drawLine(box.center().x() - 4, box.center().y(), box.center().x() + 4,
                             box.center().y())  # fmt: skip
        if held != (right in row.usual):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("warn"))
            painter.drawEllipse(box.right() + 5, box.top() - 1, 7, 7)
        if has_keys:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()


def change_words(
    rows: Sequence[RoleRow], changed: Mapping[str, frozenset[Permission]]
) -> list[str]:  # fmt: skip
    """Return what changes, one sentence for each role and way."""
    names = {row.code: row for row in rows}
    lines = []
    for code, rights in changed.items():
        row = names[code]
        given, taken = sorted(rights - row.rights), sorted(row.rights - rights)
        if given:
            lines.append(tr("{role} may from now on: {rights}.").format(
                role=row.name, rights=tr(", ").join(map(roles.right_name, given))
            ))  # fmt: skip
        if taken:
            lines.append(tr("{role} may no longer: {rights}.").format(
                role=row.name, rights=tr(", ").join(map(roles.right_name, taken))
            ))  # fmt: skip
    return lines
