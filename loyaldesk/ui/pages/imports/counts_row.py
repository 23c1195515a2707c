"""What an import does or did, as a row of figures."""

from loyaldesk.domain.importing import MEMBERS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.imports import Counts, ImportResult
from loyaldesk.ui.kit.labels import caption, number
from loyaldesk.ui.kit.layout import XS, Card, M, row


def counts_of(result: ImportResult) -> Counts:
    """Return the figures of an import that was done."""
    return Counts(
        result.rows, result.added, result.members_added, result.already_there, result.visits,
        result.bad,
    )  # fmt: skip


def figures(counts: Counts, kind: str) -> list[tuple[str, int]]:
    """Return name and value of each figure that matters for *kind* of list."""
    found = [(tr("Rows of the file"), counts.rows)]
    if kind == MEMBERS:
        found.append((tr("New members"), counts.members_added))
    else:
        found.append((tr("New sales"), counts.added))
        if counts.visits:
            found.append((tr("of them visits"), counts.visits))
        found.append((tr("New members"), counts.members_added))
    found += [(tr("Already there"), counts.already_there), (tr("Bad rows"), counts.bad)]
    return found


class CountsRow(Card):
    """The figures beside each other; what is there already and what is bad are in it too."""

    def __init__(self) -> None:
        super().__init__()
        self._line = row(spacing=M)
        self.body.addLayout(self._line)
        self.shown: dict[str, int] = {}

    def show_counts(self, counts: Counts, kind: str) -> None:
        """Show *counts* instead of those before."""
        while (item := self._line.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.shown = dict(figures(counts, kind))
        for name, value in self.shown.items():
            self._line.addWidget(_Figure(name, value), 1)


class _Figure(Card):
    def __init__(self, name: str, value: int) -> None:
        super().__init__(number(fmt.number(value)), caption(name), spacing=XS)
        self.setProperty("card", "false")
        self.body.setContentsMargins(0, 0, 0, 0)
