"""Roles and rights: who may do what, own roles of the shop, one Save with what changes in words."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.events import OperatorsChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import role_editing
from loyaldesk.services.role_editing import LONGEST_NAME, RoleRow
from loyaldesk.ui import errors
from loyaldesk.ui.kit.buttons import button, danger_button, primary_button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog, ask
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption, lead, muted
from loyaldesk.ui.kit.layout import S, box, card, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.roles_matrix import MatrixModel, MatrixView, change_words
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.hall import Hall

LINE = 20
LINES = 12
"""Lines of the matrix that are on view at least."""


class RolesSection(Section):
    """The matrix of roles and rights, and the roles of the shop's own."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Roles and rights"),
            tr("What each role may do. It holds from the next act on, on every till."),
        )  # fmt: skip
        if not hall.desk.may(Permission.OPERATOR_READ):
            self.close_to(Permission.OPERATOR_READ)
            return
        self._may_manage = hall.desk.may(Permission.OPERATOR_MANAGE)
        mine = frozenset(right for right in Permission if hall.desk.may(right))
        self.model = MatrixModel(mine, is_open=self._may_manage)
        self.model.setParent(self)
        self.view = MatrixView(self.model, tr("Roles and rights"))
        self.view.setMinimumHeight(LINES * 34 + 60)
        self.search = SearchBox(tr("Search a right"))
        self.nothing = muted(tr("No right has this name."))
        self.told = caption("", wrap=True)
        self.told.setMinimumHeight(2 * LINE)
        self.summary = Label("", wrap=True)
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.show_again()
        if not self._may_manage:
            self.say_locked(Permission.OPERATOR_MANAGE)

    def focus_first(self) -> None:
        """Begin with the search."""
        if self.is_shown():
            self.search.setFocus()

    def is_shown(self) -> bool:
        """Return whether there is anything to see for this operator."""
        return hasattr(self, "view")

    def show_again(self) -> None:
        """Read the roles again unless ticks were changed."""
        if self.is_shown() and not self.is_dirty:
            self._show_stored()

    def save(self) -> None:
        """Store every changed role at once, after the secret of who is at the desk."""
        changed = self.model.changed()
        if not changed or not self.hall.confirm_secret(tr("Change what roles may do")):
            return
        before = {each.code: each.rights for each in self.model.roles}
        try:
            role_editing.save_rights(self.hall.desk, changed, before)
        except ClubError as error:
            errors.show(error, self)
            return
        self.set_error("")
        self._show_stored()
        self.hall.toasts.show(tr("The rights are saved and hold from the next act on."))

    def _make_buttons(self) -> None:
        self.add_one = primary_button(tr("New role"), icon_name="user-plus")
        self.rename = button(tr("Rename"))
        self.usual = button(tr("Usual rights"))
        self.remove = danger_button(tr("Remove"))
        self.add_one.clicked.connect(lambda: self._add())  # noqa: PLW0108  # drops `checked`
        self.rename.clicked.connect(lambda: self._rename())  # noqa: PLW0108
        self.usual.clicked.connect(lambda: self._as_usual())  # noqa: PLW0108
        self.remove.clicked.connect(lambda: self._remove())  # noqa: PLW0108
        self.programme_link = quiet_button(tr("Limits of points"))
        self.shop_link = quiet_button(tr("Screen lock and sign-in"))
        self.operators_link = quiet_button(tr("Operators"))
        for link, key in (
            (self.programme_link, "programme"), (self.shop_link, "shop"),
            (self.operators_link, "operators"),
        ):  # fmt: skip
            link.clicked.connect(lambda _checked=False, to=key: self.section_wanted.emit(to))

    def _lay_out(self) -> None:
        acts = box(row(self.rename, self.usual, self.remove, spacing=S))
        self.fill(
            card(
                row(self.search, acts, None, self.add_one, spacing=S), self.told, self.view,
                self.nothing,
            ),
            card(self.summary, title=tr("What changes with Save")),
            card(
                caption(
                    tr("Above a limit a second person agrees. The limits stand beside the rules."),
                    wrap=True,
                ),
                row(self.programme_link, self.shop_link, self.operators_link, None, spacing=S),
                title=tr("Limits"),
            ),
        )  # fmt: skip
        acts.setVisible(self._may_manage)
        self.add_one.setVisible(self._may_manage)
        self.nothing.hide()
        bar = self.add_bar(self._values, self.save, self._show_stored)
        self.model.amended.connect(bar.look)
        if not self._may_manage:
            bar.hide()

    def _wire(self) -> None:
        self.search.searched.connect(self._on_search)
        self.search.left_downwards.connect(self.view.setFocus)
        self.view.told.connect(self.told.setText)
        self.view.column_chosen.connect(lambda _column: self._on_role())
        self.model.amended.connect(self._show_summary)
        self.hall.news.on(OperatorsChanged, self, lambda _news: self.show_again())

    def _values(self) -> object:
        return {code: frozenset(rights) for code, rights in self.model.wanted.items()}

    def _show_stored(self) -> None:
        held = self.view.chosen()
        self.model.show(role_editing.listing(self.hall.desk))
        self._on_search(self.search.text())
        self.view.choose(held.code if held else "cashier")
        if self.bar is not None:
            self.bar.begin()
        self._on_role()

    def _show_summary(self) -> None:
        lines = change_words(self.model.roles, self.model.changed())
        self.summary.setText("\n".join(lines) or tr("Nothing yet."))

    def _on_search(self, typed: str) -> None:
        found = self.view.show_matching(typed)
        self.view.setVisible(found > 0)
        self.nothing.setVisible(found == 0)

    def _on_role(self) -> None:
        chosen = self.view.chosen()
        own = chosen is not None and chosen.is_own
        self.rename.setVisible(own)
        self.remove.setVisible(own)
        self.usual.setVisible(not own)
        if chosen is not None:
            self.usual.setEnabled(set(chosen.usual) != self.model.wanted[chosen.code])
            self.usual.setAccessibleName(
                tr("Give «{role}» its usual rights").format(role=isolate(chosen.name))
            )
            self.remove.setEnabled(not chosen.everybody)

    # acts

    def _add(self) -> None:
        if not self._is_free():
            return
        dialog = RoleDialog(self.window(), self.hall, self.model.roles)
        self._run(dialog, tr("The role «{name}» is made. Operators can be given it now."))

    def _rename(self) -> None:
        chosen = self.view.chosen()
        if chosen is not None and chosen.is_own and self._is_free():
            dialog = RoleDialog(self.window(), self.hall, self.model.roles, chosen)
            self._run(dialog, tr("The role is called «{name}» now."))

    def _run(self, dialog: "RoleDialog", words: str) -> None:
        try:
            if dialog.exec():
                self._show_stored()
                self.view.choose(dialog.code)
                self.hall.toasts.show(words.format(name=isolate(dialog.name.widget.text())))
        finally:
            dialog.deleteLater()

    def _as_usual(self) -> None:
        chosen = self.view.chosen()
        if chosen is not None:
            self.model.set_usual(chosen.code)
            self._on_role()

    def _remove(self) -> None:
        chosen = self.view.chosen()
        if chosen is None or not self._is_free() or not ask(
            self, tr("Remove this role?"),
            tr("Nobody has the role «{name}» any more. What was done under it stays.").format(
                name=isolate(chosen.name)
            ),
            tr("Remove"), tr("Cancel"), danger=True,
        ):  # fmt: skip
            return
        if not self.hall.confirm_secret(tr("Remove a role")):
            return
        try:
            role_editing.remove_role(self.hall.desk, chosen.code)
        except ClubError as error:
            errors.show(error, self)
            return
        self._show_stored()

    def _is_free(self) -> bool:
        """Return whether no tick waits to be saved; else say so."""
        if self.is_dirty:
            self.set_error(tr("First save the changed ticks, or undo them."))
        return not self.is_dirty


