"""Which goods a rule means, and when it holds, as forms."""

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.basket import LineKind
from loyaldesk.domain.conditions import OCCASIONS, PERSONAL, WEEKDAYS, Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rule_check import is_known_occasion
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ascii_digits, clean
from loyaldesk.services.rule_words import kind_name, occasion_name, weekday_name
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import M, box, column
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.form import Form
from loyaldesk.ui.pages.settings.section import form_grid

_KINDS = (LineKind.GOODS.value, LineKind.DELIVERY.value)


def goods_form() -> tuple[Form, QWidget]:
    """Return the form of `Goods` and how it is laid out."""
    form = Form(
        [
            e.names("categories", tr("Groups of goods")),
            e.names("not_categories", tr("But not these groups")),
            e.names("brands", tr("Brands")),
            e.names("not_brands", tr("But not these brands")),
            e.names("products", tr("Products, by code")),
            e.names("not_products", tr("But not these products")),
            e.several(
                "kinds", tr("Kinds of line"), [(kind_name(kind), kind) for kind in _KINDS],
                tr("Nothing chosen: goods, and delivery where it earns."),
            ),
        ],
        Goods,
    )  # fmt: skip
    about = caption(
        tr("Empty means all goods. Several names stand with commas between them."), wrap=True
    )
    grid = form_grid(
        *(form[n] for n in (
            "categories", "not_categories", "brands", "not_brands", "products", "not_products",
        ))
    )  # fmt: skip
    return form, box(column(about, grid, form["kinds"], None, spacing=M))


def when_form(today: Callable[[], date], programme: Programme) -> tuple[Form, QWidget, QWidget]:
    """Return the form of `When`; who and how much; and on which days."""
    week = [*WEEKDAYS[5:], *WEEKDAYS[:5]] if look().calendar == "jalali" else list(WEEKDAYS)
    known = [*PERSONAL, *OCCASIONS]
    own = e.names(
        "days of the year", tr("Other days of every year"),
        tr("Jalali month/day, a span with a dash: {example}").format(
            example=fmt.digits("01/01-01/13")
        ),
        read=_span, words=_span_words,
    )  # fmt: skip
    chosen = e.several(
        "occasions", tr("Occasions"), [(_capital(occasion_name(name)), name) for name in known]
    )
    tiers = [(tier.name(look().language), tier.code) for tier in programme.tiers]
    form = Form(
        [
            e.several("tiers", tr("Tiers"), tiers, tr("Nothing chosen: every tier.")),
            e.names("tags", tr("Members with one of these tags")),
            e.text("code", tr("A code that is told with the sale"), most=30),
            e.money("minimum_rial", tr("Purchase of at least"), empty=0),
            e.quantity("minimum_quantity", tr("At least so many pieces"), empty=0),
            e.flag("minimum_of_goods", tr("Only the goods meant here count")),
            e.flag("minimum_with_tax", tr("Tax counts")),
            e.flag("first_purchase", tr("Only the first purchase of a member")),
            e.several("weekdays", tr("Days of the week"), [(weekday_name(d), d) for d in week]),
            e.hour("from_time", tr("From this hour"), _example("17:30")),
            e.hour("until_time", tr("Before this hour"), _example("21:00")),
            e.day("first_day", tr("First day"), today),
            e.day("last_day", tr("Last day"), today, tr("That day included.")),
            _joined(chosen, own),
        ],
        When,
    )  # fmt: skip
    has_minimum = lambda values: bool(values["minimum_rial"])  # noqa: E731
    form.entries["minimum_of_goods"].only_if(has_minimum)
    form.entries["minimum_with_tax"].only_if(has_minimum)
    who = column(
        form["tiers"],
        form_grid(form["minimum_rial"], form["minimum_quantity"], form["tags"], form["code"]),
        form["minimum_of_goods"], form["minimum_with_tax"], form["first_purchase"], None,
        spacing=M,
    )  # fmt: skip
    days = column(
        form["weekdays"], chosen.shown,
        form_grid(
            form["from_time"], form["until_time"], form["first_day"], form["last_day"],
        ),
        own.shown, None, spacing=M,
    )  # fmt: skip
    return form, box(who), box(days)


def _example(text: str) -> str:
    return tr("For example {example}").format(example=fmt.digits(text))


def _capital(text: str) -> str:
    plain = text.removeprefix("the ")
    return plain[:1].upper() + plain[1:]


def _joined(chosen: e.Entry, own: e.Entry) -> e.Entry:
    """Return occasions by name and by days as one entry."""

    def show(values: tuple[str, ...]) -> None:
        chosen.show([value for value in values if ".." not in value])
        own.show([value for value in values if ".." in value])

    return e.Entry(
        "occasions", chosen.shown, lambda: (*chosen.read(), *own.read()), show,
        (*chosen.signals, *own.signals), own.wrong,
    )  # fmt: skip


def _span(text: str) -> str:
    """Return typed days of the year as ``MM-DD..MM-DD``.

    Raises:
        ValueError: With ``not days of the year``.
    """
    numbers = [int(part) for part in re.findall(r"\d+", ascii_digits(clean(text)))]
    if len(numbers) == 2:
        numbers *= 2
    if len(numbers) != 4:
        raise ValueError("not days of the year")
    first, day, last, end = numbers
    span = f"{first:02}-{day:02}..{last:02}-{end:02}"
    if not is_known_occasion(span):
        raise ValueError("not days of the year")
    return span


def _span_words(span: str) -> str:
    first, _, last = span.replace("-", "/").partition("..")
    return fmt.digits(first if first == last else f"{first}-{last}")
