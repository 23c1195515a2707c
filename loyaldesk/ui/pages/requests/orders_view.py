"""Occasion orders: what was promised for days that must not be missed."""

from datetime import date

from loyaldesk.domain.occasions import CANCEL_REASONS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import occasion_days, occasions
from loyaldesk.services.occasion_days import OccasionFigures
from loyaldesk.services.occasions import OrderRow
from loyaldesk.services.request_words import reason_name, state_name
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.requests import words
from loyaldesk.ui.pages.requests.figures import YEAR, FiguresDialog, share
from loyaldesk.ui.pages.requests.forms import TextForm, WhyForm
from loyaldesk.ui.pages.requests.order_forms import HandOverForm, OrderForm, OrderMoveForm
from loyaldesk.ui.pages.requests.panel import Act, Shown
from loyaldesk.ui.pages.requests.records_view import RecordsView, Tool
from loyaldesk.ui.parts.hall import Hall

TONES = {"open": "info", "kept": "ok", "missed": "danger", "cancelled": "plain"}


class OrdersView(RecordsView[OrderRow]):
    """The list of occasion orders with the one on view.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        self.occasion: Choice[str] = Choice([(tr("Every occasion"), "")], tr("Occasion"))
        self.occasion.setMinimumWidth(180)
        desk = hall.desk
        columns = [
            Column[OrderRow](
                tr("Promised for"), lambda one: words.due_words(one.promised_at, desk),
                width_hint=158, sort_key=lambda one: one.promised_at,
                colour=lambda one: "danger" if self.is_late(one) else "",
            ),
            Column[OrderRow](tr("Name"), lambda one: isolate(one.who or tr("No name"))),
            Column[OrderRow](tr("Occasion"), lambda one: isolate(_name(one)), width_hint=140),
            Column[OrderRow](
                tr("State"), lambda one: state_name(one.state), width_hint=120,
                tone=lambda one: TONES[one.state],
            ),
            Column[OrderRow](
                tr("What is ordered"), lambda one: isolate(" ".join(one.text.split())),
                width_hint=150,
            ),
        ]  # fmt: skip
        filters = [
            (tr("Still open"), "open"), (tr("Alert"), "alert"), (tr("Missed"), "missed"),
            (tr("All"), ""),
        ]  # fmt: skip
        super().__init__(
            hall, occasions.PLACE, tr("Occasion orders"), columns, filters, tr("New occasion order")
        )
        self.occasion.chosen.connect(lambda _code: self._on_filter())

    def is_late(self, one: OrderRow) -> bool:
        """Return whether the promised moment is past."""
        return one.state == "open" and one.promised_at < self.desk.clock()

    def is_alert(self, one: OrderRow) -> bool:
        """Return whether somebody has to look whether all is ready."""
        return one.state == "open" and one.alert_on <= self.desk.today()

    def read(self) -> list[OrderRow]:
        """Return the orders of the filter by the promised moment."""
        wanted = self.filter.value()
        state = "open" if wanted == "alert" else wanted
        self._offer(occasion_days.listing(self.desk, state=""))
        rows = occasion_days.listing(self.desk, state=state, occasion=self.occasion.value() or "")
        return [one for one in rows if self.is_alert(one)] if wanted == "alert" else rows

    def read_one(self, record_id: int) -> OrderRow:
        """Return one order."""
        return occasion_days.detail(self.desk, record_id)

    def acts(self) -> list[Act[OrderRow]]:
        """Return handing over, moving, missing, giving away and cancelling."""

        def is_open(one: OrderRow) -> bool:
            return self.may_write and one.state == "open"

        return [
            Act(tr("Handed over"), "F8", "check", self._hand_over,
                lambda one: self.may_write and one.delivered_at is None
                and one.state in ("open", "missed")),
            Act(tr("Another moment"), "Ctrl+D", "calendar-due", self._move, is_open),
            Act(tr("Missed"), "F6", "heart-broken", self._miss, is_open, is_danger=True),
            self.give_act(lambda one: one.state == "open"),
            Act(tr("Cancel it"), "Del", "x", self._cancel, is_open, is_danger=True),
        ]  # fmt: skip

    def shown(self, one: OrderRow) -> Shown:
        """Return what the panel says."""
        chips = [(state_name(one.state), TONES[one.state])]
        if self.is_late(one):
            chips.append((tr("Overdue"), "danger"))
        elif self.is_alert(one):
            chips.append((tr("Alert"), "warn"))
        occasion = tr("{name}, {day}").format(
            name=isolate(_name(one)), day=fmt.long_day(one.occasion_on)
        )
        given = fmt.moment(one.delivered_at, self.desk.zone) if one.delivered_at else ""
        return Shown(
            one.who or tr("No name"), tuple(chips),
            (
                (tr("What is ordered"), isolate(one.text)),
                (tr("Occasion"), occasion),
                (tr("Promised for"), words.due_words(one.promised_at, self.desk)),
                (tr("Alert"), fmt.long_day(one.alert_on) if one.state == "open" else ""),
                (tr("Handed over"), given),
                (tr("Mobile"), words.mobile(one.mobile)),
                (tr("Who does it"), isolate(one.owner)),
                (tr("Why"), isolate(reason_name(one.reason)) if one.reason else ""),
                (tr("Number"), fmt.number(one.number)),
            ),
            one.member_id, one.prospect_id, one.state == "open", self.operators,
        )  # fmt: skip

    def empty(self) -> EmptyState:
        """Return why the list is empty, and the first thing to do."""
        if self.filter.value() in ("alert", "missed") or self.occasion.value():
            return EmptyState("circle-check", tr("No order of this kind."))
        sentence = tr("What is promised for Mother's Day and its like, and must not be late.")
        if not self.may_write:
            return EmptyState("gift", sentence)
        return EmptyState("gift", sentence, tr("New occasion order"), self.begin_new)

    def counted(self, count: int) -> str:
        """Return how many are listed."""
        return trn("{n} occasion order", "{n} occasion orders", count).format(n=fmt.number(count))

    def extra(self) -> list[Choice[str]]:
        """Return the occasion."""
        return [self.occasion]

    def more_tools(self) -> list[Tool]:
        """Return how many were kept."""
        return [Tool(tr("How many kept"), "chart-bar", self.open_kept, "Ctrl+L")]

    def begin_new(self) -> None:
        """Write an order down."""
        form = OrderForm(self, self.hall)
        self.ask(form, tr("The occasion order is written down."), lambda: form.made)

    def open_kept(self) -> None:
        """Show how many orders of each occasion were kept."""
        made: FiguresDialog[OccasionFigures] = FiguresDialog(
            self, self.hall, tr("How many kept"),
            [
                Column(tr("Occasion"), lambda one: isolate(_called(one.occasion, one.occasion_on))),
                Column(tr("Day"), lambda one: fmt.day(one.occasion_on), width_hint=110),
                Column(tr("Kept in time"), lambda one: fmt.number(one.kept), numeric=True,
                       width_hint=110),
                Column(tr("Missed"), lambda one: fmt.number(one.missed), numeric=True,
                       width_hint=90),
                Column(tr("Still open"), lambda one: fmt.number(one.open), numeric=True,
                       width_hint=80),
            ],
            self._kept, tr("Nothing was promised for these days."), days=YEAR,
        )  # fmt: skip
        self.ask(made)

    def _kept(self, first: date, last: date) -> tuple[list[OccasionFigures], str]:
        rows = occasion_days.figures(self.desk, first, last)
        kept, missed = sum(one.kept for one in rows), sum(one.missed for one in rows)
        rate = kept / (kept + missed) if kept + missed else None
        return rows, tr("Kept in time: {share}").format(share=share(rate, kept, missed))

    def _offer(self, rows: list[OrderRow]) -> None:
        names = {one.occasion: _name(one) for one in rows}
        self.occasion.set_options(
            [(tr("Every occasion"), ""), *((name, code) for code, name in names.items())]
        )

    def _hand_over(self, one: OrderRow) -> None:
        form = HandOverForm(self, self.hall, one)
        form.accepted.connect(
            lambda: self.hall.toasts.show(
                tr("Handed over in time.") if form.is_kept
                else tr("Handed over late: the call that puts it right is made."),
                kind="ok" if form.is_kept else "warn",
            )
        )  # fmt: skip
        self.ask(form)

    def _move(self, one: OrderRow) -> None:
        self.ask(OrderMoveForm(self, self.hall, one), tr("Another moment is promised."))

    def _miss(self, one: OrderRow) -> None:
        self.ask(
            TextForm(
                self, tr("Missed: {who}").format(who=isolate(one.who)), tr("Why"), "reason",
                lambda text: occasions.miss(self.desk, one.id, text, version=one.version),
                note=tr("The call that puts it right is made for today."), primary=tr("Keep"),
                danger=True,
            ),
            tr("Missed: the call that puts it right is made."),
        )  # fmt: skip

    def _cancel(self, one: OrderRow) -> None:
        self.ask(
            WhyForm(
                self, tr("Cancel the order: {who}").format(who=isolate(one.who)), CANCEL_REASONS,
                lambda why, text: occasions.cancel(
                    self.desk, one.id, reason=why, text=text, version=one.version
                ),
                primary=tr("Cancel the order"),
            ),
            tr("The occasion order is cancelled."),
        )  # fmt: skip


def _name(one: OrderRow) -> str:
    return _called(one.occasion, one.occasion_on)


def _called(occasion: str, on: date) -> str:
    return occasion_days.name(occasion, on, look().language)
