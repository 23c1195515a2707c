"""What is known of one member on the let-go board, in figures and words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtWidgets import QGridLayout

from loyaldesk.domain.letgo import usual_act
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight.letting_go import Candidate, Figures, LetGoRow
from loyaldesk.services.letgo_words import act_name, reason_name, state_name
from loyaldesk.ui.kit.buttons import Button, button, primary_button, quiet_button
from loyaldesk.ui.kit.labels import Label, chip, heading, muted, set_chip, trailing
from loyaldesk.ui.kit.layout import Card, M, S, row

DayOf = Callable[[datetime], date]
"""Tells the shop's day of a moment."""

TONES = {
    "proposed": "warn", "approved": "ok", "refused": "plain", "ended": "plain",
    "withdrawn": "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody of the board: a candidate, or a proposal as it stands.

    Attributes:
        member_id: Who.
        name: Their name.
        number: Their number.
        figures: Why they are here; None: proposed by hand, without sales.
        act: What is or would be done, in words.
        row: The proposal; None for a candidate.
    """

    member_id: int
    name: str
    number: str
    figures: Figures | None
    act: str
    row: LetGoRow | None = None

    @classmethod
    def of_candidate(cls, one: Candidate) -> "Shown":
        """Return somebody whom the figures show."""
        return cls(one.member_id, one.name, one.number, one.figures, act_name(one.act))

    @classmethod
    def of_row(cls, one: LetGoRow) -> "Shown":
        """Return somebody who was proposed, with the figures of that day."""
        figures = Figures(**one.figures) if one.figures else None
        return cls(one.member_id, one.who, one.number, figures,
                   act_name(one.act, one.most_contacts), one)  # fmt: skip

    @property
    def why(self) -> str:
        """Why they are here, in a few words."""
        return reason_name(self.figures.why if self.figures else "")

    @property
    def usual(self) -> str:
        """The act that is usually proposed for it."""
        return usual_act(self.figures.why if self.figures else "")


def figure_lines(figures: Figures) -> list[tuple[str, str]]:
    """Return the figures with their names."""
    return [
        (tr("Net"), fmt.amount_with_unit(figures.net)),
        (tr("Visits"), fmt.number(figures.visits)),
        (tr("Of these with a discount"), fmt.number(figures.discounted)),
        (tr("Discounts and rewards"), fmt.amount_with_unit(figures.given)),
        (tr("Goods that came back"), fmt.amount_with_unit(figures.returned)),
        (tr("Left for the shop"), fmt.amount_with_unit(figures.left)),
        (tr("Margin of all time"), fmt.amount_with_unit(figures.margin_ever)),
    ]


class LetGoPanel(Card):
    """One of the board, and what can be done; one button is the main one."""

    def __init__(self) -> None:
        super().__init__(spacing=M)
        self.name = heading("", 2)
        self.name.setWordWrap(True)
        self.state = chip("")
        self.why = Label("", wrap=True)
        self.act = Label("", "strong", wrap=True)
        self.story = muted("", wrap=True)
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(M)
        self.lines.setVerticalSpacing(S)
        self._labels = [(muted(""), _figure()) for _ in range(7)]
        for place, (name, value) in enumerate(self._labels):
            self.lines.addWidget(name, place, 0)
            self.lines.addWidget(value, place, 1)
        self.main: Button = primary_button("")
        self.second = button("")
        self.open = quiet_button(tr("Open the member"), icon_name="user")
        self.body.addLayout(row(self.name, None, self.state))
        self.body.addWidget(self.why)
        self.body.addWidget(self.act)
        self.body.addWidget(self.story)
        self.body.addLayout(row(self.main, self.second, None, spacing=S))
        self.body.addLayout(self.lines)  # below the buttons: those stand in the smallest window
        self.body.addLayout(row(self.open, None))

    def show_one(self, one: Shown, acts: tuple[str, str], day_of: DayOf) -> None:
        """Show *one* with the words of the two buttons; an empty word hides its button."""
        self.name.setText(isolate(one.name))
        self.why.setText(one.why)
        made = one.row
        self.state.setVisible(made is not None)
        if made is not None:
            set_chip(self.state, state_name(made.state), TONES[made.state])
        self.act.setText(tr("Proposed: {act}").format(act=one.act))
        told = figure_lines(one.figures) if one.figures is not None else []
        for place, labels in enumerate(self._labels):
            for label, text in zip(labels, told[place] if told else ("", ""), strict=True):
                label.setText(text)
                label.setVisible(bool(told))
        self.story.setText(_story(made, day_of) if made is not None else "")
        self.story.setVisible(made is not None)
        for each, words in zip((self.main, self.second), acts, strict=True):
            each.set_words(words)
            each.setVisible(bool(words))


def _figure() -> Label:
    made = Label("")
    made.setAlignment(trailing())
    return made


def _story(made: LetGoRow, day_of: DayOf) -> str:
    parts = [
        tr("{name}, {day}: {text}").format(
            name=isolate(made.operator), day=fmt.day(day_of(made.made_at)),
            text=isolate(made.reason),
        )
    ]  # fmt: skip
    if made.decided_at is not None:
        said = tr("{name}, {day}: {text}").format(
            name=isolate(made.decided_by), day=fmt.day(day_of(made.decided_at)),
            text=isolate(made.decision) if made.decision else state_name(made.state),
        )  # fmt: skip
        parts.append(said)
    if made.ended_at is not None:
        parts.append(tr("Ended on {day}").format(day=fmt.day(day_of(made.ended_at))))
    return "\n".join(parts)
