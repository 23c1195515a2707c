"""Every programme the club had, the latest first, each with what it changed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club
from loyaldesk.services.programmes import Dated
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label, caption, chip
from loyaldesk.ui.kit.layout import S, ScrollPage, card, row
from loyaldesk.ui.pages.settings.rules.differences import differences
from loyaldesk.ui.pages.settings.rules.tab import Tab

MOST = 40
SHOWN = 12
_CHIPS = {"in force": "ok", "planned": "info", "past": "plain", "replaced": "plain"}


class HistoryDialog(Dialog):
    """A list of dated programmes.

    Args:
        parent: The window it stands before.
        dated: The programmes, the latest first.
        tabs: They know what everything is called.
        may_edit: Whether one may be taken into the editor.
    """

    wanted = Signal(object)  # the Programme to work on

    def __init__(
        self, parent: QWidget | None, dated: Sequence[Dated], tabs: Sequence[Tab], *,
        may_edit: bool,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("The rules so far"), primary=tr("Close"), secondary="", width=620
        )
        page = ScrollPage(spacing=S)
        page.body.setContentsMargins(10, 0, 10, 0)
        page.setMinimumHeight(400)
        for number, one in enumerate(dated[:MOST]):
            before = dated[number + 1] if number + 1 < len(dated) else None
            lines = differences(before.programme, one.programme, tabs) if before else []
            page.body.addWidget(self._card(one, lines, may_edit=may_edit))
        page.body.addStretch(1)
        self.add(page)

    def _card(self, one: Dated, lines: Sequence[str], *, may_edit: bool) -> QWidget:
        said = [f"• {line}" for line in lines[:SHOWN]]
        if len(lines) > SHOWN:
            said.append(tr("and {n} more").format(n=fmt.number(len(lines) - SHOWN)))
        name = isolate(one.programme.name)
        days = Label(f"{_days(one)} {name}".strip(), "label", wrap=True)
        head = row(days, chip(state_name(one.state), _CHIPS[one.state]))
        head.setStretch(0, 1)
        who = tr("published on {day} by {name}").format(
            day=fmt.day(one.made_on), name=isolate(one.operator) or tr("the program")
        )
        made = card(head, caption(who, wrap=True), spacing=2)
        if said:
            made.body.addWidget(Label("\n".join(said), wrap=True))
        if may_edit and one.state != "in force":
            take = quiet_button(tr("Work on these"), icon_name="edit")
            take.clicked.connect(lambda: self._take(one))
            made.body.addLayout(row(None, take))
        return made

    def _take(self, one: Dated) -> None:
        self.wanted.emit(one.programme)
        self.accept()


def _days(one: Dated) -> str:
    first = (
        tr("From the beginning")
        if one.from_day <= club.FIRST_DAY
        else tr("From {day}").format(day=fmt.long_day(one.from_day))
    )
    if one.until is None or one.until < one.from_day:
        return first
    return tr("{first} until {day}").format(first=first, day=fmt.long_day(one.until))


def state_name(state: str) -> str:
    """Return how things stand with a programme."""
    return {
        "in force": tr("in force"), "planned": tr("planned"), "past": tr("past"),
        "replaced": tr("replaced the same day"),
    }[state]  # fmt: skip
