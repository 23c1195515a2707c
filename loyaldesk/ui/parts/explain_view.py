"""Why points came, went or are there: an explanation on the screen, ready to be printed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from loyaldesk.domain.explained import Explanation, Fact, Grid, Row, Section, Tone
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, look
from loyaldesk.kernel.persian import RLM
from loyaldesk.services import explaining, printing
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label, heading, leading
from loyaldesk.ui.kit.layout import XS, L, M, S, ScrollPage, box, column, hairline, put, row
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog

WIDTH, HEIGHT, LEAST = 760, 460, 240
FIGURE_WIDTH = 52
FACTS = 2
"""Facts beside each other in the head."""

_FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop
_ROLES = {Tone.GIVES: "gives", Tone.TAKES: "takes"}

Render = Callable[[Look], bytes]


class ExplainView(QWidget):
    """One explanation: the answer, the facts, and step by step how it came about."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__()
        self.explanation = explanation
        self.page = ScrollPage(spacing=M)
        at_bar = (M, 0, 0, S) if leading() & Qt.AlignmentFlag.AlignRight else (0, 0, M, S)
        self.page.body.setContentsMargins(*at_bar)  # Qt mirrors no margins
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
        self.page.setAccessibleName(explanation.headline)
        figure = Label(explanation.figure, "num")
        answer = Label(explanation.headline, wrap=True, selectable=True)
        top = row(figure, answer, spacing=L)
        top.setStretch(1, 1)
        put(self.page.body, top)
        if explanation.head:
            self.page.body.addWidget(_facts(explanation.head))
        for section in explanation.sections:
            put(self.page.body, hairline(), _section(section))
        for note in explanation.notes:
            self.page.body.addWidget(Note(note, "plain"))
        self.page.body.addStretch(1)
        layout = column(self.page, spacing=0)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def wanted_height(self, width: int) -> int:
        """Return how high it is when nothing has to be scrolled."""
        inside = self.page.widget()
        assert inside is not None  # noqa: S101  # given when the page was made
        return max(inside.heightForWidth(width), inside.sizeHint().height()) + S

    def texts(self) -> list[str]:
        """Return everything that is said, from top to bottom."""
        return [label.text() for label in self.findChildren(Label)]


def _facts(facts: tuple[Fact, ...]) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(XS)
    for n, fact in enumerate(facts):
        line, at = divmod(n, FACTS)
        grid.addWidget(Label(fact.label, "muted"), line, 2 * at)
        # the mark of a negative amount would else turn its unit to the wrong side
        text = f"{RLM}{fact.text}" if look().is_rtl else fact.text
        grid.addWidget(Label(text, wrap=True, selectable=True), line, 2 * at + 1)
    for at in range(FACTS):
        grid.setColumnStretch(2 * at + 1, 1)
    return box(grid)


def _section(section: Section) -> QWidget:
    inside = column(heading(section.title, 2), spacing=S)
    if section.grid is not None:
        inside.addWidget(_table(section.grid))
    for one in section.rows:
        inside.addWidget(_row(one))
    if section.note:
        inside.addWidget(Label(section.note, "muted", wrap=True))
    return box(inside)


def _row(one: Row) -> QWidget:
    """Return what did it with its figure, and under it how, sentence by sentence."""
    name = Label(one.name, "muted" if one.tone == Tone.NOTHING else "label", wrap=True)
    figure = Label(one.figure, _ROLES.get(one.tone, "label"))
    figure.setAlignment(_FIGURES)
    figure.setMinimumWidth(FIGURE_WIDTH if one.figure else 0)
    head = row(name, figure, spacing=L)
    head.setStretch(0, 1)
    inside = column(head, spacing=2)
    for text in one.texts:
        said = Label(text, "muted", wrap=True, selectable=True)
        inside.addWidget(said)
    made = box(inside)
    made.setAccessibleName(f"{one.name} {one.figure}")
    made.setAccessibleDescription(" ".join(one.texts))
    return made


