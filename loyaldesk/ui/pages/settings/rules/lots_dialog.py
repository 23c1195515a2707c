"""Giving old points the dates of the new rules: shown before, signed with a reason."""

from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import programmes
from loyaldesk.services.explain_words import points_words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.parts.hall import Hall


class LotsDialog(Dialog):
    """What would change, and the reason.

    Args:
        parent: The window it stands before.
        hall: What every page is given.
        preview: What it would do.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, preview: programmes.LotPreview
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("Give old points the new dates?"), primary=tr("Give the new dates"),
            danger=preview.members_losing > 0, width=520,
        )  # fmt: skip
        self._hall = hall
        self.moved = 0
        self.add(
            muted(
                tr(
                    "Points keep the last day they were given with. Here the rules of today can be"
                    " put on them all the same; no day comes nearer than 30 days from today."
                ),
                wrap=True,
            )
        )
        for line in preview_lines(preview):
            self.add(Label(line, wrap=True))
        if preview.members_losing:
            n = preview.members_losing
            self.add(Note(trn(
                "{n} member has points that end sooner. Tell them before.",
                "{n} members have points that end sooner. Tell them before.", n,
            ).format(n=fmt.number(n)), "warn"))  # fmt: skip
        reason = e.text(
            "reason", tr("Why"), tr("It is kept with every lot and in the log."), most=300
        )
        self.reason = reason.shown
        self.reason_text = reason.read
        self.add(self.reason)
        self.busy = BusyBar()
        self.add(self.busy)
        self.primary.setEnabled(preview.lots > 0)

    def submit(self) -> None:
        """Sign and carry it out."""
        if not isinstance(self.reason, Field):
            return
        if not self.reason_text():
            self.reason.set_error(tr("This is needed."))
            self.reason.widget.setFocus()
            return
        if not self._hall.confirm_secret(tr("Give old points the new dates")):
            return
        desk, reason = self._hall.desk, self.reason_text()
        self.primary.setEnabled(False)
        self.busy.start(tr("The lots get their new last day…"), may_cancel=False)
        self._hall.runner.run(
            lambda _progress: programmes.migrate_lots(desk, reason=reason),
            done=self._on_done, failed=self._on_failed,
        )  # fmt: skip

    def _on_done(self, moved: int) -> None:
        self.moved = moved
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.busy.finish()
        self.primary.setEnabled(True)
        errors.show(error, self)


def preview_lines(preview: programmes.LotPreview) -> list[str]:
    """Return what would change, a line each."""
    if not preview.lots:
        return [tr("All points have these dates already; nothing would change.")]
    n = preview.members
    lines = [
        trn("{points} of {n} member get another last day.",
            "{points} of {n} members get another last day.", n).format(
            points=points_words(preview.points), n=fmt.number(n)
        ),
        tr("{longer} lots end later, {sooner} end sooner.").format(
            longer=fmt.number(preview.lengthened), sooner=fmt.number(preview.shortened)
        ),
    ]  # fmt: skip
    if preview.soonest is not None:
        lines.append(
            tr("The nearest new last day is {day}.").format(day=fmt.long_day(preview.soonest))
        )
    return lines
