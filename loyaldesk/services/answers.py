"""The answer library: approved answers by topic, what was told before, how even answers are."""

import tomllib
from datetime import date

from loyaldesk.domain import answers as domain
from loyaldesk.domain.answers import (
    AnswerDraft,
    AnswerRow,
    Differences,
    OpenQuestionRow,
    Told,
    TopicDifference,
    TopicRow,
    VersionRow,
)
from loyaldesk.domain.errors import ChangedMeanwhile, Missing
from loyaldesk.domain.events import AnswersChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt, paths
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean, is_storable, isolate
from loyaldesk.services import club
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import answers as store
from loyaldesk.store.merging import kept

__all__ = [
    "AnswerDraft", "AnswerRow", "Differences", "OpenQuestionRow", "Told", "TopicDifference",
    "TopicRow", "VersionRow",
]  # fmt: skip

FOUND = 20
"""Answers that a search shows."""

TOLD = 50
"""How far back what a member was told is shown."""


def topics(desk: Desk, *, only_on: bool = False) -> list[TopicRow]:
    """Return the topics, all or those in use."""
    with desk.reading(Permission.ANSWER_READ):
        return store.topics(desk.db, only_on=only_on)


def add_topic(desk: Desk, name_fa: str, name_en: str = "") -> int:
    """Make a topic and return its id.

    Raises:
        BadInput: If it has no name, too long a one, or one that another topic has.
    """
    names = _topic_names(name_fa, name_en)
    with desk.change(Permission.ANSWER_EDIT) as change:
        return _add_topic(change, *names)


def _add_topic(change: Change, name_fa: str, name_en: str) -> int:
    _refuse_taken(change, name_fa, name_en)
    topic_id = store.add_topic(change.db, name_fa, name_en)
    change.note("topic.add", "topic", topic_id)
    change.tell(AnswersChanged())
    return topic_id


def change_topic(desk: Desk, topic_id: int, name_fa: str, name_en: str, *, is_on: bool) -> None:
    """Name a topic anew, and take it in or out of use; its answers stay.

    Raises:
        BadInput: As for a new one.
        Missing: If there is no such topic.
    """
    names = _topic_names(name_fa, name_en)
    with desk.change(Permission.ANSWER_EDIT) as change:
        _refuse_taken(change, *names, but=topic_id)
        if not store.change_topic(
            change.db, topic_id, name_fa=names[0], name_en=names[1], is_on=is_on
        ):
            raise Missing("topic")
        change.note("topic.change", "topic", topic_id, on=is_on)
        change.tell(AnswersChanged())


def _topic_names(name_fa: str, name_en: str) -> tuple[str, str]:
    names = domain.checked_name("name_fa", name_fa), domain.checked_name("name_en", name_en)
    if not any(names):
        raise BadInput("name_fa", "empty")
    return names


def _refuse_taken(change: Change, name_fa: str, name_en: str, but: int = 0) -> None:
    if store.topic_named(change.db, (name_fa, name_en), but):
        raise BadInput("name_fa", "taken", name_fa or name_en)


def write(
    desk: Desk, draft: AnswerDraft, answer_id: int | None = None, version: int = 0
) -> AnswerRow:
    """Store words that wait for approval: of a new answer, or new words of one there is.

    Until they are approved the approved words stay in force.

    Args:
        desk: Where and who.
        draft: The words.
        answer_id: The answer that gets new words; None: a new one.
        version: Of the answer that was shown when editing began.

    Raises:
        SeveralBadInputs: With each field that cannot be used.
        Missing: If there is no such topic or answer.
        ChangedMeanwhile: If somebody else changed the answer since.
    """
    draft = domain.checked(draft)
    with desk.change(Permission.ANSWER_EDIT) as change:
        return _write(change, draft, answer_id, version)


def _write(change: Change, draft: AnswerDraft, answer_id: int | None, version: int) -> AnswerRow:
    if not store.has_topic(change.db, draft.topic_id):
        raise Missing("topic")
    by = change.desk.operator.id
    if answer_id is None:
        answer_id = store.add_answer(change.db, draft.topic_id, change.now, by)
    else:
        _touch(change, answer_id, version, topic_id=draft.topic_id)
    store.put_draft(change.db, answer_id, draft, change.now, by)
    change.note("answer.write", "answer", answer_id)
    change.tell(AnswersChanged())
    return _one(change, answer_id)


