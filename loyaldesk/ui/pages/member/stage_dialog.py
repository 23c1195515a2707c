"""The stage of a member set by hand, with a reason; the rule takes over when it changes."""

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight.mark_names import stage_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import reason_field


class StageDialog(Dialog):
    """Sets a member's stage by hand.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: Whose stage.
    """

    def __init__(self, parent: QWidget, hall: Hall, member_id: int) -> None:
        from loyaldesk.domain.insight.stages import STAGES  # noqa: PLC0415 - numpy when needed
        from loyaldesk.services.insight import marking  # noqa: PLC0415 - as above

        super().__init__(parent, tr("Set the stage by hand"), primary=tr("Set the stage"),
                         width=520)  # fmt: skip
        self._hall, self._member_id = hall, member_id
        self._set = marking.set_stage
        self.marked = marking.of_member(hall.desk, member_id)
        moves = self.marked.moves
        why = marking.why_words(moves[0]) if moves else ""
        self.now = Label(self._now(why), wrap=True)
        self.stage: Field[DigitChoice[str]] = Field(
            tr("Stage"),
            DigitChoice([(stage_name(code), code) for code in STAGES], tr("Stage"), columns=2),
        )
        self.stage.widget.set_value(self.marked.stage or None)
        self.reason: Field[QLineEdit] = reason_field()
        self.stage.widget.chosen.connect(lambda _code: self.reason.widget.setFocus())
        self.add(
            self.now, self.stage, self.reason,
            muted(
                tr("It stays until the rule comes to another answer than today, such as after a"
                   " visit or a long silence."), wrap=True,
            ),
        )  # fmt: skip

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.reason.widget.text().strip())

    def submit(self) -> None:
        """Set the stage, or say what stands in the way."""
        for field in (self.stage, self.reason):
            field.clear_error()
        self.set_error("")
        code = self.stage.widget.value()
        if code is None:
            self.stage.set_error(tr("Choose a stage."))
            self.stage.widget.setFocus()
            return
        try:
            self._set(self._hall.desk, self._member_id, code, self.reason.widget.text())
        except ClubError as error:
            show_on({"stage": self.stage, "reason": self.reason}, error, self)
            return
        self._hall.toasts.show(tr("Stage: {stage}").format(stage=stage_name(code)))
        self.accept()

    def _now(self, why: str) -> str:
        marked = self.marked
        if not marked.stage or marked.stage_on is None:
            return tr("No stage yet: the night gives every member one.")
        said = tr("Now: {stage}, since {day}.").format(
            stage=stage_name(marked.stage), day=fmt.day(marked.stage_on)
        )
        return f"{said} {isolate(why)}" if why else said
