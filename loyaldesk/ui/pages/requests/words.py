"""How the pages of requests say what happened and when something is due."""

from collections.abc import Callable, Mapping
from datetime import datetime

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import staff
from loyaldesk.services.casework import RecordEventRow
from loyaldesk.services.desk import Desk
from loyaldesk.services.request_words import happening, kind_name, reason_name, way_name

_BY_REASON = ("moved", "cancelled", "lost", "left", "joined", "missed")


def event_words(event: RecordEventRow, operators: Mapping[int, str]) -> str:
    """Return what happened to a record, with its reason and the operator's sentence."""
    parts = [": ".join(filter(None, (happening(event.what), _code_words(event, operators))))]
    if event.text:
        parts.append(isolate(event.text))
    return "\n".join(parts)


def _code_words(event: RecordEventRow, operators: Mapping[int, str]) -> str:
    code = event.code
    number = int(code) if code.isdecimal() else 0
    if event.what in _BY_REASON:
        if code == "night":
            return tr("nobody said it was handed over")
        return "" if code in ("", "said") else reason_name(code)
    if event.what in ("answered", "told"):
        return way_name(code) if code else ""
    sentences: dict[str, Callable[[], str]] = {
        "given": lambda: isolate(operators.get(number, "")),
        "thanked": lambda: trn("{n} point", "{n} points", number).format(n=fmt.number(number)),
        "reminded": lambda: _before_end(number),
        "made": lambda: kind_name(code) if kind_name(code) != code else "",
    }
    return sentences[event.what]() if event.what in sentences else ""


def _before_end(days: int) -> str:
    if not days:
        return tr("it is over")
    return trn("{n} day before the end", "{n} days before the end", days).format(n=fmt.number(days))


def operator_names(desk: Desk) -> dict[int, str]:
    """Return the operators' names by id; only oneself where the others may not be read."""
    if not desk.may(Permission.OPERATOR_READ):
        return {desk.operator.id: desk.operator.name}
    return {one.id: one.name for one in staff.operators(desk)}


def owners(desk: Desk, but: int | None = None) -> list[tuple[str, int]]:
    """Return who may be given something, oneself first."""
    me = desk.operator
    rows = [(tr("I myself"), me.id)] if me.id != but else []
    if desk.may(Permission.OPERATOR_READ):
        rows += [
            (one.name, one.id)
            for one in staff.operators(desk)
            if one.is_active and one.id not in (me.id, but)
        ]
    return rows


def due_words(at: datetime, desk: Desk) -> str:
    """Return a deadline in a list: the hour today, else the day with its hour."""
    local = at.astimezone(desk.zone)
    if local.date() == desk.today():
        return tr("Today {time}").format(time=fmt.time(at, desk.zone))
    return fmt.moment(at, desk.zone)


def mobile(number: str) -> str:
    """Return a mobile as this operator sees it."""
    return fmt.code(number) if number.startswith("…") else fmt.mobile(number)