def _touch(
    change: Change, answer_id: int, version: int, *, topic_id: int | None = None,
    is_on: bool | None = None,
) -> None:  # fmt: skip
    if store.touch(change.db, answer_id, version, topic_id=topic_id, is_on=is_on):
        return
    if store.version_of(change.db, answer_id) is None:
        raise Missing("answer")
    raise ChangedMeanwhile("answer")


def _one(change: Change, answer_id: int) -> AnswerRow:
    row = store.one(change.db, answer_id)
    if row is None:
        raise Missing("answer")
    return row


def approve(desk: Desk, answer_id: int, version: int) -> AnswerRow:
    """Let the waiting words of an answer replace the approved ones; they never change after it.

    Whoever may edit the library may approve, also what they wrote: a small shop has one manager,
    and the trail says who did both.

    Raises:
        Missing: If there is no such answer or nothing waits.
        ChangedMeanwhile: If somebody else changed the answer since *version*.
    """
    with desk.change(Permission.ANSWER_EDIT) as change:
        return _approve(change, answer_id, version)


def _approve(change: Change, answer_id: int, version: int) -> AnswerRow:
    _touch(change, answer_id, version, is_on=True)
    number = store.approve(change.db, answer_id, change.now, change.desk.operator.id)
    if number is None:
        raise Missing("answer draft")
    change.note("answer.approve", "answer", answer_id, number=number)
    change.tell(AnswersChanged())
    return _one(change, answer_id)


def withdraw(desk: Desk, answer_id: int, version: int, *, reason: str) -> AnswerRow:
    """Take an answer out of use; what was told stays on record.

    Raises:
        BadInput: If no reason is given.
        Missing: If it has no approved words.
        ChangedMeanwhile: If somebody else changed the answer since *version*.
    """
    if not is_storable(reason):
        raise BadInput("reason", "unstorable")
    why = clean(reason)
    if not why:
        raise BadInput("reason", "empty")
    if len(why) > domain.LONGEST_REASON:
        raise BadInput("reason", "too long", why[:80], domain.LONGEST_REASON)
    with desk.change(Permission.ANSWER_EDIT) as change:
        _touch(change, answer_id, version, is_on=False)
        if not store.end_approved(change.db, answer_id, change.now, why):
            raise Missing("approved answer")
        change.note("answer.withdraw", "answer", answer_id)
        change.tell(AnswersChanged())
        return _one(change, answer_id)


def drop_draft(desk: Desk, answer_id: int, version: int) -> None:
    """Throw away words that wait for approval; an answer that never had others goes with them.

    Raises:
        Missing: If nothing waits.
        ChangedMeanwhile: If somebody else changed the answer since *version*.
    """
    with desk.change(Permission.ANSWER_EDIT) as change:
        _touch(change, answer_id, version)
        if not store.drop_draft(change.db, answer_id):
            raise Missing("answer draft")
        change.note("answer.drop", "answer", answer_id)
        change.tell(AnswersChanged())


def find(desk: Desk, text: str, limit: int = FOUND) -> list[AnswerRow]:
    """Return the approved answers that fit a question in either language, the best first.

    Without any word it returns the first ones by topic.
    """
    words = domain.terms(text[:500].replace("\0", " "))
    with desk.reading(Permission.ANSWER_READ):
        if not words:
            on = {row.id for row in store.topics(desk.db, only_on=True)}
            rows = store.listing(desk.db, None, "approved")
            return [row for row in rows if row.topic_id in on][:limit]
        return store.find(desk.db, words, limit)


def listing(desk: Desk, topic_id: int | None = None, state: str = "") -> list[AnswerRow]:
    """Return answers by topic; *state*: ``approved``, ``withdrawn`` or ``draft`` (words wait)."""
    with desk.reading(Permission.ANSWER_READ):
        return store.listing(desk.db, topic_id, state)


def detail(desk: Desk, answer_id: int) -> tuple[AnswerRow, list[VersionRow]]:
    """Return an answer with all its versions, the newest first.

    Raises:
        Missing: If there is no such answer.
    """
    with desk.reading(Permission.ANSWER_READ):
        row = store.one(desk.db, answer_id)
        if row is None:
            raise Missing("answer")
        return row, store.versions(desk.db, answer_id)


