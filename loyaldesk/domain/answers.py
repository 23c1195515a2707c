"""The shop's approved answers: what makes one, what a search looks for, how even they are given."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.persian import clean, clean_lines, fold, is_storable

LONGEST_TOPIC = 60
LONGEST_QUESTION = 200
LONGEST_TEXT = 2_000
LONGEST_REASON = 300
MOST_TERMS = 6
"""Words of a search that are looked at; more say nothing new."""

_MARKS = str.maketrans(dict.fromkeys("?؟!.،,;؛:«»\"'()[]{}/\\…*", " "))
_EMPTY = frozenset(
    fold(
        "و از به در را که با برای تا این آن است هست هستم چه چی کی کجا چطور چگونه آیا من ما شما"
        " می شود شد کنم کنید the a an is are do does i we you to of in on at for and or what how"
        " when where can my your it"
    ).split()
)
"""Words that stand in every question and part none."""


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """A question with its answer in both languages; one of them is enough.

    A text may hold ``{shop}`` and ``{phone}``; anything else in braces stays as it is.
    """

    topic_id: int
    question_fa: str = ""
    question_en: str = ""
    text_fa: str = ""
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as a list shows it: the approved version, else the newest.

    Attributes:
        id: Of the answer.
        version_id: Of the words shown.
        number: Of the version shown, from 1.
        state: ``draft``, ``approved`` or ``withdrawn``.
        draft_id: Of a newer version that waits for approval; None: there is none.
        version: Of the record, for storing a change.
        given: Contacts in which a version of it was given.
    """

    id: int
    topic_id: int
    topic_fa: str
    topic_en: str
    version_id: int
    number: int
    question_fa: str
    question_en: str
    text_fa: str
    text_en: str
    state: str
    approved_at: datetime | None
    draft_id: int | None
    version: int
    given: int = 0

    def question(self, language: str) -> str:
        """Return the question in *language*, else in the other one."""
        return spoken(language, self.question_fa, self.question_en)

    def text(self, language: str) -> str:
        """Return the answer in *language*, else in the other one."""
        return spoken(language, self.text_fa, self.text_en)

    def topic(self, language: str) -> str:
        """Return the topic's name in *language*, else in the other one."""
        return spoken(language, self.topic_fa, self.topic_en)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of an answer with who wrote and who approved it."""

    id: int
    number: int
    question_fa: str
    question_en: str
    text_fa: str
    text_en: str
    state: str
    made_at: datetime
    writer: str
    approved_at: datetime | None
    approver: str
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with how many approved answers it has."""

    id: int
    name_fa: str
    name_en: str
    is_on: bool
    answers: int

    def name(self, language: str) -> str:
        """Return the name in *language*, else in the other one."""
        return spoken(language, self.name_fa, self.name_en)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told before.

    Attributes:
        contact_id: In which contact.
        on_day: The shop's day.
        at: The moment.
        operator: Who said it.
        topic_id: What it was about.
        topic_fa: The topic's name.
        topic_en: The topic's name.
        question_fa: Of the answer that was used; empty: own words.
        question_en: Of the answer that was used; empty: own words.
        number: The version that was given; None: own words.
        text: What was said in the operator's own words, where it was noted.
        is_current: Whether the version that was given is still the approved one.
    """

    contact_id: int
    on_day: date
    at: datetime
    operator: str
    topic_id: int
    topic_fa: str
    topic_en: str
    question_fa: str
    question_en: str
    number: int | None
    text: str
    is_current: bool

    def question(self, language: str) -> str:
        """Return the question that was answered, or an empty text for own words."""
        return spoken(language, self.question_fa, self.question_en)

    def topic(self, language: str) -> str:
        """Return the topic's name in *language*, else in the other one."""
        return spoken(language, self.topic_fa, self.topic_en)


@dataclass(frozen=True, slots=True)
class Given:
    """How often an operator gave one version of an answer, or own words (all None), on a topic.

    ``approved``: how many of those contacts used words that were approved at that moment.
    """

    topic_id: int
    operator_id: int
    operator: str
    answer_id: int | None
    number: int | None
    question_fa: str
    question_en: str
    times: int
    approved: int

    def question(self, language: str) -> str:
        """Return the question that was answered, or an empty text for own words."""
        return spoken(language, self.question_fa, self.question_en)


