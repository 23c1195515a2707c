"""The command about the time ahead: the model's parameters and what it tells of each member."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from loyaldesk.cli.frame import DONE, club_place, day_of, meter, opened, say, say_json
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loyaldesk.domain.insight.model import Model
    from loyaldesk.services.insight.forecast import Forecast
    from loyaldesk.services.insight.foretold import Told

SHOWN = 20
"""Members that are told of on a terminal; all of them are in the JSON."""


def add_predict(parser: argparse.ArgumentParser) -> None:
    """Give the command ``predict`` its options."""
    parser.add_argument("club", type=club_place, metavar="CLUB")
    parser.add_argument("--operator", default="", metavar="NAME")
    parser.add_argument("--at", metavar="DAY", help="the day; left out: today")
    parser.add_argument("--json", action="store_true")


def predict(chosen: argparse.Namespace, clock: Clock) -> int:
    """Print the model of the club on a day, and what it expects of each member."""
    from loyaldesk.domain.insight.model import TooEarly  # noqa: PLC0415 - --help starts fast
    from loyaldesk.services.insight import forecast, foretold  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk:
        with meter() as progress:
            found = foretold.foretell(desk, day_of(chosen.at, desk.today()), progress)
        model = found.model
        if isinstance(model, TooEarly):
            if chosen.json:
                say_json({"model": None, "why": model.why, "have": model.have,
                          "need": model.need, "members": []})  # fmt: skip
            else:
                say(forecast.early_words(model))
        elif chosen.json:
            _document(model, foretold.members_told(desk, found))
        else:
            _text(model, found, foretold.best(desk, found, SHOWN))
    return DONE


def _document(model: "Model", members: "Iterable[Told]") -> None:
    """Write one line of JSON, member by member: a million of them never stand in memory."""
    head = {
        name: getattr(model, name) for name in ("r", "alpha", "a", "b", "log_likelihood", *"pqv")
    }
    sys.stdout.write(f'{{"model": {json.dumps(head)}, "members": [')
    for place, told in enumerate(members):
        sys.stdout.write((", " if place else "") + json.dumps(_member(told), ensure_ascii=False))
    say("]}")


def _member(told: "Told") -> dict[str, Any]:
    return {
        "number": told.number, "repeats": told.repeats,
        "first_to_last_weeks": told.first_to_last_weeks, "age_weeks": told.age_weeks,
        "active": told.active, "expected_visits_12_months": told.visits,
        "value_12_rial": told.value_rial, "value_low_rial": told.low_rial,
        "value_high_rial": told.high_rial,
        "next_visit": told.next_on.isoformat() if told.next_on else None,
        "too_early": told.too_early,
    }  # fmt: skip


def _text(model: "Model", found: "Forecast", best: "list[tuple[str, Told]]") -> None:
    told = found.told
    visits = float(told.visits.sum()) if told else 0.0
    say(
        tr("{members} members bought until {day}; {again} of them came again.").format(
            members=fmt.number(model.members), day=fmt.day(found.day),
            again=fmt.number(model.repeaters),
        )
    )  # fmt: skip
    say(
        tr("Expected in the next 12 months: {visits} visits.").format(
            visits=fmt.number(round(visits))
        )
    )
    if found.value is not None:
        say(
            tr("Their value: {amount}.").format(
                amount=fmt.amount_with_unit(round(float(found.value.sum())))
            )
        )
    for name, one in best:
        active = tr("too early") if one.active is None else fmt.percent(one.active)
        value = "" if one.value_rial is None else "  " + fmt.amount_with_unit(one.value_rial)
        say(
            "  "
            + tr("{number} {name}: active {active}, {visits} visits in 12 months").format(
                number=fmt.code(one.number), name=name, active=active,
                visits=fmt.decimal(one.visits),
            )
            + value
        )  # fmt: skip