def _table(table: Grid) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(XS)
    for at, title in enumerate(table.titles):
        grid.addWidget(_cell(title, "caption", is_figure=table.figures[at]), 0, at)
    grid.addWidget(hairline(), 1, 0, 1, len(table.titles))
    for line, cells in enumerate(table.cells, start=2):
        for at, text in enumerate(cells):
            grid.addWidget(_cell(text, "", is_figure=table.figures[at]), line, at)
    grid.setColumnStretch(0, 1)
    return box(grid)


def _cell(text: str, role: str, *, is_figure: bool) -> Label:
    made = Label(text, role, wrap=not is_figure)
    made.setAlignment(
        _FIGURES if is_figure else leading() & ~Qt.AlignmentFlag.AlignVCenter
        | Qt.AlignmentFlag.AlignTop
    )  # fmt: skip
    return made


class ExplainDialog(Dialog):
    """An explanation in a window of its own; Enter closes it, its paper is one press away.

    Args:
        hall: Where and who; the paper is drawn in its worker.
        parent: The page, or None.
        explanation: What is shown.
        render: Returns its paper in a look.
    """

    def __init__(
        self, hall: Hall, parent: QWidget | None, explanation: Explanation, render: Render
    ) -> None:
        super().__init__(parent, explanation.title, primary=tr("Close"), secondary="", width=WIDTH)
        self._hall, self._render = hall, render
        self.paper: PdfDialog | None = None
        self.view = ExplainView(explanation)
        self.view.setMinimumHeight(max(LEAST, min(HEIGHT, self.view.wanted_height(WIDTH))))
        self.busy = BusyBar()
        self.print = button(tr("Print or save as PDF…"), icon_name="printer")
        self.print.setAutoDefault(False)
        self.print.clicked.connect(self.draw_paper)
        self.buttons.insertWidget(0, self.print)
        self.add(self.view, self.busy)

    def draw_paper(self) -> None:
        """Draw the paper in the worker and show it."""
        self.print.setEnabled(False)
        self.set_error("")
        self.busy.start(tr("Preparing the page…"))
        shown, render = look(), self._render
        task = self._hall.runner.run(
            lambda _progress: render(shown), done=self._on_drawn, failed=self._on_failed
        )
        task.ended.connect(self.busy.finish)
        task.ended.connect(self._on_ended)
        self.busy.cancelled.connect(task.cancel)

    def _on_drawn(self, content: bytes) -> None:
        title = self.view.explanation.title
        self.paper = PdfDialog(self._hall, self, title, content, explaining.plain(title))
        self.paper.open()

    def _on_ended(self) -> None:
        self.print.setEnabled(True)

    def _on_failed(self, error: Exception) -> None:
        show(error, self)


def show_explanation(
    hall: Hall, sale_id: int, parent: QWidget | None = None
) -> ExplainDialog | None:
    """Open why a sale, visit, return or reversal moved its points; None when it cannot be told."""
    desk = hall.desk
    return _open(
        hall, parent, lambda: explaining.explain_sale(desk, sale_id),
        lambda shown: printing.explanation(desk, sale_id, shown),
    )  # fmt: skip


def show_entry(hall: Hall, entry_id: int, parent: QWidget | None = None) -> ExplainDialog | None:
    """Open why an entry of the points ledger was booked."""
    desk = hall.desk
    return _open(
        hall, parent, lambda: explaining.explain_entry(desk, entry_id),
        lambda shown: printing.entry_explanation(desk, entry_id, shown),
    )  # fmt: skip


def show_balance(hall: Hall, member_id: int, parent: QWidget | None = None) -> ExplainDialog | None:
    """Open why a member has the points there are."""
    desk = hall.desk
    return _open(
        hall, parent, lambda: explaining.explain_balance(desk, member_id),
        lambda shown: printing.balance_explanation(desk, member_id, shown),
    )  # fmt: skip


def _open(
    hall: Hall, parent: QWidget | None, explain: Callable[[], Explanation], render: Render
) -> ExplainDialog | None:
    owner = parent or QApplication.activeWindow()
    try:
        explanation = explain()
    except ClubError as error:
        show(error, owner)
        return None
    dialog = ExplainDialog(hall, owner, explanation, render)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
