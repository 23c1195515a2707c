"""Trying something on a part of a list: what is done, how many are asked, how many held back."""

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.insight import trial as domain
from loyaldesk.domain.insight.trial import TrialDraft
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import trials
from loyaldesk.services.insight.mark_names import risk_name
from loyaldesk.services.insight.trials import Begun, TrialResult
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog, ask
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead, muted
from loyaldesk.ui.kit.layout import M, row

MOST_TOLD = 3
"""Trials that run now and stand in the window, the newest first."""


class TrialDialog(Dialog):
    """Begins a trial on the members of a list, and ends those that run.

    Args:
        parent: The list.
        desk: Where and who.
        kind: Which list it is.
        ids: Who stands in it, most at stake first.
    """

    def __init__(self, parent: QWidget, desk: Desk, kind: str, ids: Sequence[int]) -> None:
        super().__init__(parent, tr("Try it on a part"), primary=tr("Begin the trial"), width=520)
        self._desk, self._kind = desk, kind
        self._key = uuid.uuid4().hex
        self.begun: Begun | None = None
        self.free = trials.eligible(desk, ids)
        self.name = Field(tr("Name of the trial"), _line())
        self.act = Field(
            tr("What is done with those who are asked"), _line(),
            tr("For example: call and offer 10 %. It stands on their follow-ups."),
        )  # fmt: skip
        self.share = Field(
            tr("Held back (percent)"), CountEdit(domain.LEAST_HELD, domain.MOST_HELD)
        )
        self.share.widget.setValue(domain.USUAL_HELD)
        self.days = Field(
            tr("Days that are looked at"), CountEdit(domain.LEAST_DAYS, domain.MOST_DAYS)
        )
        self.days.widget.setValue(domain.USUAL_DAYS)
        self.preview = Label("", "strong", wrap=True)
        both = row(self.share, self.days, spacing=M)
        self.add(
            muted(
                tr("List: {name}. Who is held back is drawn by lot and gets no follow-up meanwhile;"
                   " what the others do better is what asking brings.").format(
                       name=risk_name(kind)), wrap=True,
            ),
            self.name, self.act, both, self.preview,
        )  # fmt: skip
        self.ends = [self._tell(one) for one in _running(desk)]
        self.share.widget.valueChanged.connect(self._foretell)
        self._foretell()
        self.name.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return bool(self.name.widget.text().strip() or self.act.widget.text().strip())

    def submit(self) -> None:
        """Begin the trial."""
        fields: dict[str, Field[Any]] = {
            "name": self.name, "act": self.act, "share_held": self.share, "days": self.days,
        }  # fmt: skip
        draft = TrialDraft(
            self._key, self.name.widget.text(), self.act.widget.text(), self._kind,
            tuple(self.free), self.share.widget.value(), self.days.widget.value(),
        )  # fmt: skip
        try:
            self.begun = trials.start(self._desk, draft)
        except ClubError as error:
            show_on(fields, error, self)
            return
        self.accept()

    def _foretell(self) -> None:
        """Tell how many are asked and held back, or that they are too few."""
        asked, held = domain.sizes(len(self.free), self.share.widget.value())
        is_enough = min(asked, held) >= domain.LEAST
        self.primary.setEnabled(is_enough)
        self.preview.setText(
            _sizes(asked, held) if is_enough
            else trn(
                "{n} member of this list is free: too few, each side needs {least}.",
                "{n} members of this list are free: too few, each side needs {least}.",
                len(self.free),
            ).format(n=fmt.number(len(self.free)), least=fmt.number(domain.LEAST))
        )  # fmt: skip

    def _tell(self, one: TrialResult) -> QWidget:
        """Put a trial that runs into the form, and return its button."""
        last = domain.last_day(one.trial.began_on, one.trial.days)
        told = Label(
            tr("«{name}» runs until {day}: {sizes}").format(
                name=isolate(one.trial.name), day=fmt.day(last),
                sizes=_sizes(len(one.asked), len(one.held)),
            ), wrap=True,
        )  # fmt: skip
        stop = quiet_button(tr("End it"))
        stop.setAutoDefault(False)
        line = row(told, stop, spacing=M)
        line.setStretch(0, 1)
        self.add(line)
        stop.clicked.connect(partial(self._end, one, stop))
        return stop

    def _end(self, one: TrialResult, stop: QWidget) -> None:
        if not ask(
            self, tr("End the trial?"),
            tr("Its days are not over: nothing will be said of it. Its follow-ups stay."),
            tr("End the trial"), tr("Let it run"), danger=True,
        ):  # fmt: skip
            return
        try:
            trials.end(self._desk, one.trial.id)
        except ClubError as error:
            show(error, self)
            return
        stop.setEnabled(False)
        held = [id_ for id_ in one.held if id_ not in self.free]
        self.free += trials.eligible(self._desk, held)
        self._foretell()


def begun_words(begun: Begun) -> str:
    """Return that a trial was begun, with its sizes."""
    return tr("The trial was begun: {sizes}").format(sizes=_sizes(begun.asked, begun.held))


def _sizes(asked: int, held: int) -> str:
    return tr("{asked} are asked, {held} are held back.").format(
        asked=fmt.number(asked), held=fmt.number(held)
    )


def _running(desk: Desk) -> list[TrialResult]:
    found = [one for one in trials.results(desk) if one.outcome.word == domain.EARLY]
    return found[:MOST_TOLD]


def _line() -> QLineEdit:
    edit = QLineEdit()
    lead(edit)
    return edit
