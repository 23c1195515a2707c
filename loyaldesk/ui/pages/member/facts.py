"""The profile block: what is known of a member, contact data hidden until they are needed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import HIDDEN, Profile
from loyaldesk.services.telling import channel_name
from loyaldesk.ui.kit.buttons import icon_button, quiet_button
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import Label, heading
from loyaldesk.ui.kit.layout import Card, M, S, box, row
from loyaldesk.ui.pages.member import names

NAME_WIDTH = 104


class FactsCard(Card):
    """Name and value, line by line; what is empty is left out."""

    reveal_wanted = Signal()
    referrer_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._may_reveal = desk.may(Permission.MEMBER_REVEAL)
        self.reveal = icon_button("eye", tr("Show contact data"))
        self.reveal.setVisible(self._may_reveal)
        self.reveal.clicked.connect(self.reveal_wanted)
        self.referrer = quiet_button("", icon_name="user")
        self.referrer.clicked.connect(self.referrer_wanted)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, NAME_WIDTH)
        head = row(heading(tr("Profile"), 2), None, self.reveal)
        self.body.addLayout(head)
        self.body.addLayout(self._grid)

    def show_facts(self, profile: Profile, *, is_shown: bool) -> None:
        """Show what is known; contact data whole only if *is_shown*."""
        self._clear()
        self.reveal.setIcon(icon("eye-off" if is_shown else "eye"))
        whole = is_shown and self._may_reveal
        for name, value in (
            contact_lines(profile, whole=whole) + care_lines(profile) + lines(profile.draft)
        ):
            if value:
                self._add(name, Label(value, wrap=True, selectable=True))
        if profile.referrer:
            self.referrer.set_words(isolate(profile.referrer))
            self._add(tr("Brought by"), box(row(self.referrer, None)))
        self.referrer.setVisible(bool(profile.referrer))

    def texts(self) -> list[str]:
        """Return every value shown, from top to bottom."""
        items = [self._grid.itemAtPosition(at, 1) for at in range(self._grid.rowCount())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget.text() for widget in widgets if isinstance(widget, Label)]

    def _clear(self) -> None:
        self.referrer.setParent(self)
        self.referrer.hide()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _add(self, name: str, value: QWidget) -> None:
        at = self._grid.rowCount()
        label = Label(name, "muted", wrap=True)
        label.setFixedWidth(NAME_WIDTH)
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, at, 1)


def contact_lines(profile: Profile, *, whole: bool) -> list[tuple[str, str]]:
    """Return how the member is reached; without leave only that there is something."""
    draft, contact = profile.draft, profile.card.contact

    def hidden(text: str, shown: str) -> str:
        return shown if whole else HIDDEN if text else ""

    mobile = contact.text if whole else fmt.code(f"{HIDDEN} {contact.ending}")
    return [
        (tr("Mobile"), mobile if contact.ending else ""),
        (tr("Landline"), hidden(draft.landline, fmt.code(draft.landline))),
        (tr("E-mail"), hidden(draft.email, ltr(draft.email))),
        (tr("National ID"), hidden(draft.national_id, fmt.code(draft.national_id))),
        (tr("Address"), hidden(draft.address, isolate(draft.address))),
        (tr("Postal code"), hidden(draft.postal_code, _postal(draft.postal_code))),
    ]


def care_lines(profile: Profile) -> list[tuple[str, str]]:
    """Return who looks after the member, and what is open; what is not is left out."""
    care = profile.card.care
    next_ = fmt.day(care.next_on) if care.next_on else ""
    if next_ and care.next_text:
        next_ = tr("{what}: {text}").format(what=next_, text=isolate(care.next_text))
    last = care.last_contact_on
    return [
        (tr("Looked after by"), _typed(care.owner)),
        (tr("Deputy"), _typed(care.deputy)),
        (tr("Next step"), next_),
        (tr("Open follow-ups"), _count(care.open_followups)),
        (tr("Open complaints"), _count(care.open_complaints)),
        (tr("Last contact"), fmt.day(last) if last else ""),
    ]


def _count(number: int) -> str:
    return fmt.number(number) if number else ""


def _postal(code: str) -> str:
    return fmt.code(f"{code[:5]}-{code[5:]}") if code else ""


def lines(draft: MemberDraft) -> list[tuple[str, str]]:
    """Return what else is known, name and value."""
    return [
        (tr("Company"), _typed(draft.company_name)),
        (tr("Birthday"), fmt.day(draft.birthday) if draft.birthday else ""),
        (tr("Wedding day"), fmt.day(draft.wedding_on) if draft.wedding_on else ""),
        (tr("Family"), _typed(draft.family)),
        (tr("Tags"), tr(", ").join(isolate(tag) for tag in draft.tags)),
        (tr("Likes"), _typed(draft.preferences)),
        (tr("Sizes"), _typed(draft.sizes)),
        (tr("Agrees to"), _consent(draft)),
        (tr("Best reached"), _preferred(draft)),
        (tr("Came by"), _typed(draft.source)),
    ]


def _typed(text: str) -> str:
    return isolate(text) if text else ""


def _consent(draft: MemberDraft) -> str:
    given = [words for words, value in names.channels() if value in draft.consent]
    return tr(", ").join(given) if given else tr("nothing")


def _preferred(draft: MemberDraft) -> str:
    parts = [
        channel_name(draft.preferred_channel) if draft.preferred_channel else "",
        names.called(names.times, draft.preferred_time) if draft.preferred_time else "",
        names.called(names.tones, draft.tone) if draft.tone else "",
    ]
    return tr(", ").join(part for part in parts if part)
