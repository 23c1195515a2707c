"""What there is to say about entries and days, for tooltips and screen readers."""

from collections.abc import Iterable

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.agenda.days import clock
from loyaldesk.ui.kit.agenda.entry import DayNote, Entry


def words_of(entry: Entry) -> str:
    """Return what there is to say about *entry*, in lines."""
    time = clock(entry.minute) if entry.minute is not None else tr("All day")
    lines = [f"{time} · {entry.title}", entry.beside, entry.hint]
    if entry.tone == "done":
        lines.append(tr("Done"))
    return "\n".join(filter(None, lines))


def words_of_notes(notes: Iterable[DayNote]) -> list[str]:
    """Return what is said about a day, each with what it means for work."""
    told = []
    for note in notes:
        parts = [note.text]
        if note.is_closed:
            parts.append(tr("Closed"))
        if note.is_mourning:
            parts.append(tr("Mourning"))
        told.append(" · ".join(filter(None, parts)))
    return told
