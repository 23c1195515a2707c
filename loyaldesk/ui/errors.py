"""The one place that shows errors: under their field, beside the work, or as a crash."""

import sys
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services.words import bad_input, words
from loyaldesk.ui.kit.dialog import tell
from loyaldesk.ui.kit.field import Field


def show_on(
    fields: Mapping[str, Field[Any]], error: Exception, owner: QWidget | None = None
) -> None:
    """Show *error* under the fields it is about, the rest beside them.

    Args:
        fields: By the name each has in the draft.
        error: What was raised.
        owner: The dialog the fields stand in, or any widget of the window; what belongs to no
            field is said there: by its ``set_error(text)`` if it has one.
    """
    for field in fields.values():
        field.clear_error()
    if owner is not None and hasattr(owner, "set_error"):
        owner.set_error("")
    rest = []
    wrong = []
    for problem in _problems(error):
        if problem.field in fields:
            fields[problem.field].set_error(bad_input(problem))
            wrong.append(fields[problem.field])
        else:
            rest.append(words(problem))
    if wrong:
        wrong[0].widget.setFocus()
    if rest:
        _say(" ".join(rest), owner)
    elif not wrong:
        show(error, owner)


def show(error: Exception, owner: QWidget | None = None) -> None:
    """Say in one sentence what went wrong; what nobody foresaw goes to the crash dialog.

    Args:
        error: What was raised.
        owner: Where it happened; something with ``set_error`` says it itself.
    """
    if isinstance(error, ClubError | Cancelled):
        _say(words(error), owner)
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def _problems(error: Exception) -> tuple[BadInput, ...]:
    if isinstance(error, SeveralBadInputs):
        return error.problems
    return (error,) if isinstance(error, BadInput) else ()


def _say(text: str, owner: QWidget | None) -> None:
    if owner is not None and hasattr(owner, "set_error"):
        owner.set_error(text)
    else:
        parent = owner.window() if owner is not None else QApplication.activeWindow()
        tell(parent, tr("This did not work"), text, "warn")
