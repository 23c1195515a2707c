"""Requests: what is wanted, due when, for whom, and who takes care of it."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.requests import CANCEL_REASONS, KINDS, MOVE_REASONS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import requests
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.request_words import kind_name, state_name
from loyaldesk.services.requests import RequestRow
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.requests import words
from loyaldesk.ui.pages.requests.forms import MoveForm, TextForm, WhyForm
from loyaldesk.ui.pages.requests.panel import Act, Shown
from loyaldesk.ui.pages.requests.records_view import RecordsView, Tool
from loyaldesk.ui.pages.requests.request_form import RequestForm
from loyaldesk.ui.pages.requests.request_tools import TermsForm, WaitingListDialog
from loyaldesk.ui.parts.hall import Hall

TONES = {"open": "warn", "answered": "info", "done": "ok", "cancelled": "plain"}


class RequestsView(RecordsView[RequestRow]):
    """The list of requests with the one on view.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        self.kind: Choice[str] = Choice(
            [(tr("Every kind"), ""), *((kind_name(code), code) for code in KINDS)],
            tr("Kind of request"),
        )
        self.kind.setMinimumWidth(150)
        desk = hall.desk
        columns = [
            Column[RequestRow](
                tr("Due"), lambda one: words.due_words(one.due_at, desk), width_hint=158,
                sort_key=lambda one: one.due_at,
                colour=lambda one: "danger" if self.is_late(one) else "",
            ),
            Column[RequestRow](tr("Name"), lambda one: isolate(one.who or tr("No name"))),
            Column[RequestRow](tr("Kind"), lambda one: kind_name(one.kind), width_hint=120),
            Column[RequestRow](tr("Product"), lambda one: isolate(one.product), width_hint=130),
            Column[RequestRow](tr("Who does it"), lambda one: isolate(one.owner), width_hint=110),
        ]  # fmt: skip
        filters = [
            (tr("Still open"), "open"), (tr("Mine"), "mine"), (tr("Overdue"), "overdue"),
            (tr("All"), ""),
        ]  # fmt: skip
        super().__init__(hall, requests.PLACE, tr("Requests"), columns, filters, tr("New request"))
        self.kind.chosen.connect(lambda _kind: self._on_filter())

    def is_late(self, one: RequestRow) -> bool:
        """Return whether it should have been done."""
        return one.is_open and one.due_at < self.desk.clock()

    def read(self) -> list[RequestRow]:
        """Return the requests of the filter, what is due first first."""
        wanted = self.filter.value()
        rows = requests.listing(
            self.desk, state="open" if wanted else "", kind=self.kind.value() or "",
            owner_id=self.desk.operator.id if wanted == "mine" else None,
        )  # fmt: skip
        return [one for one in rows if self.is_late(one)] if wanted == "overdue" else rows

    def read_one(self, record_id: int) -> RequestRow:
        """Return one request."""
        return requests.detail(self.desk, record_id)

    def acts(self) -> list[Act[RequestRow]]:
        """Return answering, finishing, putting off, giving away and cancelling."""

        def is_open(one: RequestRow) -> bool:
            return self.may_write and one.is_open

        return [
            Act(tr("Done"), "F8", "check", self._finish, is_open),
            Act(tr("Answer"), "F6", "message", self._answer, is_open),
            Act(tr("Change the deadline"), "Ctrl+D", "calendar-due", self._move, is_open),
            self.give_act(lambda one: one.is_open),
            Act(tr("Cancel it"), "Del", "x", self._cancel, is_open, is_danger=True),
        ]

    def shown(self, one: RequestRow) -> Shown:
        """Return what the panel says."""
        desk = self.desk
        chips = [(state_name(one.state), TONES.get(one.state, "plain"))]
        if self.is_late(one):
            chips.append((tr("Overdue"), "danger"))
        number = tr("{kind}, number {n}").format(kind=kind_name(one.kind), n=fmt.number(one.number))
        promised = ""
        if one.promised_at != one.due_at:
            promised = words.due_words(one.promised_at, desk)
        return Shown(
            one.who or tr("No name"),
            tuple(chips),
            (
                (tr("Request"), number),
                (tr("Product"), isolate(one.product)),
                (tr("In their words"), isolate(one.text)),
                (tr("Mobile"), words.mobile(one.mobile)),
                (tr("Due"), words.due_words(one.due_at, desk)),
                (tr("Promised for"), promised),
                (tr("Who does it"), isolate(one.owner)),
                (tr("By which way"), channel_name(one.channel)),
                (tr("Answer"), isolate(one.answer)),
                (tr("Result"), isolate(one.result) if one.state == "done" else ""),
            ),
            one.member_id, one.prospect_id, one.is_open, self.operators,
        )  # fmt: skip

    def empty(self) -> EmptyState:
        """Return why the list is empty, and the first thing to do."""
        if self.filter.value() in ("mine", "overdue") or self.kind.value():
            return EmptyState("circle-check", tr("Nothing here: all is done in time."))
        sentence = tr("What people ask for stands here until it is done: call-backs, products.")
        if not self.may_write:
            return EmptyState("inbox", sentence)
        return EmptyState("inbox", sentence, tr("New request"), self.begin_new)

    def counted(self, count: int) -> str:
        """Return how many are listed."""
        return trn("{n} request", "{n} requests", count).format(n=fmt.number(count))

    def more_tools(self) -> list[Tool]:
        """Return the waiting list, and the deadlines for who may set them."""
        tools = [Tool(tr("Waiting list"), "hourglass", self.open_waiting_list, "Ctrl+L")]
        if self.desk.may(Permission.CALENDAR_EDIT):
            tools.append(Tool(tr("Deadlines"), "clock", self.open_terms))
        return tools

    def extra(self) -> list[Choice[str]]:
        """Return the kind."""
        return [self.kind]

    def begin_new(self) -> None:
        """Write down a request of the member on view, or of anybody."""
        form = RequestForm(self, self.hall)
        self.ask(form, chosen=lambda: form.made.id if form.made is not None else 0)

    def open_waiting_list(self) -> None:
        """Show what is waited for."""
        made = WaitingListDialog(self, self.hall, may_write=self.may_write)
        made.told.connect(self.refresh)
        made.told.connect(self.changed)
        self.dialog = made
        made.open()

    def open_terms(self) -> None:
        """Ask how long the shop takes."""
        self.ask(TermsForm(self, self.hall), tr("The deadlines are kept."))

    def _finish(self, one: RequestRow) -> None:
        self.ask(
            TextForm(
                self, tr("Done: {who}").format(who=isolate(one.who)), tr("What came of it"),
                "result",
                lambda text: requests.finish(self.desk, one.id, text, version=one.version),
                primary=tr("Done"), text=one.answer,
            ),
            tr("Request {n} is done.").format(n=fmt.number(one.number)),
        )  # fmt: skip

    def _answer(self, one: RequestRow) -> None:
        self.ask(
            TextForm(
                self, tr("Answer {who}").format(who=isolate(one.who)), tr("Answer"), "answer",
                lambda text: requests.answer(self.desk, one.id, text, version=one.version),
                note=tr("It stays open until it is done."), text=one.answer,
            ),
            tr("The answer is kept."),
        )  # fmt: skip

    def _move(self, one: RequestRow) -> None:
        self.ask(
            MoveForm(
                self, self.desk,
                tr("Change the deadline: {who}").format(who=isolate(one.who)), one.due_at,
                "due_at", MOVE_REASONS,
                lambda at, why, text: requests.move(
                    self.desk, one.id, at, reason=why, text=text, version=one.version
                ),
                note=tr("Only when the member asked for it is something else promised."),
            ),
            tr("The request was put off."),
        )  # fmt: skip

    def _cancel(self, one: RequestRow) -> None:
        self.ask(
            WhyForm(
                self, tr("Cancel the request: {who}").format(who=isolate(one.who)), CANCEL_REASONS,
                lambda why, text: requests.cancel(
                    self.desk, one.id, reason=why, text=text, version=one.version
                ),
                primary=tr("Cancel the request"),
            ),
            tr("The request is cancelled."),
        )  # fmt: skip
