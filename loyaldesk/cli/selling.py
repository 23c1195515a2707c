"""Commands that record what happens at the counter: sell, return, redeem."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from loyaldesk.cli.frame import (
    DONE,
    FAILED,
    add_club,
    log,
    opened,
    say,
    say_json,
    words,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr

if TYPE_CHECKING:
    from loyaldesk.services.desk import Desk
    from loyaldesk.services.sale_drafts import RecordedSale

LONGEST_LINE = 64 * 1024
LARGEST_FILE = 4 * 1024 * 1024
MORE = ("lines", "discount", "codes", "rewards", "pay_points", "wallet", "gift_cards")
"""What a sale may ask for besides member, amount, key and time; the words of a stream line."""


def add_sell(parser: argparse.ArgumentParser) -> None:
    """Give the command ``sell`` its options."""
    add_club(parser)
    for name in ("member", "amount", "key", "at", "discount", "wallet"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--pay-points", dest="pay_points", metavar="POINTS")
    parser.add_argument("--lines", type=Path, metavar="FILE.json")
    parser.add_argument("--code", dest="codes", action="append", metavar="CODE")
    parser.add_argument("--reward", dest="rewards", action="append", metavar="REWARD")
    parser.add_argument("--gift-card", dest="gift_cards", action="append", metavar="CODE[=RIAL]")
    parser.add_argument("--stream", action="store_true")
    parser.add_argument("--json", action="store_true")


def add_return(parser: argparse.ArgumentParser) -> None:
    """Give the command ``return`` its options."""
    add_club(parser)
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("--line", action="append", metavar="N")
    parser.add_argument("--quantity", action="append", metavar="Q")
    parser.add_argument("--amount", metavar="RIAL")
    parser.add_argument("--key", required=True)
    parser.add_argument("--reason", default="")
    parser.add_argument("--json", action="store_true")


def add_redeem(parser: argparse.ArgumentParser) -> None:
    """Give the command ``redeem`` its options."""
    add_club(parser)
    parser.add_argument("--member", required=True, metavar="CODE")
    parser.add_argument("--key", required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--points", metavar="N")
    what.add_argument("--reward", metavar="REWARD")
    parser.add_argument("--json", action="store_true")


def sell(chosen: argparse.Namespace, clock: Clock) -> int:
    """Record a sale, or the sales of a stream line by line."""
    asked = vars(chosen)
    with opened(chosen, clock) as desk:
        if chosen.stream:
            return _sell_stream(desk, sys.stdin.buffer)
        for name in ("member", "key") if chosen.lines else ("member", "amount", "key"):
            if asked[name] is None:
                raise BadInput(f"--{name}", "empty")
        if chosen.lines:
            asked = {**asked, "lines": _file(chosen.lines)}
        if chosen.gift_cards:
            asked = {**asked, "gift_cards": [_card(text) for text in chosen.gift_cards]}
        done = one_sale(desk, asked)
    if chosen.json:
        say_json(answer(done, more=_asks_more(asked)))
    else:
        say(
            tr("Receipt {receipt}: {points} points, balance {balance}").format(
                receipt=fmt.code(str(done.receipt)), points=fmt.signed(done.points),
                balance=fmt.number(done.balance),
            )
        )  # fmt: skip
        for left in done.left_out:
            say(tr("Not taken: {code}").format(code=fmt.code(left.typed or left.reward)))
    return DONE


def _file(path: Path) -> object:
    """Return what a file of lines says.

    Raises:
        BadInput: If it cannot be read or is no JSON.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput("lines", "too large")
        found: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput("lines", "no file", str(path)) from error
    except (ValueError, RecursionError) as error:
        raise BadInput("lines", "no json file", str(path)) from error
    if not found:
        raise BadInput("lines", "empty")
    return found


def _card(text: str) -> dict[str, str]:
    code, _, rial = text.partition("=")
    return {"code": code, "rial": rial} if rial else {"code": code}


def _asks_more(asked: dict[str, Any]) -> bool:
    return any(asked.get(name) for name in MORE)


def one_sale(desk: "Desk", asked: dict[str, Any]) -> "RecordedSale":
    """Record the sale that *asked* describes, in words of the command line or of a stream."""
    from loyaldesk.services import selling  # noqa: PLC0415 - so that --help starts fast

    return selling.sell(desk, selling.order_of(desk.zone, asked))


def answer(done: "RecordedSale", *, more: bool = False) -> dict[str, Any]:
    """Return the answer to a sale; *more*: with how it was paid and what was left out."""
    told: dict[str, Any] = {
        "sale": done.receipt, "points": done.points, "balance": done.balance, "tier": done.tier,
        "repeated": done.repeated,
    }  # fmt: skip
    if more or done.reward_rial or done.cashback_rial:
        told |= {
            "amount": done.amount_rial, "reward": done.reward_rial, "to_pay": done.to_pay_rial,
            "paid_points": done.paid_points, "paid": done.paid_rial, "wallet": done.wallet_rial,
            "gift_card": done.gift_card_rial, "cashback": done.cashback_rial,
            "gift_cards_sold": list(done.gift_cards),
            "free": [{"product": product, "quantity": n / 1000} for product, n in done.free],
            "left_out": [
                {"code": left.typed or left.reward, "why": left.why} for left in done.left_out
            ],
        }  # fmt: skip
    return told