def filled(desk: Desk, text: str) -> str:
    """Return an answer's text with the shop's name and telephone in it.

    Both are isolated: no sentence can turn the parts of a number around.
    """
    facts = club.facts(desk)
    with desk.reading(Permission.ANSWER_READ):
        number = facts.settings.phone
        phone = fmt.code(number) if number else tr("the shop's telephone")
        return domain.filled(text, shop=isolate(facts.shop), phone=phone)


def told(
    desk: Desk, member_id: int, topic_id: int | None = None, *, limit: int = TOLD
) -> list[Told]:
    """Return what a member was told before, on one topic or any, the latest first."""
    with desk.reading(Permission.ANSWER_READ):
        desk.require(Permission.MEMBER_READ)
        return store.told(desk.db, kept(desk.db, member_id), topic_id, limit)


def differences(desk: Desk, first: date, last: date) -> Differences:
    """Return how evenly topics were answered from *first* to *last*, the least even first.

    Response consistency is the share of contacts with a topic in which an answer was given that
    was approved at that moment.
    """
    with desk.reading(Permission.REPORT_READ):
        names = {row.id: row for row in store.topics(desk.db)}
        given = store.given(desk.db, first, last)
    made = []
    for topic_id in dict.fromkeys(one.topic_id for one in given):
        of_topic = tuple(one for one in given if one.topic_id == topic_id)
        name = names[topic_id]
        made.append(
            TopicDifference(
                topic_id, name.name_fa, name.name_en, sum(one.times for one in of_topic),
                sum(one.approved for one in of_topic), of_topic,
            )
        )  # fmt: skip
    made.sort(key=lambda one: (one.share or 0, -one.contacts, one.topic_id))
    return Differences(
        first, last, sum(one.contacts for one in made), sum(one.approved for one in made),
        tuple(made),
    )  # fmt: skip


def ask(desk: Desk, text: str, topic_id: int | None = None) -> int:
    """Count a question that the library cannot answer; return how often it was asked by now.

    Raises:
        BadInput: If it is empty, too long or cannot be stored.
        Missing: If there is no such topic.
    """
    if not is_storable(text):
        raise BadInput("question", "unstorable")
    done, key = clean(text), domain.question_key(text)
    if not key:
        raise BadInput("question", "empty")
    if len(done) > domain.LONGEST_QUESTION:
        raise BadInput("question", "too long", done[:80], domain.LONGEST_QUESTION)
    with desk.change(Permission.CONTACT_WRITE) as change:
        if topic_id is not None and not store.has_topic(change.db, topic_id):
            raise Missing("topic")
        id_, times = store.ask(change.db, topic_id, done, key, change.now, desk.operator.id)
        change.note("question.ask", "question", id_, times=times)
        change.tell(AnswersChanged())
    return times


def open_questions(desk: Desk) -> list[OpenQuestionRow]:
    """Return the questions without an answer, the most frequent first."""
    with desk.reading(Permission.ANSWER_READ):
        return store.open_questions(desk.db)


def close_question(desk: Desk, question_id: int, answer_id: int) -> None:
    """Say which answer of the library answers a question from now on.

    Raises:
        Missing: If there is no such answer, or no such question that is open.
    """
    with desk.change(Permission.ANSWER_EDIT) as change:
        _one(change, answer_id)
        if not store.close_question(change.db, question_id, answer_id):
            raise Missing("question")
        change.note("question.close", "question", question_id, answer=answer_id)
        change.tell(AnswersChanged())


def seed(desk: Desk, *, approved: bool = True) -> int:
    """Put the starter set into an empty library and return how many answers it has.

    A library that has anything stays as it is, and 0 is returned.

    Args:
        desk: Where and who.
        approved: Whether they are in force at once; else each waits to be read and approved.
    """
    read = tomllib.loads(paths.resource("answers", "starter.toml").read_text("utf-8"))
    count = 0
    with desk.change(Permission.ANSWER_EDIT) as change:
        if store.topics(change.db):
            return 0
        for topic in read["topic"]:
            topic_id = _add_topic(change, topic["fa"], topic["en"])
            for words in topic["answer"]:
                row = _write(change, domain.checked(AnswerDraft(topic_id, **words)), None, 0)
                if approved:
                    _approve(change, row.id, row.version)
                count += 1
    return count
