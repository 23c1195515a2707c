"""What a member has and had of rewards: vouchers, rewards taken, money in the wallet, as lists."""

from loyaldesk.domain.accounts import MoneyKind
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.prepaid import MovementRow
from loyaldesk.services.reward_figures import UseRow
from loyaldesk.services.vouchers import VoucherRow
from loyaldesk.ui.kit.table import Column

NOTHING = "\u2013"


def voucher_columns() -> list[Column[VoucherRow]]:
    """Return what a voucher's line says."""
    is_persian = look().language == "fa"
    return [
        Column(tr("Code"), lambda one: fmt.code(one.typed), width_hint=150),
        Column(tr("Reward"), lambda one: isolate(one.name_fa if is_persian else one.name_en)),
        Column(tr("Last day"), lambda one: fmt.day(one.valid_until) if one.valid_until else
               tr("no end"), width_hint=118),
        Column(tr("State"), _voucher_state, width_hint=104, tone=lambda one: "ok" if
               one.state == "open" and not one.is_over else "plain"),
    ]  # fmt: skip


def _voucher_state(row: VoucherRow) -> str:
    if row.is_over:
        return tr("Over")
    names = {"open": tr("Open"), "used": tr("Used"), "ended": tr("Ended")}
    return names.get(row.state, row.state)


def use_columns(rules: Programme) -> list[Column[UseRow]]:
    """Return what the line of a reward that was taken says."""

    def name(one: UseRow) -> str:
        reward = rules.reward(one.reward)
        return isolate(reward.name(look().language) if reward else one.reward)

    return [
        Column(tr("Day"), lambda one: fmt.day(one.on_day), width_hint=110),
        Column(tr("Reward"), name),
        Column(tr("Points"), lambda one: fmt.number(one.points) if one.points else NOTHING,
               numeric=True, width_hint=84),
        Column(tr("With"), _with, width_hint=130),
        Column(tr("State"), _use_state, width_hint=150, tone=_use_tone),
    ]  # fmt: skip


def _with(one: UseRow) -> str:
    if one.receipt is not None:
        return tr("receipt {receipt}").format(receipt=fmt.code(str(one.receipt)))
    return fmt.code(one.voucher) if one.voucher else NOTHING


def _use_state(one: UseRow) -> str:
    if one.state == "undone":
        return tr("Undone")
    names = {
        "waiting": tr("To be made ready"), "ready": tr("Ready to be fetched"),
        "given": tr("Handed over"),
    }  # fmt: skip
    return names.get(one.delivery, tr("Taken"))


def _use_tone(one: UseRow) -> str:
    if one.state == "undone":
        return "plain"
    return {"waiting": "warn", "ready": "info"}.get(one.delivery, "ok")


def movement_columns() -> list[Column[MovementRow]]:
    """Return what the line of a movement in the wallet says."""
    return [
        Column(tr("Day"), lambda one: fmt.day(one.on_day), width_hint=110),
        Column(
            tr("Amount ({unit})").format(unit=fmt.unit_name()), lambda one: fmt.amount(one.rial),
            numeric=True, width_hint=140,
            colour=lambda one: "accent" if one.rial > 0 else "danger",
        ),
        Column(tr("Why"), movement_words),
        Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=130),
    ]  # fmt: skip


def movement_words(one: MovementRow) -> str:
    """Return why money moved."""
    names = {
        MoneyKind.SOLD: tr("Sold"), MoneyKind.TOP_UP: tr("Paid in"),
        MoneyKind.CASHBACK: tr("Cashback"), MoneyKind.PAY: tr("Paid with it"),
        MoneyKind.RETURN: tr("Goods returned"), MoneyKind.REVERSE: tr("Sale taken back"),
        MoneyKind.CORRECT: tr("Balance corrected"), MoneyKind.MERGE: tr("Merge of two records"),
    }  # fmt: skip
    text = names[MoneyKind(one.kind)]
    if one.receipt is not None:
        text += tr(", receipt {receipt}").format(receipt=fmt.code(str(one.receipt)))
    if one.reason:
        text = tr("{what}: {reason}").format(what=text, reason=isolate(one.reason))
    return text
