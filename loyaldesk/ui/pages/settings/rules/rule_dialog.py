"""Filling in one earning rule: what it gives, for which goods, for whom, when, and how much."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Gives, Per, Rounding, Rule
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.rule_words import rule_sentence
from loyaldesk.ui.kit.layout import M, box, column
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.conditions import goods_form, when_form
from loyaldesk.ui.pages.settings.rules.form import Form, named
from loyaldesk.ui.pages.settings.rules.lots_form import lots_form, show_lots
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.section import form_grid

BY_PERCENT, ALWAYS, NEVER = None, True, False


def place_in_rules(field: str, rules: Sequence[Rule]) -> str:
    """Return the place of a problem: the money for one point is that of the first rule on money."""
    if field != "rial_per_point":
        return field
    number = next((n for n, rule in enumerate(rules) if rule.per == Per.MONEY), 0)
    return f"rules[{number}] money rial"


class RuleDialog(RowDialog):
    """One rule.

    Args:
        parent: The window it stands before.
        programme: The draft it belongs to.
        today: The shop's day.
        rule: What is changed; None for a new one.
        number: Its place.
    """

    def __init__(
        self, parent: QWidget | None, programme: Programme, today: Callable[[], date],
        rule: Rule | None = None, number: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("A new rule") if rule is None else tr("Change the rule"), programme,
            "rules", rule or Rule("", "", ""), number,
        )  # fmt: skip
        self.gives, gives = _gives_form()
        self.goods, goods = goods_form()
        self.when, who, days = when_form(today, programme)
        self.limits, limits = _limits_form(self._gives_money)
        self.lots, lots = lots_form()
        self.own_lots = CheckBox(tr("These points have a life of their own"))
        self._lots_box = lots
        limits_page = box(column(limits, self.own_lots, lots, None, spacing=M))
        self.add_page(tr("What it gives"), gives, ("", self.gives))
        self.add_page(tr("Goods"), goods, ("", self.goods))
        self.add_page(tr("Who"), who)
        self.add_page(tr("When"), days)
        self.add_form("", self.when, 3)
        self.add_page(tr("Limits"), limits_page, ("", self.limits))
        self.add_form("lots.", self.lots, 4)
        self._show(self.row)
        self.own_lots.toggled.connect(self._on_own_lots)
        self.gives.changed.connect(self._name_units)
        self._name_units()
        self.begin()

    def taken(self) -> Rule:
        """Return the rule as far as it can be read."""
        rule: Rule = self.limits.taken(self.gives.taken(self.row))
        return replace(
            rule, goods=self.goods.taken(self.row.goods), when=self.when.taken(self.row.when),
            lots=self.lots.taken(self.row.lots or self.programme.lots)
            if self.own_lots.isChecked() else None,
        )  # fmt: skip

    def sentence(self, row: Rule) -> str:
        """Return the rule in words."""
        return rule_sentence(row, self.programme)

    def typed_problems(self) -> list[BadInput]:
        """Return what is missing; the life of its own only where it has one."""
        return [
            problem
            for problem in super().typed_problems()
            if self.own_lots.isChecked() or not problem.field.startswith("lots.")
        ]

    def placed(self, problem: BadInput) -> BadInput:
        """The money for one point is that of the first rule on money."""
        rules = self.with_row(self.taken()).rules
        return replace(problem, field=place_in_rules(problem.field, rules))

    def _gives_money(self) -> bool:
        values = self.gives.values()
        return _adds(values) and values["gives"] == Gives.WALLET

    def _name_units(self) -> None:
        """Points, or money of the wallet."""
        is_money = self._gives_money()
        much = tr("How much ({unit})").format(unit=fmt.unit_name())
        self.gives.fields["points"].label.setText(much if is_money else tr("How many points"))
        unit = fmt.unit_name() if is_money else tr("Points")
        for name in ("cap_sale", "cap_day", "cap_member"):
            self.limits.fields[name].set_hint(tr("{unit}; empty: no limit.").format(unit=unit))

    def _show(self, rule: Rule) -> None:
        self.gives.show(rule)
        self.goods.show(rule.goods)
        self.when.show(rule.when)
        self.limits.show(rule)
        show_lots(self.lots, rule.lots or self.programme.lots)
        self.own_lots.setChecked(rule.lots is not None)
        self._lots_box.setVisible(rule.lots is not None)

    def _on_own_lots(self, is_own: bool) -> None:  # noqa: FBT001  # Qt's signal
        self._lots_box.setVisible(is_own)
        self._on_changed()


def _gives_form() -> tuple[Form, QWidget]:
    gives = e.choice(
        "gives", tr("Points or money"),
        [
            (tr("Points"), Gives.POINTS.value),
            (tr("Money into the wallet"), Gives.WALLET.value),
        ],
    )  # fmt: skip
    form = Form(
        [
            *e.both_names(),
            e.choice(
                "per", tr("It gives"),
                [
                    (tr("for money spent"), Per.MONEY.value),
                    (tr("for each piece"), Per.UNIT.value),
                    (tr("for each purchase"), Per.ORDER.value),
                    (tr("for each visit, once a day"), Per.VISIT.value),
                    (tr("more: it multiplies the rules above"), Per.TIMES.value),
                ],
            ),
            gives.only_if(_adds),
            e.much(
                "points", tr("How many points"), lambda: gives.read() == Gives.WALLET
            ).only_if(_adds),
            e.money("rial", tr("For every"), tr("At the plain rate of 100 percent."))
            .only_if(lambda v: v["per"] == Per.MONEY),
            e.number(
                "percent", tr("Percent"), tr("200 doubles, 150 gives half as much more."), most=5
            ).only_if(lambda v: v["per"] == Per.TIMES),
            e.flag("whole_steps", tr("Only whole steps count"))
            .only_if(lambda v: v["per"] == Per.MONEY),
            e.flag("stop", tr("When it gave, later rules do not count")),
        ],
        Rule,
    )  # fmt: skip
    page = column(
        form_grid(*named(form)),
        form_grid(form["per"], form["gives"]),
        form_grid(box(column(form["points"], form["percent"])), form["rial"]),
        form["whole_steps"], form["stop"], None, spacing=M,
    )  # fmt: skip
    return form, box(page)


def _adds(values: dict[str, Any]) -> bool:
    return bool(values["per"] != Per.TIMES)


def _limits_form(is_money: Callable[[], bool]) -> tuple[Form, QWidget]:
    form = Form(
        [
            e.much("cap_sale", tr("Most on one purchase"), is_money, optional=True),
            e.much("cap_day", tr("Most a member gets in a day"), is_money, optional=True),
            e.much("cap_member", tr("Most a member ever gets"), is_money, optional=True),
            e.choice(
                "tier_percent", tr("The rate of the tier"),
                [
                    (tr("counts for money only"), BY_PERCENT), (tr("counts"), ALWAYS),
                    (tr("does not count"), NEVER),
                ],
            ),
            e.choice(
                "rounding", tr("A fraction of a point"),
                [
                    (tr("is rounded down"), Rounding.DOWN.value),
                    (tr("is rounded to the nearest"), Rounding.HALF_UP.value),
                    (tr("is rounded up"), Rounding.UP.value),
                ],
            ),
            e.choice(
                "round_each", tr("Rounded"),
                [(tr("once for the purchase"), "receipt"), (tr("for each line"), "line")],
            ),
            e.flag("once", tr("Only once for each member")),
        ],
        Rule,
    )  # fmt: skip
    page = column(
        form_grid(
            form["cap_sale"], form["cap_day"], form["cap_member"], form["tier_percent"],
            form["rounding"], form["round_each"],
        ),
        form["once"], spacing=M,
    )  # fmt: skip
    return form, box(page)
