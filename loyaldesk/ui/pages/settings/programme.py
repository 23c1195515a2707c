"""Points and tiers: the rules of the club, tried out before they are published."""

from dataclasses import replace
from typing import Any

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club
from loyaldesk.ui import errors
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import M, box, card, column, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section, form_grid
from loyaldesk.ui.pages.settings.test_bench import TestBench
from loyaldesk.ui.pages.settings.tiers_table import TiersTable
from loyaldesk.ui.parts.hall import Hall

FOR_EVER, DAYS = "ever", "days"


class ProgrammeSection(Section):
    """How money becomes points, what a point is worth, which tiers exist."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Points and tiers"),
            tr("New rules hold from the day they are published; points given before stay as they"
               " are."),
        )  # fmt: skip
        self._stored = club.programme(hall.desk)
        self._make_fields()
        self._lay_out()
        bar = self.add_bar(self._values, self.publish, self._show_stored, tr("Publish"))
        bar.watch(
            self.per_point, self.worth, self.life, self.life_days, self.limit, self.months,
            self.expiring, self.silent, self.tiers,
        )  # fmt: skip
        for widget in (self.per_point, self.worth, self.life_days, self.tiers):
            widget.changed.connect(self._try_out)
        self.life.chosen.connect(self._on_life)
        self._show_stored()
        if not hall.desk.may(Permission.PROGRAMME_EDIT):
            self.tiers.set_editable(may_edit=False)
            bar.lock()
            self.say_locked(Permission.PROGRAMME_EDIT)

    def focus_first(self) -> None:
        """Begin at the money for one point."""
        self.per_point.setFocus()

    def show_again(self) -> None:
        """Read the rules again unless something was typed."""
        if not self.is_dirty:
            self._stored = club.programme(self.hall.desk)
            self._show_stored()

    def publish(self) -> None:
        """Let the rules on view hold from today, after asking."""
        self.tiers.outline_problems()
        try:
            new = self.draft()
        except ClubError as error:
            errors.show_on(self._fields, error, self)
            return
        today = fmt.long_day(self.hall.desk.today())
        text = tr(
            "They hold from today, {day}. Points already given keep their last day; a member moves"
            " to another tier at the next sale or in the coming night."
        ).format(day=today)
        text = "\n".join([text, "", *changes(self._stored, new)])
        title = tr("Publish the new rules?")
        if not ask(self, title, text, tr("Publish"), tr("Not yet")):
            return
        if not self.hall.confirm_secret(tr("Publish new rules of points and tiers")):
            return
        try:
            club.publish_programme(self.hall.desk, new)
        except ClubError as error:
            errors.show_on(self._fields, error, self)
            return
        self._stored = club.programme(self.hall.desk)
        self._show_stored()
        self.hall.toasts.show(tr("The new rules hold from today."))

    def draft(self) -> Programme:
        """Return the rules as typed.

        Raises:
            SeveralBadInputs: If something is missing or a club could not live by it.
        """
        missing = [
            BadInput(name, "empty")
            for name, field in self._fields.items()
            if isinstance(field.widget, AmountEdit | DigitsEdit)
            and not field.widget.raw()
            and not (name == "life_days" and self.life.value() == FOR_EVER)
        ]
        missing += self.tiers.problems()
        if missing:
            raise SeveralBadInputs(tuple(missing))
        plain = self._stored.with_plain(
            rial_per_point=self.per_point.amount_rial() or 0,
            point_worth_rial=self.worth.amount_rial() or 0,
            life_days=None if self.life.value() == FOR_EVER else self.life_days.number() or 0,
            tiers=self.tiers.tiers(),
            window_months=self.months.number() or 0,
            spend_limit_points=self.limit.number() or 0,
        )
        return replace(
            plain, expiring_days=self.expiring.number() or 0,
            silent_days=self.silent.number() or 0,
        ).checked()  # fmt: skip

    def _make_fields(self) -> None:
        unit = fmt.unit_name()
        self.per_point, self.worth = AmountEdit(), AmountEdit()
        self.life: Segments[str] = Segments(
            [(tr("For some days"), DAYS), (tr("For ever"), FOR_EVER)], tr("Points can be used")
        )
        self.life_days = DigitsEdit("number", most=5)
        self.limit = DigitsEdit("number", most=7)
        self.months = DigitsEdit("number", most=3)
        self.expiring, self.silent = DigitsEdit("number", most=4), DigitsEdit("number", most=4)
        self.tiers = TiersTable()
        self._fields: dict[str, Field[Any]] = {
            "rial_per_point": Field(
                tr("Money for one point ({unit})").format(unit=unit), self.per_point,
                tr("At the plain rate of 100 percent, rounded down."),
            ),
            "point_worth_rial": Field(
                tr("Worth of one point ({unit})").format(unit=unit), self.worth,
                tr("What a point pays when a member uses it."),
            ),
            "life": Field(tr("Points can be used"), self.life),
            "life_days": Field(
                tr("Days a point lives"), self.life_days, tr("That last day included.")
            ),
            "spend_limit_points": Field(
                tr("Most points in one sale"), self.limit,
                tr("For operators without the right to go above it; 0 is no limit."),
            ),
            "window_months": Field(
                tr("Months that count for the tier"), self.months,
                tr("Money spent in so many months up to today."),
            ),
            "expiring_days": Field(
                tr("Expiring within (days)"), self.expiring, tr("Told at the counter from then on.")
            ),
            "silent_days": Field(
                tr("Not seen for (days)"), self.silent,
                tr("A member who has bought before, but not since."),
            ),
            "tiers": Field(
                tr("A member stands in the highest tier whose limit is reached."), self.tiers
            ),
        }  # fmt: skip

    def _lay_out(self) -> None:
        fields = self._fields
        self.bench = TestBench(self.hall.desk.today)
        rules = card(
            form_grid(
                fields["rial_per_point"], fields["point_worth_rial"], fields["life"],
                fields["life_days"], fields["spend_limit_points"], columns=2,
            ),
            title=tr("Points"),
        )  # fmt: skip
        top = row(rules, self.bench, spacing=M)
        top.setStretch(0, 3)
        top.setStretch(1, 2)
        self.stacks(top)
        fields["tiers"].label.setWordWrap(True)
        self.fill(
            box(top),
            card(
                fields["tiers"],
                box(column(form_grid(fields["window_months"], None))),
                title=tr("Tiers"),
            ),
            card(
                form_grid(fields["expiring_days"], fields["silent_days"]),
                title=tr("What the counter and the reports point out"),
            ),
        )

    def _values(self) -> object:
        is_for_ever = self.life.value() == FOR_EVER
        return (
            self.per_point.amount_rial(), self.worth.amount_rial(), is_for_ever,
            None if is_for_ever else self.life_days.number(), self.limit.number(),
            self.months.number(), self.expiring.number(), self.silent.number(), self.tiers.tiers(),
        )  # fmt: skip

    def _show_stored(self) -> None:
        rules = self._stored
        self.set_error("")
        for field in self._fields.values():
            field.clear_error()
        self.per_point.set_amount(rules.rial_per_point)
        self.worth.set_amount(rules.point_worth_rial)
        self.life.set_value(FOR_EVER if rules.life_days is None else DAYS)
        self.life_days.set_value(str(rules.life_days or Programme().life_days))
        self.limit.set_value(str(rules.spend_limit_points))
        self.months.set_value(str(rules.window_months))
        self.expiring.set_value(str(rules.expiring_days))
        self.silent.set_value(str(rules.silent_days))
        self.tiers.show_tiers(rules.tiers)
        self._on_life()
        if self.bar is not None:
            self.bar.begin()

    def _on_life(self, *_chosen: object) -> None:
        self._fields["life_days"].setVisible(self.life.value() == DAYS)
        self._try_out()

    def _try_out(self) -> None:
        try:
            self.bench.show_rules(self.draft())
        except ClubError:
            self.bench.show_rules(None)


def changes(before: Programme, after: Programme) -> list[str]:
    """Return what is new, a line each: what the owner agrees to."""
    lines = []
    for name, old, new in (
        (tr("Money for one point"), _money(before.rial_per_point), _money(after.rial_per_point)),
        (tr("Worth of one point"), _money(before.point_worth_rial), _money(after.point_worth_rial)),
        (tr("Days a point lives"), _days(before.life_days), _days(after.life_days)),
        (tr("Most points in one sale"), _points(before.spend_limit_points),
         _points(after.spend_limit_points)),
        (tr("Months that count for the tier"), fmt.number(before.window_months),
         fmt.number(after.window_months)),
        (tr("Expiring within (days)"), fmt.number(before.expiring_days),
         fmt.number(after.expiring_days)),
        (tr("Not seen for (days)"), fmt.number(before.silent_days), fmt.number(after.silent_days)),
    ):  # fmt: skip
        if old != new:
            lines.append(tr("{name}: {new} instead of {old}").format(name=name, new=new, old=old))
    if before.tiers != after.tiers:
        lines.append(tr("The table of tiers is changed."))
    return lines


def _money(rial: int) -> str:
    return fmt.amount_with_unit(rial)


def _days(days: int | None) -> str:
    return tr("for ever") if days is None else fmt.number(days)


def _points(points: int) -> str:
    return fmt.number(points) if points else tr("no limit")
