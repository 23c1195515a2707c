"""What happened between the shop and a member besides sales, in words."""

from collections.abc import Callable
from datetime import date

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import complaint_words, contact_words, followup_words, request_words
from loyaldesk.store.queries.timeline import TimelineRow


def words_of(row: TimelineRow) -> str | None:
    """Return one line of service and care; None for a row of another kind."""
    known: dict[str, Callable[[TimelineRow], str]] = {
        "contact": _contact, "promise": _promise, "followup": _followup, "complaint": _complaint,
        "complaint_closed": _complaint_closed, "request": _request, "request_done": _request_done,
        "feedback": _feedback, "agreement": _agreement, "order": _order, "handover": _handover,
    }  # fmt: skip
    return known[row.kind](row) if row.kind in known else None


def _contact(row: TimelineRow) -> str:
    channel, direction, result = row.what.split(" ")
    parts = [
        contact_words.channel_name(channel), contact_words.direction_name(direction),
        contact_words.result_name(result),
    ]  # fmt: skip
    if row.points:
        parts.append(contact_words.feeling_name(row.points))
    return _with(" · ".join(parts), row.text)


def _promise(row: TimelineRow) -> str:
    day = fmt.day(date.fromisoformat(row.what))
    return _with(tr("Promised for {day}").format(day=day), row.text)


def _followup(row: TimelineRow) -> str:
    channel, _, outcome = row.what.partition(" ")
    text = tr("Follow-up done: {channel}, {outcome}").format(
        channel=followup_words.channel_name(channel), outcome=followup_words.outcome_name(outcome)
    )
    return _with(text, row.text)


def _complaint(row: TimelineRow) -> str:
    text = tr("Complaint {number}: {category}").format(
        number=_number(row), category=complaint_words.category_name(row.what)
    )
    return _with(text, row.text)


def _complaint_closed(row: TimelineRow) -> str:
    return _with(tr("Complaint {number} closed").format(number=_number(row)), row.text)


def _request(row: TimelineRow) -> str:
    text = tr("Request {number}: {kind}").format(
        number=_number(row), kind=request_words.kind_name(row.what)
    )
    return _with(text, row.text)


def _request_done(row: TimelineRow) -> str:
    text = tr("Request {number} cancelled") if row.what == "cancelled" else tr(
        "Request {number} done"
    )  # fmt: skip
    return _with(text.format(number=_number(row)), row.text)


def _feedback(row: TimelineRow) -> str:
    return _with(request_words.kind_name(row.what), row.text)


def _agreement(row: TimelineRow) -> str:
    kind, _, ends_on = row.what.partition(" ")
    text = tr("{kind} until {day}").format(
        kind=request_words.kind_name(kind), day=fmt.day(date.fromisoformat(ends_on))
    )
    return _with(text, row.text)


def _order(row: TimelineRow) -> str:
    day = fmt.day(date.fromisoformat(row.what))
    return _with(tr("Order for {day}").format(day=day), row.text)


def _handover(row: TimelineRow) -> str:
    old, _, new = (isolate(name) if name else "" for name in row.what.partition("\x1f"))
    if not new:
        text = tr("Nobody looks after the member any more; it was {name}").format(name=old)
    elif not old:
        text = tr("{name} looks after the member").format(name=new)
    else:
        text = tr("Handed over from {old} to {new}").format(old=old, new=new)
    return _with(text, row.text)


def _number(row: TimelineRow) -> str:
    return fmt.code(str(row.points))


def _with(head: str, text: str) -> str:
    """Return a head with what was said behind it, on one line."""
    said = " ".join(text.split())
    return tr("{what}: {text}").format(what=head, text=isolate(said)) if said else head