def return_(chosen: argparse.Namespace, clock: Clock) -> int:
    """Take goods back: the whole sale, some lines, or an amount."""
    from loyaldesk.services import returns, selling  # noqa: PLC0415 - as above

    lines, quantities = chosen.line or [], chosen.quantity or []
    with opened(chosen, clock) as desk:
        if (lines or quantities) and chosen.amount is not None:
            raise BadInput("amount", "lines and amount")
        if len(quantities) not in (0, len(lines)):
            raise BadInput("quantity" if len(lines) > len(quantities) else "line", "empty")
        sale_id = selling.sale_of(desk, chosen.sale)
        asked = [
            (selling.whole_of("line", number) - 1,
             selling.quantity_of(quantities[n]) if quantities else None)
            for n, number in enumerate(lines)
        ]  # fmt: skip
        draft = returns.ReturnDraft(
            sale_id, selling.text_of("key", chosen.key), tuple(asked),
            selling.amount_of(chosen.amount) if chosen.amount is not None else None,
            chosen.reason,
        )  # fmt: skip
        try:
            done = returns.return_goods(desk, draft)
        except BadInput as error:
            if error.why != "no such line":
                raise
            # who asks counts the lines from 1, the club from 0
            raise BadInput(error.field, error.why, str(int(error.given) + 1)) from error
    plan = done.plan
    if chosen.json:
        say_json({
            "return": done.receipt, "sale": plan.receipt, "amount": plan.amount_rial,
            "cash": plan.cash_rial, "wallet": plan.wallet_rial, "gift_card": plan.gift_card_rial,
            "cashback_taken": plan.cashback_rial, "stamps_taken": plan.stamps,
            "points_taken": plan.points_taken, "points_back": plan.points_back,
            "balance": plan.balance, "debt": plan.debt, "tier": plan.tier_after,
            "repeated": done.repeated,
        })  # fmt: skip
        return DONE
    say(
        tr("Return {receipt}: pay back {cash}; points: {points}, balance {balance}").format(
            receipt=fmt.code(str(done.receipt)), cash=fmt.amount_with_unit(plan.cash_rial),
            points=fmt.signed(plan.points_back - plan.points_taken),
            balance=fmt.signed(plan.balance - plan.debt),
        )
    )  # fmt: skip
    return DONE


def redeem(chosen: argparse.Namespace, clock: Clock) -> int:
    """Spend points without a sale of ours: for money elsewhere, a gift or a voucher."""
    from loyaldesk.services import members, redeeming, rewards, selling  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk:
        member_id = members.identify(desk, chosen.member).id
        key = selling.text_of("key", chosen.key)
        if chosen.reward is not None:
            taken = rewards.take_reward(desk, member_id, chosen.reward, key=key)
            told = {
                "reward": chosen.reward, "points": taken.points, "voucher": taken.typed or None,
                "balance": taken.balance, "repeated": taken.repeated,
            }  # fmt: skip
        else:
            spent = redeeming.redeem(
                desk, member_id, selling.whole_of("points", chosen.points), key=key
            )
            told = {
                "points": spent.points, "worth": spent.worth_rial, "balance": spent.balance,
                "repeated": spent.repeated,
            }  # fmt: skip
    if chosen.json:
        say_json(told)
        return DONE
    say(
        tr("{points} points were spent, balance {balance}").format(
            points=fmt.number(told["points"]), balance=fmt.number(told["balance"])
        )
    )
    if told.get("voucher"):
        say(tr("Voucher: {code}").format(code=fmt.code(told["voucher"])))
    return DONE


def _sell_stream(desk: "Desk", lines: BinaryIO) -> int:
    """Answer each line after its sale is stored; a bad one is answered too and stops nothing."""
    code = DONE
    for raw in iter(lambda: lines.readline(LONGEST_LINE), b""):
        if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            _skip_line(lines)  # its rest is no line of its own
        told = _answered(desk, raw)
        code = FAILED if "error" in told else code
        say_json(told)
        sys.stdout.flush()
    return code


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _answered(desk: "Desk", raw: bytes) -> dict[str, Any]:
    key: object = None
    try:
        try:
            asked = json.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise BadInput("line", "not json") from error
        if not isinstance(asked, dict):
            raise BadInput("line", "not json")
        key = asked.get("key")
        return {"key": key, **answer(one_sale(desk, asked), more=_asks_more(asked))}
    except Exception as error:  # noqa: BLE001 - one line of many: it is answered, the next follows
        if not isinstance(error, ClubError):
            log(error)
        return {"key": key, "error": words(error)}
