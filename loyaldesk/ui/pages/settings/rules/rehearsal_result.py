"""What a rehearsal found, on screen: cost, liability, winners, losers and moves between tiers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rehearsal import Mover, Rehearsal
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.programmes import Harmed
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.labels import Label, caption, heading
from loyaldesk.ui.kit.layout import XS, S, box, column

NAMED = 8
"""Members who are named here; the others are counted."""


def result_box(found: Rehearsal, harmed: Harmed | None, old: Programme, new: Programme) -> QWidget:
    """Return everything a rehearsal found.

    Args:
        found: The rehearsal.
        harmed: Members who would stand worse today; None: they may not be seen.
        old: The programme of now.
        new: The one that was rehearsed.
    """
    if not found.receipts:
        return Note(
            tr("There are no sales in these months, so there is nothing to compare."), "plain"
        )
    parts: list[QWidget] = [
        Note(headline(found), "warn" if found.cost_change_rial > 0 else "ok"),
        _grid(found),
        Label(_winners(found), wrap=True),
    ]
    moves = moved(found, old, new)
    if moves:
        parts += [heading(tr("Moves between tiers"), 2), Label("\n".join(moves), wrap=True)]
    if found.worst:
        parts += [heading(tr("Who loses most"), 2), _movers(found.worst)]
    if harmed is not None:
        parts.append(harmed_box(harmed, new))
    return box(column(*parts, spacing=S))


def headline(found: Rehearsal) -> str:
    """Return in one sentence what it would have cost."""
    change = found.cost_change_rial
    receipts = trn("{n} sale", "{n} sales", found.receipts).format(n=fmt.number(found.receipts))
    if not change:
        return tr("Over {sales} these rules would have cost the same.").format(sales=receipts)
    text = (
        tr("Over {sales} these rules would have cost {amount} more ({share}).")
        if change > 0
        else tr("Over {sales} these rules would have cost {amount} less ({share}).")
    )
    return text.format(
        sales=receipts, amount=fmt.amount_with_unit(abs(change)),
        share=fmt.change(found.cost_change),
    )  # fmt: skip


def _grid(found: Rehearsal) -> QWidget:
    old, new, unit = found.old, found.new, fmt.unit_name()
    rows = (
        (tr("Cost ({unit})").format(unit=unit), old.cost_rial, new.cost_rial, fmt.amount),
        (tr("Points given"), old.points, new.points, fmt.number),
        (tr("Points that ended unused"), old.expired, new.expired, fmt.number),
        (tr("Points held at the end"), old.outstanding, new.outstanding, fmt.number),
        (tr("Owed to members ({unit})").format(unit=unit), old.liability_rial,
         new.liability_rial, fmt.amount),
        (tr("Purchases without points"), old.empty, new.empty, fmt.number),
    )  # fmt: skip
    grid = QGridLayout()
    grid.setHorizontalSpacing(S)
    grid.setVerticalSpacing(XS)
    grid.setColumnStretch(0, 2)
    for place, words in enumerate((tr("Rules of now"), tr("These rules")), start=1):
        grid.setColumnStretch(place, 1)
        grid.addWidget(caption(words), 0, place, Qt.AlignmentFlag.AlignTrailing)
    for line, (name, before, after, shown) in enumerate(rows, start=1):
        grid.addWidget(Label(name), line, 0)
        grid.addWidget(Label(shown(before), "muted"), line, 1, Qt.AlignmentFlag.AlignTrailing)
        changed = "label" if before != after else "muted"
        grid.addWidget(Label(shown(after), changed), line, 2, Qt.AlignmentFlag.AlignTrailing)
    return box(grid)


def _winners(found: Rehearsal) -> str:
    won = trn("{n} member gains", "{n} members gain", found.winners)
    lost = trn("{n} loses", "{n} lose", found.losers)
    return tr("{won}, {lost}, of {n} who bought.").format(
        won=won.format(n=fmt.number(found.winners)), lost=lost.format(n=fmt.number(found.losers)),
        n=fmt.number(found.members),
    )  # fmt: skip


def moved(found: Rehearsal, old: Programme, new: Programme) -> list[str]:
    """Return the moves between tiers, the largest first."""
    language = look().language
    most = sorted(found.moves.items(), key=lambda move: -move[1])[:NAMED]
    return [
        tr("{old} to {new}: {n}").format(
            old=isolate(old.tier(before).name(language)),
            new=isolate(new.tier(after).name(language)),
            n=trn("{n} member", "{n} members", count).format(n=fmt.number(count)),
        )
        for (before, after), count in most
    ]


def _movers(movers: tuple[Mover, ...]) -> QWidget:
    lines = [
        tr("{name}: {new} points instead of {old}").format(
            name=isolate(one.name), new=fmt.number(one.new_points), old=fmt.number(one.old_points)
        )
        for one in movers[:NAMED]
    ]
    return Label("\n".join(lines), wrap=True)


def harmed_box(harmed: Harmed, new: Programme) -> QWidget:
    """Return whom the rules would do worse by today, the first of them by name."""
    if not harmed.count:
        return Note(tr("Today no member would fall and no points would lose worth."), "ok")
    n = harmed.count
    said = trn(
        "{n} member would be worse off from the first day",
        "{n} members would be worse off from the first day", n,
    )  # fmt: skip
    parts = [said.format(n=fmt.number(n))]
    if harmed.fallen:
        falls = trn("{n} falls to a lower tier", "{n} fall to a lower tier", harmed.fallen)
        parts.append(falls.format(n=fmt.number(harmed.fallen)))
    if harmed.lost_rial:
        money = fmt.amount_with_unit(harmed.lost_rial)
        parts.append(tr("points lose {amount} of worth").format(amount=money))
    lines = []
    for member in harmed.members[:NAMED]:
        tier = isolate(new.tier(member.new_tier).name(look().language))
        less = fmt.amount_with_unit(member.worth_rial - member.new_worth_rial)
        what = (
            tr("falls to {tier}").format(tier=tier)
            if member.falls
            else tr("points lose {amount} of worth").format(amount=less)
        )
        lines.append(tr("{name}: {what}").format(name=isolate(member.name), what=what))
    if n > NAMED:
        lines.append(tr("and {n} more").format(n=fmt.number(n - NAMED)))
    return box(column(Note(tr(", ").join(parts), "warn"), caption("\n".join(lines), wrap=True)))
