"""What a merge of two records, and its undoing, does: in lines for a person to read before."""

from datetime import date

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.merging import MergePlan, UndoPlan
from loyaldesk.services.telling import tier_name
from loyaldesk.services.words import field_name as known_field
from loyaldesk.ui.pages.member import names

Lines = list[tuple[str, str]]


def plan_lines(desk: Desk, plan: MergePlan) -> Lines:
    """Return what a merge moves and changes."""
    rules = club.programme(desk)
    lines = [
        (tr("Points that move"), _points(plan)),
        (tr("Points of the kept record then"), fmt.number(plan.points_after)),
    ]
    if plan.debt or plan.debt_after:
        lines.append((tr("Owed afterwards"), fmt.number(plan.debt_after)))
    if plan.wallet_rial:
        lines.append((tr("Money in the wallet"), fmt.amount_with_unit(plan.wallet_rial)))
    lines += _moved(plan)
    before, after = tier_name(plan.tier_before, rules), tier_name(plan.tier_after, rules)
    if before == after:
        lines.append((tr("Tier"), tr("stays {tier}").format(tier=isolate(after))))
    else:
        text = tr("{new} instead of {old}")
        lines.append((tr("Tier"), text.format(new=isolate(after), old=isolate(before))))
    if plan.filled:
        lines.append((tr("Filled from the other"), _fields(plan.filled)))
    lines += [
        (
            tr("{field} differs").format(field=field_name(one.field)),
            tr("kept: {kept}; not: {other}").format(
                kept=_value(one.field, one.kept), other=_value(one.field, one.other)
            ),
        )
        for one in plan.conflicts
    ]
    if plan.twice:
        lines.append((tr("Given to both, once meant"), _rules(desk, plan.twice)))
    if plan.leaves_family:
        lines.append((tr("Leaves the family"), isolate(plan.leaves_family)))
    lines.append((tr("Can be undone until"), fmt.day(plan.until_on)))
    return lines


def undo_lines(plan: UndoPlan) -> Lines:
    """Return what undoing a merge does."""
    lines = [
        (tr("Points that go back"), fmt.number(plan.points_back)),
        (tr("Sales that go back"), fmt.number(plan.sales_back)),
    ]
    if plan.points_gone:
        lines.append((tr("Points spent or ended since; they stay gone"),
                      fmt.number(plan.points_gone)))  # fmt: skip
    if plan.debt_back:
        lines.append((tr("Owed again by the other record"), fmt.number(plan.debt_back)))
    return lines


def _points(plan: MergePlan) -> str:
    if not plan.lots:
        return fmt.number(plan.points)
    lots = trn("in {n} lot", "in {n} lots", len(plan.lots)).format(n=fmt.number(len(plan.lots)))
    return f"{fmt.number(plan.points)} {lots}"


def _moved(plan: MergePlan) -> Lines:
    places = {
        "sale": tr("Sales and returns"), "code": tr("Cards and codes"), "note": tr("Notes"),
        "voucher": tr("Vouchers"), "gift_card": tr("Gift cards"), "reward_use": tr("Rewards taken"),
        "stamp_entry": tr("Stamps booked"), "referred": tr("Members brought"),
        "tier_hand": tr("Tiers by hand"), "contact": tr("Contacts"),
        "request": tr("Requests"), "feedback": tr("Ideas and opinions"),
        "agreement": tr("Agreements that move"), "occasion_order": tr("Occasion orders"),
    }  # fmt: skip
    return [
        (words, fmt.number(plan.moved[place]))
        for place, words in places.items()
        if plan.moved.get(place)
    ]


def _rules(desk: Desk, codes: tuple[str, ...]) -> str:
    rules, language = club.programme(desk), look().language
    called = {one.code: one.name(language) for one in rules.rules}
    called |= {one.code: one.name(language) for one in rules.bonuses}
    return tr(", ").join(isolate(called.get(code, code)) for code in codes)


def _fields(names: tuple[str, ...]) -> str:
    return tr(", ").join(field_name(name) for name in names)


def field_name(name: str) -> str:
    """Return how a field of the form is called."""
    return names.field_names().get(name) or known_field(name)


def _value(field: str, text: str) -> str:
    """Return a value of the form as it is shown elsewhere."""
    if field in ("birthday", "wedding_on"):
        return fmt.day(date.fromisoformat(text))
    if field == "mobile":
        return fmt.mobile(text)
    choices = {
        "gender": names.genders, "preferred_time": names.times, "tone": names.tones,
        "preferred_channel": names.channels, "kind": names.kinds,
    }  # fmt: skip
    if field in choices:
        return names.called(choices[field], text)
    if field == "consent":
        return tr(", ").join(names.called(names.channels, one) for one in text.split(", "))
    is_digits = field in ("national_id", "postal_code", "landline")
    return isolate(fmt.digits(text) if is_digits else text)
