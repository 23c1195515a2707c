"""The page of answers: the library, how evenly it is used, what it lacks, and its topics."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.pages.answers.differences_view import DifferencesView
from loyaldesk.ui.pages.answers.library_view import LibraryView
from loyaldesk.ui.pages.answers.questions_view import QuestionsView
from loyaldesk.ui.pages.answers.topics_view import TopicsView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage


class AnswersPage(TabbedPage):
    """One answer to one question, whoever is asked.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        may = hall.desk.may
        tabs = (
            Tab(tr("Library"), lambda: LibraryView(hall)),
            Tab(tr("Without an answer"), lambda: QuestionsView(hall)),
            Tab(tr("How even"), lambda: DifferencesView(hall), may(Permission.REPORT_READ)),
            Tab(tr("Topics"), lambda: TopicsView(hall), may(Permission.ANSWER_EDIT)),
        )
        news = (events.AnswersChanged, events.ContactAdded)
        super().__init__(hall, tr("Answers"), tabs, news, parent)
