"""The sentences of the monthly report: what each figure means, and who printed it."""

from zoneinfo import ZoneInfo

from loyaldesk.domain.monthly import MonthlyFigures
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.reports.shaping import pdf_text


def foot(figures: MonthlyFigures) -> str:
    """Return who printed the page and when."""
    moment = fmt.moment(figures.printed_at, ZoneInfo(figures.zone_name))
    return tr("Printed {moment}, {operator}").format(
        moment=moment, operator=pdf_text(figures.operator)
    )


def period(figures: MonthlyFigures) -> str:
    """Return the days that are counted."""
    return tr("{first} to {last}").format(
        first=fmt.day(figures.month.first), last=fmt.day(figures.as_of)
    )


def definitions(figures: MonthlyFigures) -> list[tuple[str, str]]:
    """Return each figure's name and what it means, as of the end of the period."""
    last = fmt.day(figures.as_of)
    return [
        (tr("Bought"), tr("net sales above zero in the time named.")),
        (
            tr("All members"),
            tr("on the list at the end of {day}; erased ones are not counted.").format(day=last),
        ),
        (tr("Active"), tr("members who bought in the month.")),
        (tr("New"), tr("members registered in the month.")),
        (tr("Returning"), tr("members who bought in the month and had bought before it.")),
        (
            tr("Not seen"),
            tr("members who have bought before, but not in the {days} days up to {day}.").format(
                days=fmt.number(figures.not_seen_limit_days), day=last
            ),
        ),
        (tr("Retention"), _retention(figures)),
        (
            tr("Net sales"),
            tr("sales of members less their returns and less the part paid with points."),
        ),
        (tr("Visits"), tr("days on which a member bought, added up over all members.")),
        (tr("Average basket"), tr("net sales divided by visits.")),
        (
            tr("Earned, spent, expired"),
            tr("points given (less those taken back), used and run out in the month."),
        ),
        (
            tr("Expiring"),
            tr("points that run out in the {days} days after {day} unless they are used.").format(
                days=fmt.number(figures.expiring_days), day=last
            ),
        ),
        (
            tr("Outstanding"),
            tr("points owed to all members at the end of {day}.").format(day=last),
        ),
        (
            tr("Change"),
            tr(
                "against {month}, reckoned in the same way; pp: percentage points; a dash: no data."
            ).format(month=fmt.month(figures.month.before)),
        ),
    ]


def _retention(figures: MonthlyFigures) -> str:
    if not figures.retention_base:
        return tr(
            "nobody bought in the {months} months before the month, so there is no rate."
        ).format(months=fmt.number(figures.retention_months))
    return tr(
        "of the {base} members who bought in the {months} months before the month, {stayed} bought"
        " in it too; new members stand on neither side."
    ).format(
        base=fmt.number(figures.retention_base),
        months=fmt.number(figures.retention_months),
        stayed=fmt.number(figures.retention_stayed),
    )
