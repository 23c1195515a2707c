"""What the list of members shows of each."""

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.members_list import MemberRow
from loyaldesk.ui.kit.table import Column

ORDERS = ("number", "name", "", "tier", "points", "last", "spent")
"""What each column sorts by; empty: it does not."""

NOTHING = "\u2013"

SPENT = len(ORDERS) - 1
ROOM_FOR_SPENT = 900
"""In a narrower window the name is worth more than the column of money."""


def member_columns() -> tuple[Column[MemberRow | None], ...]:
    """Return the columns, in the order of `ORDERS`."""
    return (
        Column(tr("Number"), lambda row: fmt.code(row.number) if row else "", width_hint=90),
        Column(tr("Name"), _name),
        Column(tr("Mobile"), lambda row: row.contact.text if row else "", width_hint=140),
        Column(
            tr("Tier"),
            lambda row: row.tier.name(look().language) if row else "",
            width_hint=112,
            tone=_tier_tone,
        ),
        Column(
            tr("Points"),
            lambda row: fmt.number(row.points) if row else "",
            numeric=True,
            width_hint=96,
            colour=lambda row: "danger" if row and row.points < 0 else "",
        ),
        Column(tr("Last visit"), _last_visit, width_hint=116),
        Column(
            tr("12 months ({unit})").format(unit=fmt.unit_name()),
            lambda row: fmt.amount(row.spent_rial) if row else "",
            numeric=True,
            width_hint=160,
        ),
    )


def _name(row: MemberRow | None) -> str:
    if row is None:
        return ""
    if row.state == "erased":
        return tr("Erased member {number}").format(number=fmt.code(row.number))
    name = isolate(f"{row.honorific} {row.name}".strip())
    return f"{name} \u00b7 {tr('blocked')}" if row.state == "blocked" else name


def _tier_tone(row: MemberRow | None) -> str:
    return (row.tier.code or "plain") if row else ""


def _last_visit(row: MemberRow | None) -> str:
    if row is None:
        return ""
    return fmt.day(row.last_on) if row.last_on else NOTHING
