"""What is open about a member, as whoever serves them reads it: one line for each kind."""

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.attention import Attention, OpenFollowup
from loyaldesk.services.complaint_words import category_name
from loyaldesk.services.contact_words import result_name
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.request_words import kind_name

LONGEST = 70
"""Letters of a text that are told at the counter."""

Told = tuple[str, str, str]
"""Sentence, kind and icon of a notice."""


def concerns_of(found: Attention) -> list[Told]:
    """Return what to say about what is open, the gravest first."""
    told: list[Told] = []
    if found.complaints:
        first = found.complaints[0]
        text = tr("Open complaint {number}: {what}").format(
            number=fmt.number(first.number), what=category_name(first.category)
        )
        told.append((_and_more(text, len(found.complaints)), "danger", "mood-sad"))
    if found.promises:
        told.append(_promise(found))
    if found.due:
        told.append(_due(found))
    if found.requests:
        asked = found.requests[0]
        text = tr("Open request {number}: {what}, by {day}").format(
            number=fmt.number(asked.number), day=fmt.short_day(asked.due_on),
            what=_short(asked.product or asked.text) or kind_name(asked.kind),
        )  # fmt: skip
        is_late = asked.due_on < found.today
        told.append(
            (_and_more(text, len(found.requests)), "warn" if is_late else "info", "inbox")
        )  # fmt: skip
    return told


def touch_line(found: Attention) -> str:
    """Return who looks after the member and when somebody last spoke with them; may be empty."""
    parts = []
    last = found.contact
    if last is not None:
        parts.append(
            tr("last contact {day}: {channel}, {result}").format(
                day=fmt.short_day(last.on_day), channel=channel_name(last.channel),
                result=result_name(last.result),
            )
        )  # fmt: skip
    if found.care.owner:
        parts.append(tr("looked after by {name}").format(name=isolate(found.care.owner)))
    return "   |   ".join(parts)


def _promise(found: Attention) -> Told:
    first = found.promises[0]
    what = _what(first)
    if first.due_on < found.today:
        text = tr("Promised for {day} and not done: {what}")
    elif first.due_on == found.today:
        text = tr("Promised for today: {what}")
    else:
        text = tr("Promised for {day}: {what}")
    words = text.format(day=fmt.short_day(first.due_on), what=what)
    kind = "danger" if first.due_on < found.today else "warn"
    return _and_more(words, len(found.promises)), kind, "heart-handshake"


def _due(found: Attention) -> Told:
    first = found.due[0]
    if first.due_on < found.today:
        text = tr("Follow-up overdue since {day}: {what}")
    else:
        text = tr("Follow-up for today: {what}")
    words = text.format(day=fmt.short_day(first.due_on), what=_what(first))
    kind = "warn" if first.due_on < found.today else "info"
    return _and_more(words, len(found.due)), kind, "calendar-due"


def _what(one: OpenFollowup) -> str:
    return _short(one.text) or f"{channel_name(one.channel)}, {reason_name(one.reason)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        return ""
    return isolate(line if len(line) <= LONGEST else line[: LONGEST - 1] + "…")


def _and_more(text: str, count: int) -> str:
    if count < 2:  # it is the only one
        return text
    more = tr("and {n} more").format(n=fmt.number(count - 1))
    return tr("{text} ({more})").format(text=text, more=more)
