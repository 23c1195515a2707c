"""Contacts: by which way, in which direction, what came of it, and what a counter clerk keys in."""

import json
from dataclasses import dataclass, replace
from datetime import date

from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.persian import clean, clean_lines, fold, is_storable

CHANNELS = (
    "call", "visit", "sms", "messenger", "email", "letter", "social", "counter", "task",
)  # fmt: skip
IN, OUT = "in", "out"

RESULTS = (
    "talked", "reached", "no_answer", "switched_off", "wrong_number", "call_later",
    "refuses_contact", "promised_to_buy", "bought", "sent", "asked", "done_other",
)  # fmt: skip
"""What came of a contact; the outcomes of a follow-up are among them."""

NOT_REACHED = frozenset({"no_answer", "switched_off", "wrong_number"})
"""Tried, but nobody was spoken to: such a contact is none that counts."""

RIVAL_REASONS = ("faster", "better", "cheaper")

LONGEST_LINE, LONGEST_TEXT = 300, 2000
MOST_MINUTES = 600


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """One touch between the shop and somebody, as it was noted.

    Attributes:
        key: The same key stores nothing twice.
        member_id: With whom; or `prospect_id`.
        channel: One of `CHANNELS`.
        direction: `IN`: they came to the shop; `OUT`: the shop went to them.
        result: One of `RESULTS`.
        minutes: How long it took; 0: not known.
        feeling: 1 (very unhappy) to 5 (very happy); None: not known.
        need: What was wanted, in a few words; needs roll up to a list of demand.
        promise: What the shop promised, with `promise_on`, the day of it.
        text: What was said.
        topic_id: What it was about, with `answer_version_id`, the answer that was given.
        rival: Name of another shop that was spoken of, with `rival_reason`.
        about: The record it concerns, such as ``complaint``, with `about_id`.
        next_on: The day of the next step; None: none is planned here.
        followup_id: The follow-up that was done by it.
        sale_id: The sale it belongs to.
    """

    key: str
    member_id: int | None = None
    prospect_id: int | None = None
    channel: str = "counter"
    direction: str = IN
    result: str = "talked"
    minutes: int = 0
    feeling: int | None = None
    need: str = ""
    promise: str = ""
    promise_on: date | None = None
    text: str = ""
    topic_id: int | None = None
    answer_version_id: int | None = None
    rival: str = ""
    rival_reason: str = ""
    about: str = ""
    about_id: int | None = None
    next_on: date | None = None
    followup_id: int | None = None
    sale_id: int | None = None


@dataclass(frozen=True, slots=True)
class Quick:
    """What one digit says at the counter."""

    digit: int
    code: str
    channel: str
    direction: str
    result: str
    feeling: int | None = None


QUICK = (
    Quick(1, "asked_price", "counter", IN, "asked"),
    Quick(2, "asked_stock", "counter", IN, "asked"),
    Quick(3, "called_us", "call", IN, "talked"),
    Quick(4, "we_called", "call", OUT, "talked"),
    Quick(5, "no_answer", "call", OUT, "no_answer"),
    Quick(6, "call_later", "call", OUT, "call_later"),
    Quick(7, "will_buy", "counter", IN, "promised_to_buy", 4),
    Quick(8, "pleased", "counter", IN, "talked", 5),
    Quick(9, "unhappy", "counter", IN, "talked", 2),
    Quick(0, "wrote_us", "messenger", IN, "asked"),
)
"""Ten contacts by digit: two keys and it is noted."""


def quick(digit: int, key: str, member_id: int) -> ContactDraft:
    """Return the contact that a digit stands for.

    Raises:
        BadInput: If it stands for none.
    """
    for each in QUICK:
        if each.digit == digit:
            return ContactDraft(
                key, member_id, None, each.channel, each.direction, each.result,
                feeling=each.feeling,
            )  # fmt: skip
    raise BadInput("result", "unknown choice", str(digit)[:80])


def checked(draft: ContactDraft) -> ContactDraft:
    """Return a draft as it may be stored: cleaned, and one that says something.

    Raises:
        BadInput: If something in it cannot be used.
    """
    if not draft.key or not is_storable(draft.key):
        raise BadInput("key", "unstorable" if draft.key else "empty")
    if (draft.member_id is None) == (draft.prospect_id is None):
        raise BadInput("member", "empty" if draft.member_id is None else "unknown choice")
    _choice("channel", draft.channel, CHANNELS)
    _choice("direction", draft.direction, (IN, OUT))
    _choice("result", draft.result, RESULTS)
    if not 0 <= draft.minutes <= MOST_MINUTES:
        raise BadInput("minutes", "range", str(draft.minutes)[:80])
    if draft.feeling is not None and not 1 <= draft.feeling <= 5:
        raise BadInput("feeling", "range", str(draft.feeling)[:80])
    lines = {name: _line(name, getattr(draft, name)) for name in ("need", "promise", "rival")}
    done = replace(draft, **lines, text=_lines("text", draft.text))  # type: ignore[arg-type]
    if done.promise_on is not None and not done.promise:
        raise BadInput("promise", "empty")
    if done.rival_reason:
        _choice("rival_reason", done.rival_reason, RIVAL_REASONS)
        if not done.rival:
            raise BadInput("rival", "empty")
    if bool(done.about) != (done.about_id is not None):
        raise BadInput("about", "empty")
    return done


def need_key(text: str) -> str:
    """Return what two spellings of one need have in common."""
    return fold(text).strip(" .!?؟،,;؛")


def _choice(field: str, code: str, codes: tuple[str, ...]) -> None:
    if code not in codes:
        raise BadInput(field, "unknown choice" if code else "empty", code[:80])


def _line(field: str, text: str) -> str:
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    done = clean(text)
    if len(done) > LONGEST_LINE:
        raise BadInput(field, "too long", done[:80], LONGEST_LINE)
    return done


def _lines(field: str, text: str) -> str:
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    if len(text) > LONGEST_TEXT:
        raise BadInput(field, "too long", text[:80], LONGEST_TEXT)
    return clean_lines(text)


MOST_CONTACTS = 90
"""Nobody is spoken to more often in a quarter."""


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """How often the shop speaks to a member in a quarter, by tier; kept as a document.

    A tier that is not named has no target.
    """

    targets: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        for tier, times in self.targets:
            if not tier or not 0 <= times <= MOST_CONTACTS:
                raise BadInput("targets", "range", str(times)[:80])

    def of(self, tier: str) -> int | None:
        """Return the target of a tier, None: it has none."""
        return dict(self.targets).get(tier)

    def to_json(self) -> str:
        """Return the document the club keeps."""
        return json.dumps(dict(self.targets), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "ContactPlan":
        """Return the plan of a document that `to_json` wrote.

        Raises:
            BadInput: If it cannot be understood.
        """
        try:
            return cls(tuple((str(tier), int(n)) for tier, n in json.loads(text).items()))
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise BadInput("targets", "unknown", text[:80]) from None


def quarter_of(day: date, calendar: str) -> tuple[date, date]:
    """Return the first and the last day of the quarter of the year that holds *day*."""
    month = Month.of(day, calendar)
    first = Month(calendar, month.year, 3 * ((month.number - 1) // 3) + 1)
    return first.first, first.next.next.last
