"""Prospects: who asked for something and is no member yet."""

from datetime import date

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.prospects import LOST_REASONS, SOURCES
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import prospect_ends, prospects
from loyaldesk.services.prospect_ends import Conversion
from loyaldesk.services.prospects import ProspectRow
from loyaldesk.services.request_words import reason_name, source_name, state_name
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.requests import words
from loyaldesk.ui.pages.requests.figures import YEAR, FiguresDialog, share
from loyaldesk.ui.pages.requests.forms import WhyForm
from loyaldesk.ui.pages.requests.panel import Act, Shown
from loyaldesk.ui.pages.requests.prospect_forms import JoinForm, ProspectForm
from loyaldesk.ui.pages.requests.records_view import RecordsView, Tool
from loyaldesk.ui.parts.hall import Hall

TONES = {"open": "warn", "joined": "ok", "lost": "plain"}


class ProspectsView(RecordsView[ProspectRow]):
    """The list of prospects with the one on view.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        self.source: Choice[str] = Choice(
            [(tr("Every source"), ""), *((source_name(code), code) for code in SOURCES)],
            tr("How they came to us"),
        )
        self.source.setMinimumWidth(150)
        columns = [
            Column[ProspectRow](tr("Since"), lambda one: fmt.day(one.made_on), width_hint=110),
            Column[ProspectRow](
                tr("Name"), lambda one: isolate(one.name or words.mobile(one.mobile))
            ),
            Column[ProspectRow](
                tr("Source"), lambda one: source_name(one.source), width_hint=120
            ),
            Column[ProspectRow](tr("Who does it"), lambda one: isolate(one.owner), width_hint=120),
        ]  # fmt: skip
        filters = [
            (tr("Still open"), "open"), (tr("Became a member"), "joined"), (tr("Lost"), "lost"),
            (tr("All"), ""),
        ]  # fmt: skip
        super().__init__(
            hall, prospects.PLACE, tr("Prospects"), columns, filters, tr("New prospect")
        )
        self.source.chosen.connect(lambda _source: self._on_filter())

    def read(self) -> list[ProspectRow]:
        """Return the prospects of the filter, the newest first."""
        return prospects.listing(
            self.desk, state=self.filter.value(), source=self.source.value() or ""
        )

    def read_one(self, record_id: int) -> ProspectRow:
        """Return one prospect."""
        return prospects.detail(self.desk, record_id)

    def acts(self) -> list[Act[ProspectRow]]:
        """Return joining, correcting, giving away, giving up and erasing."""
        may = self.desk.may

        def is_open(one: ProspectRow) -> bool:
            return self.may_write and one.state == "open"

        return [
            Act(tr("Becomes a member"), "F8", "user-plus", self._join,
                lambda one: one.state == "open" and may(Permission.MEMBER_ENROL)),
            Act(tr("Correct"), "F6", "edit", self._edit,
                lambda one: is_open(one) and not one.mobile.startswith("…")),
            self.give_act(lambda one: one.state == "open"),
            Act(tr("Lost"), "Del", "user-x", self._lose, is_open, is_danger=True),
            Act(tr("Erase the data"), "", "trash", self._erase,
                lambda one: one.state != "joined" and may(Permission.MEMBER_ERASE),
                is_danger=True),
        ]  # fmt: skip

    def shown(self, one: ProspectRow) -> Shown:
        """Return what the panel says."""
        why = reason_name(one.reason) if one.reason else ""
        return Shown(
            one.name or words.mobile(one.mobile),
            ((state_name(one.state), TONES.get(one.state, "plain")),),
            (
                (tr("Prospect"), tr("number {n}").format(n=fmt.number(one.number))),
                (tr("Mobile"), words.mobile(one.mobile)),
                (tr("E-mail"), isolate(one.email)),
                (tr("Source"), source_name(one.source)),
                (tr("What they asked for"), isolate(one.enquiry)),
                (tr("Since"), fmt.long_day(one.made_on)),
                (tr("Who does it"), isolate(one.owner)),
                (tr("Why"), why),
            ),
            one.member_id, None, one.state == "open", self.operators,
        )  # fmt: skip

    def empty(self) -> EmptyState:
        """Return why the list is empty, and the first thing to do."""
        if self.filter.value() != "open" or self.source.value():
            return EmptyState("search", tr("No prospect of this kind."))
        sentence = tr("People without a card who asked for something, until they join.")
        if not self.may_write:
            return EmptyState("user-question", sentence)
        return EmptyState("user-question", sentence, tr("New prospect"), self.begin_new)

    def counted(self, count: int) -> str:
        """Return how many are listed."""
        return trn("{n} prospect", "{n} prospects", count).format(n=fmt.number(count))

    def extra(self) -> list[Choice[str]]:
        """Return the source."""
        return [self.source]

    def more_tools(self) -> list[Tool]:
        """Return the conversion."""
        return [Tool(tr("How many joined"), "chart-bar", self.open_conversion, "Ctrl+L")]

    def begin_new(self) -> None:
        """Write somebody down."""
        self._write(None)

    def open_conversion(self) -> None:
        """Show how many of each source joined."""
        made: FiguresDialog[Conversion] = FiguresDialog(
            self, self.hall, tr("How many prospects joined"),
            [
                Column(tr("Source"), lambda one: source_name(one.source)),
                Column(tr("Came"), lambda one: fmt.number(one.came), numeric=True, width_hint=90),
                Column(tr("Became a member"), lambda one: fmt.number(one.joined), numeric=True,
                       width_hint=90),
                Column(tr("Lost"), lambda one: fmt.number(one.lost), numeric=True, width_hint=90),
                Column(tr("Share"), lambda one: fmt.percent(one.rate), numeric=True,
                       width_hint=90),
            ],
            self._conversion, tr("Nobody came as a prospect in these days."), days=YEAR,
        )  # fmt: skip
        self.ask(made)

    def _conversion(self, first: date, last: date) -> tuple[list[Conversion], str]:
        rows = prospect_ends.conversion(self.desk, first, last)
        came, joined = sum(one.came for one in rows), sum(one.joined for one in rows)
        rate = joined / came if came else None
        return rows, tr("Joined: {share}").format(share=share(rate, joined, came - joined))

    def _write(self, old: ProspectRow | None) -> None:
        form = ProspectForm(self, self.hall, old)
        form.member_wanted.connect(self.member_wanted)
        form.prospect_wanted.connect(self.open_id)
        self.ask(form, tr("The prospect is written down."), lambda: form.made)

    def _edit(self, one: ProspectRow) -> None:
        self._write(one)

    def _join(self, one: ProspectRow) -> None:
        try:
            form = JoinForm(self, self.hall, one)
        except ClubError as error:
            show(error, self)
            return
        form.accepted.connect(lambda: self._joined(form.joined))
        self.ask(form)

    def _joined(self, member_id: int) -> None:
        self.hall.toasts.show(
            tr("Now a member; everything written down went along."), tr("Open member"),
            lambda: self.member_wanted.emit(member_id),
        )  # fmt: skip

    def _lose(self, one: ProspectRow) -> None:
        self.ask(
            WhyForm(
                self, tr("Give up: {who}").format(who=isolate(one.name)), LOST_REASONS,
                lambda why, text: prospects.lost(
                    self.desk, one.id, reason=why, text=text, version=one.version
                ),
                primary=tr("Give up"),
                note=tr("What they asked for stays open until it is done or cancelled."),
            ),
            tr("The prospect was given up."),
        )  # fmt: skip

    def _erase(self, one: ProspectRow) -> None:
        is_sure = ask(
            self, tr("Erase the data of this prospect?"),
            tr("Name, number and all that was written down go; this cannot be taken back."),
            tr("Erase the data"), tr("Keep it"), danger=True,
        )  # fmt: skip
        if not is_sure or not self.hall.confirm_secret(tr("Erase the data of this prospect?")):
            return
        try:
            prospect_ends.erase(self.desk, one.id)
        except ClubError as error:
            show(error, self)
            return
        self._pinned = None
        self.refresh()
        self.changed.emit()
        self.hall.toasts.show(tr("The data of this prospect were erased."))
