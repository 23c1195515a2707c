"""The page of answers: the starter set, writing and approving, how evenly topics are answered."""

from contextlib import ExitStack

import pytest

from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.services import answers, contacts
from loyaldesk.ui.pages.answers.edit_dialog import AnswerEditDialog
from loyaldesk.ui.pages.answers.page import AnswersPage
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.pages.hands import standing
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    pass


@pytest.fixture
def show(desk):
    with ExitStack() as open_pages:

        def make(who=desk):
            page = open_pages.enter_context(standing(AnswersPage, who))
            page.resize(1100, 640)
            settle()
            return page

        yield make


def test_an_empty_library_offers_a_starter_set(desk, show):
    page = show()
    library = page.view()
    assert not library.table.rows_model.rows
    library.table._empty.button.click()
    settle()
    assert len(library.table.rows_model.rows) == len(answers.listing(desk)) > 20
    assert library.state_chip.text() == "approved"
    assert cut_texts(page) == []


def test_an_answer_is_found_by_its_words_in_either_language(desk, show):
    answers.seed(desk)
    library = show().view()
    library.search.setText("ساعت")
    library.refresh()
    found = library.table.rows_model.rows
    assert 0 < len(found) < 26
    assert all("ساعت" in one.question_fa + one.text_fa + one.topic_fa for one in found)


def test_new_words_wait_until_they_are_approved(desk, show):
    answers.seed(desk)
    library = show().view()
    one = library.table.selected_row()
    dialog = AnswerEditDialog(library, library._hall, one)
    dialog.fields["text_en"].widget.setPlainText("We are open from nine to nine.")
    dialog.at_once.setChecked(False)
    dialog.submit()
    library.refresh()
    library.table.select([row.id for row in library.table.rows_model.rows].index(one.id))
    assert library.approve.isVisible()
    assert answers.detail(desk, one.id)[0].text_en == one.text_en  # the old words are in force
    library.approve.click()
    assert answers.detail(desk, one.id)[0].text_en == "We are open from nine to nine."


def test_an_answer_without_words_is_told_beside_its_field(desk, show):
    answers.seed(desk)
    library = show().view()
    dialog = AnswerEditDialog(library, library._hall, None)
    dialog.show()
    dialog.submit()
    assert dialog.isVisible()
    assert any(field.error() for field in dialog.fields.values())
    dialog.deleteLater()


def test_writing_an_answer_closes_the_question_it_came_from(desk, show, monkeypatch):
    answers.seed(desk)
    answers.ask(desk, "Do you have parking?")
    view = show().open_tab("Without an answer")
    view.table.select(0)

    def fill_in(dialog):
        assert dialog.fields["question_en"].widget.text() == "Do you have parking?"
        dialog.fields["text_en"].widget.setPlainText("Yes, behind the shop.")
        dialog.submit()

    monkeypatch.setattr(AnswerEditDialog, "exec", fill_in)
    view.write.click()
    assert answers.open_questions(desk) == []
    assert [row.text_en for row in answers.find(desk, "parking")] == ["Yes, behind the shop."]


def test_own_words_beside_the_approved_answer_are_uneven(desk, show):
    answers.seed(desk)
    row = answers.listing(desk)[0]
    member = make_member(desk).id
    for number, version in enumerate((row.version_id, row.version_id, row.version_id, None)):
        contacts.add(
            desk,
            ContactDraft(f"c{number}", member, topic_id=row.topic_id, answer_version_id=version),
        )
    view = show().open_tab("How even")
    assert view.share.text() == "75%"  # 3 of 4 contacts
    assert [way.words for way in view.ways.rows_model.rows][-1] == "Own words"


def test_a_cashier_reads_and_changes_nothing(desk, show):
    answers.seed(desk)
    page = show(desk_of(desk, Role.CASHIER))
    assert page.titles() == ["Library", "Without an answer"]
    library = page.view()
    assert not library.new.isVisible()
    assert not library.edit.isVisible()
    assert not library.withdraw.isVisible()
