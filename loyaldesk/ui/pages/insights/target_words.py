"""How targets are told: what a metric means, a grade, a trend, a state."""

from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.targets import Result
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import shown
from loyaldesk.services.insight.targets import Line

STATES = {
    "reached": ("circle-check", "ok"), "near": ("clock", "warn"), "far": ("alert-circle", "danger"),
    "none": ("hourglass", "plain"),
}  # fmt: skip
"""Icon and colour of each state; the word is `targets.state_name`."""

COLOURS = {"ok": "accent", "warn": "warn", "danger": "danger", "plain": "muted"}


def meaning(code: str) -> str:
    """Return what a metric counts, in a sentence."""
    return {
        "retention": tr("Share of those who bought in the months before who bought again."),
        "churn": tr("Share of members who are silent longer than their own rhythm allows."),
        "nrr": tr("What members of before bring now, for each 100 they brought before."),
        "net_revenue_churn": tr("Money lost from members of before, less what others of them"
                                " buy more; below zero is good."),
        "new_category_share": tr("Share of members who bought from a product group new to them."),
        "repeat_rate": tr("Share of buyers who came more than once."),
        "second_purchase_90": tr("Share of new members who came again within 90 days."),
        "active": tr("How many members bought in the period."),
        "new": tr("How many members bought for the first time."),
        "came_back": tr("How many had been lost and bought again."),
        "lapsed": tr("How many became silent longer than their own rhythm allows."),
        "net_sales": tr("Sales to members, less discounts, returns and what points paid."),
        "visits": tr("Days on which members bought, all members together."),
        "frequency": tr("Visits for each member who bought."),
        "basket": tr("Net sales of one visit, on average."),
        "rfm_loyal": tr("How many are champions or loyal by when, how often and how much they"
                        " buy."),
        "discount_visits": tr("Share of visits with any discount or reward."),
        "loyal_unhappy": tr("How many loyal members told of something bad lately."),
        "silent_share": tr("Share of members who have not come for longer than usual."),
        "word_of_mouth": tr("Share of new members who were brought by a member."),
        "source_known": tr("Share of new members of whom it is known how they came."),
        "after_sale_contact": tr("Share of sales after which somebody was in touch."),
        "churn_cost": tr("Value of the members who were lost in the period."),
    }[code]  # fmt: skip


def period_name(code: str) -> str:
    """Return how often a target is graded."""
    return {
        "month": tr("Every month"), "quarter": tr("Every quarter"), "year": tr("Every year"),
    }[code]  # fmt: skip


def grade_words(grade: int | None) -> str:
    """Return a grade out of a hundred."""
    if grade is None:
        return tr("No grade yet")
    return tr("{n} of 100").format(n=fmt.number(grade))


def so_far_words(line: Line) -> str:
    """Return what came out in the period that runs, until today."""
    return tr("{period} so far: {figure}").format(
        period=line.running.name(), figure=shown(line.so_far, line.metric.unit, with_unit=True)
    )


def trend_words(line: Line) -> tuple[str, str, str]:
    """Return icon, word and colour of a trend; the arrow is the way the figure itself went."""
    if sum(one.actual is not None for one in line.history) < 2:
        return "minus", tr("No trend yet"), "muted"
    if line.trend == "flat":
        return "minus", tr("As before"), "muted"
    rose = (line.trend == "up") == (line.kpi.better == "up")
    icon = "trending-up" if rose else "trending-down"
    if line.trend == "up":
        return icon, tr("Better"), "accent"
    return icon, tr("Worse"), "danger"


def result_period(line: Line, one: Result) -> str:
    """Return what the period of a result is called."""
    return Period.of(line.kpi.period, one.first, line.kpi.calendar).name()
