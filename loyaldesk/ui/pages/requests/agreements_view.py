"""Agreements: subscriptions, contracts, warranties and services by the day they end."""

from datetime import date, timedelta

from loyaldesk.domain.agreements import CANCEL_REASONS, KINDS, LEFT_REASONS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import agreements
from loyaldesk.services.agreements import AgreementRow
from loyaldesk.services.request_words import kind_name, reason_name, state_name
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.requests.agreement_forms import AgreementForm, RenewForm
from loyaldesk.ui.pages.requests.figures import YEAR, FiguresDialog, share
from loyaldesk.ui.pages.requests.forms import WhyForm
from loyaldesk.ui.pages.requests.panel import Act, Shown
from loyaldesk.ui.pages.requests.records_view import RecordsView, Tool
from loyaldesk.ui.parts.hall import Hall

TONES = {"active": "info", "renewed": "ok", "left": "warn", "cancelled": "plain"}
SOON = timedelta(days=30)


class AgreementsView(RecordsView[AgreementRow]):
    """The list of agreements with the one on view.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        self.kind: Choice[str] = Choice(
            [(tr("Every kind"), ""), *((kind_name(code), code) for code in KINDS)], tr("Kind")
        )
        self.kind.setMinimumWidth(150)
        columns = [
            Column[AgreementRow](
                tr("Ends"), lambda one: fmt.day(one.ends_on), width_hint=110,
                sort_key=lambda one: one.ends_on,
                colour=lambda one: "danger" if self.is_over(one) else "",
            ),
            Column[AgreementRow](tr("Member"), lambda one: isolate(one.who)),
            Column[AgreementRow](tr("About"), lambda one: isolate(one.title), width_hint=150),
            Column[AgreementRow](tr("Kind"), lambda one: kind_name(one.kind), width_hint=110),
            Column[AgreementRow](
                tr("State"), lambda one: state_name(one.state), width_hint=120,
                tone=lambda one: TONES[one.state],
            ),
        ]  # fmt: skip
        filters = [
            (tr("Ends soon"), "soon"), (tr("Running"), "active"), (tr("Not renewed"), "left"),
            (tr("All"), ""),
        ]  # fmt: skip
        super().__init__(
            hall, agreements.PLACE, tr("Agreements"), columns, filters, tr("New agreement")
        )
        self.filter.set_value("active")
        self.kind.chosen.connect(lambda _kind: self._on_filter())

    def is_over(self, one: AgreementRow) -> bool:
        """Return whether it is over and nobody said what came of it."""
        return one.state == "active" and one.ends_on < self.desk.today()

    def read(self) -> list[AgreementRow]:
        """Return the agreements of the filter by the day they end."""
        wanted, kind = self.filter.value(), self.kind.value() or ""
        if wanted == "soon":
            last = self.desk.today() + SOON
            return agreements.listing(self.desk, kind=kind, ends_last=last)
        return agreements.listing(self.desk, state=wanted, kind=kind)

    def read_one(self, record_id: int) -> AgreementRow:
        """Return one agreement."""
        return agreements.detail(self.desk, record_id)

    def acts(self) -> list[Act[AgreementRow]]:
        """Return renewing, leaving, giving away and cancelling."""

        def is_running(one: AgreementRow) -> bool:
            return self.may_write and one.state == "active"

        return [
            Act(tr("Renew"), "F8", "refresh", self._renew, is_running),
            Act(tr("Not renewed"), "F6", "user-x", self._leave, is_running),
            self.give_act(lambda one: one.state == "active"),
            Act(tr("Cancel it"), "Del", "x", self._cancel, is_running, is_danger=True),
        ]

    def shown(self, one: AgreementRow) -> Shown:
        """Return what the panel says."""
        chips = [(kind_name(one.kind), "plain"), (state_name(one.state), TONES[one.state])]
        if self.is_over(one):
            chips.append((tr("Over"), "danger"))
        days = tr(", ").join(fmt.number(each) for each in one.remind_days)
        cost = fmt.amount_with_unit(one.amount_rial) if one.amount_rial is not None else ""
        return Shown(
            one.who, tuple(chips),
            (
                (tr("About"), isolate(one.title)),
                (tr("Last day"), fmt.long_day(one.ends_on)),
                (tr("First day"), fmt.long_day(one.starts_on) if one.starts_on else ""),
                (tr("Amount"), cost),
                (tr("Reminders"), tr("{days} days before").format(days=days) if days else ""),
                (tr("Who does it"), isolate(one.owner)),
                (tr("Why"), isolate(reason_name(one.reason)) if one.reason else ""),
                (tr("Number"), fmt.number(one.number)),
            ),
            one.member_id, None, self.is_over(one), self.operators,
        )  # fmt: skip

    def empty(self) -> EmptyState:
        """Return why the list is empty, and the first thing to do."""
        if self.filter.value() != "active" or self.kind.value():
            return EmptyState("circle-check", tr("No agreement of this kind."))
        sentence = tr("Subscriptions, contracts and warranties, reminded of before they end.")
        if not self.may_write:
            return EmptyState("certificate", sentence)
        return EmptyState("certificate", sentence, tr("New agreement"), self.begin_new)

    def counted(self, count: int) -> str:
        """Return how many are listed."""
        return trn("{n} agreement", "{n} agreements", count).format(n=fmt.number(count))

    def extra(self) -> list[Choice[str]]:
        """Return the kind."""
        return [self.kind]

    def more_tools(self) -> list[Tool]:
        """Return the renewal rate."""
        return [Tool(tr("How many renewed"), "chart-bar", self.open_renewals, "Ctrl+L")]

    def begin_new(self) -> None:
        """Write an agreement down."""
        form = AgreementForm(self, self.hall)
        self.ask(form, tr("The agreement is written down."), lambda: form.made)

    def open_renewals(self) -> None:
        """Show how many of each kind were renewed, and why others left."""
        made: FiguresDialog[agreements.RenewalCount] = FiguresDialog(
            self, self.hall, tr("How many renewed"),
            [
                Column(tr("Kind"), lambda one: kind_name(one.kind)),
                Column(tr("Renewed"), lambda one: fmt.number(one.renewed), numeric=True,
                       width_hint=100),
                Column(tr("Not renewed"), lambda one: fmt.number(one.left), numeric=True,
                       width_hint=110),
                Column(tr("Over, not said"), lambda one: fmt.number(one.lapsed), numeric=True,
                       width_hint=130),
            ],
            self._renewals, tr("No agreement ended in these days."), days=YEAR,
        )  # fmt: skip
        self.ask(made)

    def _renewals(
        self, first: date, last: date
    ) -> tuple[tuple[agreements.RenewalCount, ...], str]:  # fmt: skip
        found = agreements.renewal_figures(self.desk, first, last)
        kept = sum(one.renewed for one in found.kinds)
        lost = sum(one.left + one.lapsed for one in found.kinds)
        said = tr("Renewed: {share}").format(share=share(found.rate, kept, lost))
        if found.left_because:
            why, count = found.left_because[0]
            most = tr("Most left because: {why} ({n})").format(
                why=reason_name(why), n=fmt.number(count)
            )
            said = f"{said}\n{most}"
        return found.kinds, said

    def _renew(self, one: AgreementRow) -> None:
        form = RenewForm(self, self.hall, one)
        self.ask(form, tr("Renewed."), lambda: form.made)

    def _leave(self, one: AgreementRow) -> None:
        self.ask(
            WhyForm(
                self, tr("Not renewed: {who}").format(who=isolate(one.who)), LEFT_REASONS,
                lambda why, text: agreements.left(
                    self.desk, one.id, reason=why, text=text, version=one.version
                ),
                primary=tr("Keep"),
            ),
            tr("Noted that it was not renewed."),
        )  # fmt: skip

    def _cancel(self, one: AgreementRow) -> None:
        self.ask(
            WhyForm(
                self, tr("Cancel the agreement: {who}").format(who=isolate(one.who)),
                CANCEL_REASONS,
                lambda why, text: agreements.cancel(
                    self.desk, one.id, reason=why, text=text, version=one.version
                ),
                primary=tr("Cancel the agreement"), note=tr("It counts nowhere then."),
            ),
            tr("The agreement is cancelled."),
        )  # fmt: skip
