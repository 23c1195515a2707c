"""Writing a voice down, answering whoever said it, and points as thanks."""

import uuid

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.feedback import KINDS, TELLING, FeedbackDraft
from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import feedback, feedback_points, request_terms
from loyaldesk.services.approvals import Approval
from loyaldesk.services.feedback import FeedbackRow
from loyaldesk.services.request_words import kind_name, way_name
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.pages.requests import words
from loyaldesk.ui.pages.requests.forms import FormDialog, line_field
from loyaldesk.ui.pages.requests.who import WhoPick
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText
from loyaldesk.ui.parts.second_person import AgreedDialog

_NOBODY = 0


class VoiceForm(FormDialog):
    """Writes down an idea, opinion, fault or thanks: its digit, a sentence, Ctrl+Enter.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: Who is on view; 0: nobody.
    """

    def __init__(self, parent: QWidget, hall: Hall, member_id: int = 0) -> None:
        super().__init__(
            parent, tr("New idea or thanks"), primary=tr("Write it down"), width=600
        )  # fmt: skip
        self._hall = hall
        self._key = uuid.uuid4().hex
        self.made: feedback.Taken | None = None
        self.kind: DigitChoice[str] = DigitChoice(
            [(kind_name(code), code) for code in KINDS], tr("Kind"), columns=2
        )
        self.kind_field = Field(tr("What is it?"), self.kind)
        self.text = Field(tr("In their words"), LongText(2000, 80))
        self.who = WhoPick(
            hall.desk, member_id, may_be_stranger=False,
            hint=tr("Leave it empty if nobody in the club is concerned."),
        )  # fmt: skip
        self.product = line_field(tr("Product"))
        people = [(tr("Everybody"), _NOBODY), *words.owners(hall.desk)]
        self.praised: Field[Choice[int]] = Field(tr("Who is thanked"), Choice(people))
        self.add(self.kind_field, self.text, self.praised, self.product, self.who)
        self.praised.hide()
        self.kind.chosen.connect(self._on_kind)
        self.kind.setFocus()

    def typed(self) -> str:
        """Return what was typed."""
        return self.text.widget.text() + self.product.widget.text() + self.who.typed()

    def do(self) -> None:
        """Write it down, and say by when it is answered."""
        self.fields = {
            "kind": self.kind_field, "text": self.text, "product": self.product,
            "praised": self.praised, **self.who.fields(),
        }  # fmt: skip
        who, kind = self.who.known(), self.kind.value() or ""
        praised = self.praised.widget.value() or None
        self.made = feedback.take(
            self._hall.desk,
            FeedbackDraft(
                self._key, kind, self.text.widget.text(), who.member_id, who.prospect_id,
                self.product.widget.text(), praised if kind == "thanks" else None,
            ),
        )  # fmt: skip
        due = self.made.due_at
        said = tr("Written down with number {n}.").format(n=fmt.number(self.made.number))
        if due is not None:
            when = words.due_words(due, self._hall.desk)
            said = f"{said} {tr('To be answered by {time}.').format(time=when)}"
        self._hall.toasts.show(said)

    def _on_kind(self, kind: str) -> None:
        self.kind_field.clear_error()
        self.praised.setVisible(kind == "thanks")
        self.text.widget.setFocus()


class AnswerForm(FormDialog):
    """Answers whoever said it, or says what became of it.

    Args:
        parent: The page.
        hall: Where and who.
        one: The voice.
    """

    def __init__(self, parent: QWidget, hall: Hall, one: FeedbackRow) -> None:
        title = tr("Answer {who}").format(who=isolate(one.who or tr("nobody")))
        super().__init__(parent, title, width=560)
        self._desk, self._one = hall.desk, one
        ways = TELLING if one.member_id or one.prospect_id else TELLING[:1]
        self.text = Field(tr("Answer"), LongText(2000, 96))
        self.text.widget.setPlainText(one.answer or one.we_did)
        self.way: Field[Choice[str]] = Field(
            tr("How"), Choice([(way_name(code), code) for code in ways])
        )
        self.next: Field[DateEdit] = Field(
            tr("Looked at again on (may stay empty)"),
            DateEdit(hall.desk.today, first=hall.desk.today()),
        )
        self.fields = {"answer": self.text, "way": self.way, "next_on": self.next}
        self.add(Label(isolate(one.text), "muted", wrap=True), self.text, self.way, self.next)
        self.next.setVisible(one.is_open)
        self._before = self.text.widget.text()
        self.text.widget.setFocus()

    def typed(self) -> str:
        """Return the answer, if it is other than before."""
        return "" if self.text.widget.text() == self._before else self.text.widget.text()

    def do(self) -> None:
        """Keep the answer; by a way that goes out it is a contact too."""
        if self.next.widget.error():
            raise BadInput("next_on", "not a day", self.next.widget.text()[:40])
        feedback.answer(
            self._desk, self._one.id, self.text.widget.text(),
            way=self.way.widget.value() or "told", version=self._one.version,
            next_on=self.next.widget.day(),
        )  # fmt: skip


class ToldForm(FormDialog):
    """Says how whoever said it was told what became of it."""

    def __init__(self, parent: QWidget, hall: Hall, one: FeedbackRow) -> None:
        title = tr("{who} was told").format(who=isolate(one.who))
        super().__init__(parent, title, primary=tr("Keep"), width=560)
        self._desk, self._one = hall.desk, one
        self.way: DigitChoice[str] = DigitChoice(
            [(way_name(code), code) for code in TELLING], tr("How")
        )
        self.fields = {"way": Field(tr("How"), self.way)}
        self.add(Label(isolate(one.we_did or one.answer), "muted", wrap=True), self.fields["way"])
        self.way.chosen.connect(lambda _way: self.primary.setFocus())
        self.way.setFocus()

    def do(self) -> None:
        """Close the loop."""
        feedback.tell(
            self._desk, self._one.id, way=self.way.value() or "", version=self._one.version
        )


class ThanksForm(AgreedDialog):
    """Gives a member points as thanks; above the limit a second person agrees."""

    def __init__(self, parent: QWidget, hall: Hall, one: FeedbackRow) -> None:
        super().__init__(parent, hall, tr("Points as thanks"), tr("Give the points"))
        self._one = one
        self._limit = request_terms.terms(hall.desk).terms.feedback_points
        self.points = Field(tr("Points"), DigitsEdit("number", most=len(str(MOST_POINTS))))
        if self._limit:
            self.points.set_hint(
                tr("Up to {limit} points you give alone.").format(limit=fmt.number(self._limit))
            )
        who = tr("{name} said: {text}").format(name=isolate(one.who), text=isolate(one.text))
        self.add(Label(who, "muted", wrap=True), self.points, self.second)
        self.points.widget.changed.connect(self._tell_second)
        self._tell_second()
        self.points.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether points were typed."""
        return bool(self.points.widget.text())

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {"points": self.points}

    def check(self) -> None:
        """Refuse no points at all."""
        if self.points.widget.number() is None:
            raise BadInput("points", "empty")

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, member and amount of the leave."""
        return feedback_points.ACT, self._one.member_id or 0, self.points.widget.number() or 0

    def book(self, approval: Approval | None) -> None:
        """Give the points."""
        feedback_points.give_points(
            self._desk, self._one.id, self.points.widget.number() or 0,
            version=self._one.version, approval=approval,
        )  # fmt: skip

    def _tell_second(self) -> None:
        amount = self.points.widget.number() or 0
        why = tr("Above {limit} points a second person agrees, here at this desk.")
        is_above = amount > self._limit
        self.need_second(why.format(limit=fmt.number(self._limit)) if is_above else "")
