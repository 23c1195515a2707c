"""What a person wants to know on the page of statistics, shared by all its tabs."""

from PySide6.QtCore import QObject, Signal

from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Shelf


class Asking(QObject):
    """The question on view, and what was reckoned for it.

    Args:
        desk: Whose day it is.
        question: What is asked first.
    """

    changed = Signal()

    def __init__(self, desk: Desk, question: Question) -> None:
        super().__init__()
        self.desk = desk
        self.question = question
        self.shelf = Shelf()

    def ask(self, question: Question) -> None:
        """Ask something else; the same again says nothing."""
        if question != self.question:
            self.question = question
            self.changed.emit()