@dataclass(frozen=True, slots=True)
class TopicDifference:
    """How evenly one topic was answered.

    Attributes:
        topic_id: Of the topic.
        name_fa: The topic's name.
        name_en: The topic's name.
        contacts: Contacts with this topic in the time named.
        approved: Those in which an answer was given that was approved then.
        given: What was given, by operator; the most frequent first.
    """

    topic_id: int
    name_fa: str
    name_en: str
    contacts: int
    approved: int
    given: tuple[Given, ...]

    @property
    def share(self) -> float | None:
        """Share of contacts that used the approved answer; None: there was no contact."""
        return self.approved / self.contacts if self.contacts else None

    @property
    def is_uneven(self) -> bool:
        """Whether different things were said: own words, or two versions of one answer."""
        versions: dict[int | None, set[int | None]] = {}
        for one in self.given:
            versions.setdefault(one.answer_id, set()).add(one.number)
        return None in versions or any(len(numbers) > 1 for numbers in versions.values())

    def name(self, language: str) -> str:
        """Return the topic's name in *language*, else in the other one."""
        return spoken(language, self.name_fa, self.name_en)


@dataclass(frozen=True, slots=True)
class Differences:
    """Response consistency of some days: the whole, and each topic, the least even first."""

    first: date
    last: date
    contacts: int
    approved: int
    topics: tuple[TopicDifference, ...]

    @property
    def share(self) -> float | None:
        """Share of contacts with a topic that used the approved answer; None: no contact."""
        return self.approved / self.contacts if self.contacts else None


@dataclass(frozen=True, slots=True)
class OpenQuestionRow:
    """A question that the library could not answer yet, and how often it was asked."""

    id: int
    topic_id: int | None
    text: str
    times: int
    at: datetime
    operator: str


def spoken(language: str, fa: str, en: str) -> str:
    """Return the text of *language*, else the other one: better than nothing."""
    return (fa or en) if language == "fa" else (en or fa)


def terms(text: str) -> tuple[str, ...]:
    """Return the folded words of a question that are worth looking for, each once."""
    every = fold(text.translate(_MARKS)).split()
    telling = [word for word in every if word not in _EMPTY and len(word) > 1]
    return tuple(dict.fromkeys(telling or every))[:MOST_TERMS]


def question_key(text: str) -> str:
    """Return one key for all spellings of a question, so that it is counted and not repeated."""
    return fold(text.translate(_MARKS))


def search_words(draft: AnswerDraft) -> str:
    """Return what a search looks at: folded questions, a line break, folded answers."""
    questions = fold(f"{draft.question_fa} {draft.question_en}")
    return f"{questions}\n{fold(f'{draft.text_fa} {draft.text_en}')}"


def checked(draft: AnswerDraft) -> AnswerDraft:
    """Return a draft as it is stored.

    Raises:
        SeveralBadInputs: With each field that cannot be used: a question without its answer, too
            long a text, or nothing in either language.
    """
    problems: list[BadInput] = []
    done = {}
    for name, limit in (
        ("question_fa", LONGEST_QUESTION), ("question_en", LONGEST_QUESTION),
        ("text_fa", LONGEST_TEXT), ("text_en", LONGEST_TEXT),
    ):  # fmt: skip
        given = getattr(draft, name)
        if not is_storable(given):
            problems.append(BadInput(name, "unstorable"))
            continue
        done[name] = clean_lines(given) if name.startswith("text") else clean(given)
        if len(done[name]) > limit:
            problems.append(BadInput(name, "too long", given[:80], limit))
    if not problems:
        problems = _halves(done)
    if problems:
        raise SeveralBadInputs(tuple(problems))
    return AnswerDraft(draft.topic_id, **done)


def _halves(done: dict[str, str]) -> list[BadInput]:
    """Return what is missing: each question needs its answer, and one language is needed."""
    if not any(done.values()):
        return [BadInput("question_fa", "empty"), BadInput("text_fa", "empty")]
    return [
        BadInput(f"{part}_{language}", "empty")
        for language in ("fa", "en")
        for part, other in (("question", "text"), ("text", "question"))
        if done[f"{other}_{language}"] and not done[f"{part}_{language}"]
    ]


def checked_name(field: str, text: str) -> str:
    """Return a topic's name in one language, cleaned; it may be empty.

    Raises:
        BadInput: If it is too long or cannot be stored.
    """
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    done = clean(text)
    if len(done) > LONGEST_TOPIC:
        raise BadInput(field, "too long", done[:80], LONGEST_TOPIC)
    return done


def filled(text: str, *, shop: str, phone: str) -> str:
    """Return an answer with the shop's facts in it."""
    parts = text.split("{shop}")  # parted first: a shop called "{phone}" stays what it is
    return shop.join(part.replace("{phone}", phone) for part in parts)
