"""Ideas and thanks: what members say, what the shop does after it, and who is told."""

from collections.abc import Callable
from datetime import date

from loyaldesk.domain.feedback import KINDS
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import feedback, feedback_reading, following_papers
from loyaldesk.services.feedback import FeedbackRow
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.request_words import kind_name, state_name
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.requests import words
from loyaldesk.ui.pages.requests.figures import FiguresDialog, share
from loyaldesk.ui.pages.requests.forms import TextForm
from loyaldesk.ui.pages.requests.panel import Act, Shown
from loyaldesk.ui.pages.requests.records_view import RecordsView, Tool
from loyaldesk.ui.pages.requests.voice_forms import AnswerForm, ThanksForm, ToldForm, VoiceForm
from loyaldesk.ui.parts.hall import Hall

TONES = {
    "new": "warn", "considered": "info", "accepted": "info", "done": "ok", "declined": "plain"
}  # fmt: skip


class VoicesView(RecordsView[FeedbackRow]):
    """The inbox of voices with the one on view.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        self.kind: Choice[str] = Choice(
            [(tr("Every kind"), ""), *((kind_name(code), code) for code in KINDS)], tr("Kind")
        )
        self.kind.setMinimumWidth(150)
        desk = hall.desk
        columns = [
            Column[FeedbackRow](
                tr("Answer by"),
                lambda one: words.due_words(one.due_at, desk) if _waits(one) and one.due_at else "",
                width_hint=158, sort_key=lambda one: (one.due_at is None, one.due_at or 0),
                colour=lambda one: "danger" if self.is_late(one) else "",
            ),
            Column[FeedbackRow](tr("What was said"), lambda one: isolate(_line(one))),
            Column[FeedbackRow](tr("Kind"), lambda one: kind_name(one.kind), width_hint=120),
            Column[FeedbackRow](
                tr("State"), lambda one: state_name(one.state), width_hint=130,
                tone=lambda one: TONES[one.state],
            ),
            Column[FeedbackRow](tr("Name"), lambda one: isolate(one.who), width_hint=130),
        ]  # fmt: skip
        filters = [(tr("Inbox"), "open"), (tr("Overdue"), "overdue"), (tr("All"), "")]
        super().__init__(
            hall, feedback.PLACE, tr("Ideas and thanks"), columns, filters, tr("New idea or thanks")
        )
        self.kind.chosen.connect(lambda _kind: self._on_filter())

    def is_late(self, one: FeedbackRow) -> bool:
        """Return whether it should have been answered."""
        return _waits(one) and one.due_at is not None and one.due_at < self.desk.clock()

    def read(self) -> list[FeedbackRow]:
        """Return the voices of the filter, what must be answered first first."""
        kind, wanted = self.kind.value() or "", self.filter.value()
        if wanted == "overdue":
            found = feedback_reading.overdue(self.desk)
            return [one for one in found if kind in ("", one.kind)]
        return feedback_reading.inbox(self.desk, state=wanted, kind=kind)

    def read_one(self, record_id: int) -> FeedbackRow:
        """Return one voice."""
        return feedback_reading.detail(self.desk, record_id)

    def acts(self) -> list[Act[FeedbackRow]]:
        """Return answering, deciding, telling, thanking and giving away."""
        may = self.desk.may(Permission.FEEDBACK_ANSWER)

        def is_open(one: FeedbackRow) -> bool:
            return may and one.is_open

        return [
            Act(tr("Answer"), "F6", "message", self._answer, is_open),
            Act(tr("They were told"), "F6", "messages", self._tell,
                lambda one: may and not one.is_open and one.told_on is None and _somebody(one)),
            Act(tr("We did it"), "F8", "check", self._did, is_open),
            Act(tr("Look into it"), "Ctrl+I", "search", self._consider,
                lambda one: may and one.state == "new"),
            Act(tr("Accept"), "Ctrl+O", "thumb-up", self._accept,
                lambda one: may and one.state in ("new", "considered")),
            Act(tr("Points as thanks"), "Ctrl+B", "gift", self._thank,
                lambda one: may and one.member_id is not None and one.entry_id is None),
            self.give_act(lambda one: one.is_open),
            Act(tr("Not accepted"), "Del", "x", self._decline, is_open, is_danger=True),
        ]  # fmt: skip

    def shown(self, one: FeedbackRow) -> Shown:
        """Return what the panel says."""
        chips = [(kind_name(one.kind), "plain"), (state_name(one.state), TONES[one.state])]
        if self.is_late(one):
            chips.append((tr("Overdue"), "danger"))
        due = words.due_words(one.due_at, self.desk) if one.due_at is not None else ""
        points = trn("{n} point", "{n} points", one.points).format(n=fmt.number(one.points))
        return Shown(
            one.who or tr("No name"), tuple(chips),
            (
                (tr("Said"), isolate(one.text)),
                (tr("Product"), isolate(one.product)),
                (tr("Thanked"), isolate(one.praised)),
                (tr("Mobile"), words.mobile(one.mobile)),
                (tr("Answer by"), due if _waits(one) else ""),
                (tr("Answer"), isolate(one.answer)),
                (tr("We did"), isolate(one.we_did)),
                (tr("Told on"), fmt.day(one.told_on) if one.told_on else ""),
                (tr("Points"), points if one.points else ""),
                (tr("Who does it"), isolate(one.owner)),
                (tr("By which way"), channel_name(one.channel)),
                (tr("Number"), fmt.number(one.number)),
            ),
            one.member_id, one.prospect_id, one.is_open, self.operators,
        )  # fmt: skip

    def empty(self) -> EmptyState:
        """Return why the list is empty, and the first thing to do."""
        if self.filter.value() == "overdue" or self.kind.value():
            return EmptyState("circle-check", tr("Nothing of this kind waits for an answer."))
        sentence = tr("Ideas, opinions and faults stand here until they are answered and decided.")
        if not self.may_write:
            return EmptyState("bulb", sentence)
        return EmptyState("bulb", sentence, tr("New idea or thanks"), self.begin_new)

    def counted(self, count: int) -> str:
        """Return how many are listed."""
        return trn("{n} voice", "{n} voices", count).format(n=fmt.number(count))

    def extra(self) -> list[Choice[str]]:
        """Return the kind."""
        return [self.kind]

    def more_tools(self) -> list[Tool]:
        """Return the two posters of what came of it all."""
        return [
            Tool(tr("Thanks"), "heart-handshake", self.open_thanks),
            Tool(tr("You said, we did"), "speakerphone", self.open_said_and_did, "Ctrl+L"),
        ]

    def begin_new(self) -> None:
        """Write a voice down."""
        form = VoiceForm(self, self.hall)
        self.ask(form, chosen=lambda: form.made.id if form.made is not None else 0)

    def open_said_and_did(self) -> None:
        """Show what was done after voices, with the paper for the notice board."""
        made: FiguresDialog[FeedbackRow] = FiguresDialog(
            self, self.hall, tr("You said, we did"),
            [
                Column(tr("You said"), lambda one: isolate(_line(one))),
                Column(tr("We did"), lambda one: isolate(one.we_did), width_hint=260),
                Column(tr("Day"), lambda one: fmt.day(one.made_on), width_hint=110),
            ],
            self._said_and_did, tr("Nothing was done after a voice in these days."),
            paper=lambda first, last: following_papers.said_and_did_pdf(self.desk, first, last),
        )  # fmt: skip
        self.ask(made)

    def open_thanks(self) -> None:
        """Show who and what was thanked."""
        made: FiguresDialog[tuple[str, int]] = FiguresDialog(
            self, self.hall, tr("Thanks"),
            [
                Column(tr("Who or what"), lambda one: isolate(one[0])),
                Column(tr("Thanked"), lambda one: fmt.number(one[1]), numeric=True, width_hint=110),
            ],
            self._thanks, tr("Nobody was thanked in these days."),
        )  # fmt: skip
        self.ask(made)

    def _said_and_did(self, first: date, last: date) -> tuple[tuple[FeedbackRow, ...], str]:
        found = feedback_reading.said_and_did(self.desk, first, last)
        told = share(found.rate, found.told, found.decided - found.told)
        return found.rows, tr("Told what became of their word: {share}").format(share=told)

    def _thanks(self, first: date, last: date) -> tuple[list[tuple[str, int]], str]:
        found = feedback_reading.thanks(self.desk, first, last)
        rows = [(name, count) for _id, name, count in found.by_operator]
        count = len(found.rows)
        said = trn("{n} thanks in all", "{n} thanks in all", count).format(n=fmt.number(count))
        return [*rows, *found.by_product], said

    # acts

    def _consider(self, one: FeedbackRow) -> None:
        self._step(
            lambda: feedback.consider(self.desk, one.id, version=one.version),
            tr("It is being looked into."),
        )

    def _accept(self, one: FeedbackRow) -> None:
        self._step(
            lambda: feedback.accept(self.desk, one.id, version=one.version),
            tr("Accepted: say when it is done."),
        )

    def _step(self, act: Callable[[], None], told: str) -> None:
        try:
            act()
        except ClubError as error:
            show(error, self)
            return
        self._on_done(told)

    def _did(self, one: FeedbackRow) -> None:
        self.ask(
            TextForm(
                self, tr("We did it"), tr("What the shop did"), "we_did",
                lambda text: feedback.did(self.desk, one.id, text, version=one.version),
                note=isolate(one.text),
            ),
            tr("Done: a follow-up reminds to tell whoever said it.") if _somebody(one)
            else tr("Done."),
        )  # fmt: skip

    def _decline(self, one: FeedbackRow) -> None:
        self.ask(
            TextForm(
                self, tr("Not accepted"), tr("Why not"), "reason",
                lambda text: feedback.decline(self.desk, one.id, text, version=one.version),
                note=isolate(one.text), primary=tr("Keep"), danger=True,
            ),
            tr("Decided. Whoever said it is still to be answered."),
        )  # fmt: skip

    def _answer(self, one: FeedbackRow) -> None:
        self.ask(AnswerForm(self, self.hall, one), tr("The answer is kept."))

    def _tell(self, one: FeedbackRow) -> None:
        self.ask(ToldForm(self, self.hall, one), tr("Noted: they know what became of it."))

    def _thank(self, one: FeedbackRow) -> None:
        self.ask(ThanksForm(self, self.hall, one), tr("The points were given."))


def _waits(one: FeedbackRow) -> bool:
    return one.is_open and one.answered_at is None


def _somebody(one: FeedbackRow) -> bool:
    return one.member_id is not None or one.prospect_id is not None


def _line(one: FeedbackRow) -> str:
    said = " ".join(one.text.split())
    return said or one.praised or one.product
