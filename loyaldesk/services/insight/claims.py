"""What articles claim of loyal customers, each beside the shop's own figure."""

from dataclasses import dataclass
from datetime import timedelta

from loyaldesk.domain.insight import simulator
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.domain.insight.pareto import in_base, pareto
from loyaldesk.domain.insight.period import back
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit, shown
from loyaldesk.services.insight import costs
from loyaldesk.services.insight.loyalty import loyal_spend_card
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store import shop_figures as store
from loyaldesk.store.queries import proof as queries

VERSION = 1
WAIT_DAYS = 90
"""Who complained and bought nothing in so many days left."""

LEAST = 10
"""Below so many nothing is told beside a claim."""


@dataclass(frozen=True, slots=True)
class _Own:
    """The shop's own figure beside a claim; no value: *why*."""

    value: float | None
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """One claim.

    Attributes:
        code: Of the metric.
        says: The claim, in words.
        asked: What is measured here.
        own: The shop's figure.
        unit: Of it.
    """

    code: str
    says: str
    asked: str
    own: _Own
    unit: Unit = Unit.RATIO


def claims_card(read: Reading) -> Card:
    """Return the claims of the articles beside the shop's own figures."""
    claims = _claims(read)
    return Card(
        "claims", tr("What articles claim, and what is so here"), _meaning(read, claims),
        tuple(
            Measure(
                f"claim_{each.code}", each.asked, each.own.value, each.unit,
                count=each.own.count, why=each.own.why if each.own.value is None else "",
            )
            for each in claims
        ),
        None, _grid(claims),
        note=tr("The left side is what somebody else wrote; no aim of this shop follows from it."),
    )  # fmt: skip


def _meaning(read: Reading, claims: list[_Claim]) -> Meaning:
    period = read.question.period
    return Meaning(
        tr(
            "Articles on loyalty repeat the same figures. Here each stands beside the figure of"
            " this shop, measured as near to it as the data allow."
        ),
        tr(
            "Loyal: champions and loyal by RFM. Best fifth: 20 % of the members by margin of the"
            " year. Left: no visit in {days} days after a complaint. To others and social media:"
            " reasons of lost members and ways of complaints. New against kept: costs of the last"
            " twelve months. Five points: the simulator. Each has its own card."
        ).format(days=fmt.number(WAIT_DAYS)),
        VERSION, back(period.last + timedelta(days=1), 12, period.calendar), period.last,
        sum(each.own.count for each in claims), tr("members and complaints behind the figures"),
        tr("All figures on the left are claims of articles and of the firms they quote."),
    )  # fmt: skip


def _claims(read: Reading) -> list[_Claim]:
    more, tried = _loyal(read)
    left, social = _complaints(read)
    return [
        _Claim("loyal_spend", tr("Loyal customers spend 31 % more"),
               tr("Loyal members spend more a visit than new ones"), more),
        _Claim("new_things", tr("Loyal customers are 50 % likelier to try new things"),
               tr("Loyal members try new goods more often than new ones"), tried),
        _Claim("best_fifth", tr("80 % of profit comes from 20 % of customers"),
               tr("Margin from the best fifth"), _best_fifth(read)),
        _Claim("left", tr("After one bad experience 50 % leave at once"),
               tr("Bought nothing after a complaint"), left),
        _Claim("rivals", tr("54 % go to others"),
               tr("Lost members who named another shop"), _rivals(read)),
        _Claim("social", tr("25 % tell it on social media"),
               tr("Complaints told on social media"), social),
        _Claim("winning", tr("Winning costs 5 to 7 times as much as keeping"),
               tr("New member against kept member, times"), _ratio(read), Unit.DECIMAL),
        _Claim("five_percent", tr("5 % more retention brings 25 to 100 % more profit"),
               tr("Five points more retention: value of a member"), _five(read)),
    ]  # fmt: skip


def _loyal(read: Reading) -> tuple[_Own, _Own]:
    card = loyal_spend_card(read)
    found = {measure.metric: measure for measure in card.measures}
    if card.missing or not {"loyal_more", "loyal_try", "new_try"} <= set(found):
        return _Own(None, 0, card.missing), _Own(None, 0, card.missing)
    more, loyal, new = found["loyal_more"], found["loyal_try"], found["new_try"]
    spend = _Own(more.value, more.count or 0, more.why)
    if loyal.value is None or new.value is None:
        return spend, _Own(None, 0, loyal.why or new.why)
    count = (loyal.count or 0) + (new.count or 0)
    if not new.value:
        return spend, _Own(None, count, tr("No new member tried new goods."))
    return spend, _Own(loyal.value / new.value - 1, count, "")


def _best_fifth(read: Reading) -> _Own:
    year = read.facts.sums["year"]
    base = in_base(year)
    told = pareto(year.margin[base])
    return _Own(told.share, int(base.sum()), tr("There is no margin to share."))


def _complaints(read: Reading) -> tuple[_Own, _Own]:
    if read.ids_wanted is not None:
        return _Own(None, 0, costs.whole_club()), _Own(None, 0, costs.whole_club())
    period = read.question.period
    first = back(period.last + timedelta(days=1), 12, period.calendar)
    told = queries.complaining(read.db, first, period.last, WAIT_DAYS)
    few = tr("Fewer than {n} complaints are old enough.").format(n=fmt.number(LEAST))
    left = told.left / told.members if told.members >= LEAST else None
    social = told.social / told.complaints if told.complaints >= LEAST else None
    return _Own(left, told.members, few), _Own(social, told.complaints, few)


def _rivals(read: Reading) -> _Own:
    period = read.question.period
    first = back(period.last + timedelta(days=1), 12, period.calendar)
    asked = [row for row in store.lost(read.db, first, period.last) if row.reason]
    named = sum(row.reason == "rival" for row in asked)
    why = tr("Fewer than {n} lost members were asked why.").format(n=fmt.number(LEAST))
    return _Own(named / len(asked) if len(asked) >= LEAST else None, len(asked), why)


def _ratio(read: Reading) -> _Own:
    """Return what the card of winning and keeping says of the period: one figure, one answer."""
    card = costs.acquisition_card(read)
    for measure in card.measures:
        if measure.metric == "acquisition_ratio":
            return _Own(measure.value, measure.count or 0, measure.why)
    return _Own(None, 0, card.missing)


def _five(read: Reading) -> _Own:
    basis = costs.basis_of(read)
    if basis.now is None:
        return _Own(None, 0, basis.missing)
    told = simulator.simulate(basis.now, costs.TRIED)
    return _Own(told.lifetime_share, basis.now.members, tr("There is no margin to share."))


def _grid(claims: list[_Claim]) -> Grid:
    columns = (
        GridColumn(tr("Articles claim")), GridColumn(tr("This shop")),
        GridColumn(tr("Count"), Unit.COUNT),
    )  # fmt: skip
    return Grid(columns, tuple(
        (each.says, shown(each.own.value, each.unit), each.own.count) for each in claims
    ))  # fmt: skip