class RoleDialog(Dialog):
    """The name of a role of the shop's own, and for a new one: like which other.

    Args:
        parent: The window it stands before.
        hall: What every page is given.
        rows: The roles there are.
        role: The one to rename; None: a new one.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, rows: Sequence[RoleRow],
        role: RoleRow | None = None,
    ) -> None:  # fmt: skip
        title = tr("New role") if role is None else tr("Rename the role")
        super().__init__(parent, title, primary=tr("Make it") if role is None else tr("Save"))
        self._hall, self._role = hall, role
        self.code = role.code if role else ""
        line = QLineEdit(role.name if role else "")
        line.setMaxLength(LONGEST_NAME)
        lead(line)
        self.name = Field(tr("Name of the role"), line, tr("Such as Barista or Accountant."))
        names = [(each.name, each.code) for each in rows]
        self.like = Field(
            tr("Begins with the rights of"), Choice([*names, (tr("No rights yet"), "")]),
            tr("They are copied once; change them afterwards."),
        )  # fmt: skip
        self.like.widget.set_value("cashier")
        self.add(self.name)
        if role is None:
            self.add(self.like)
        line.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a name was typed."""
        return self.name.widget.text() != (self._role.name if self._role else "")

    def submit(self) -> None:
        """Store it, or say what is wrong with the name."""
        self.name.clear_error()
        if not self._hall.confirm_secret(self.windowTitle()):
            return
        try:
            if self._role is None:
                self.code = role_editing.add_role(
                    self._hall.desk, self.name.widget.text(), self.like.widget.value() or ""
                )
            else:
                role_editing.rename_role(self._hall.desk, self._role.code, self.name.widget.text())
        except ClubError as error:
            errors.show_on({"name": self.name, "role": self.like}, error, self)
        else:
            self.accept()
