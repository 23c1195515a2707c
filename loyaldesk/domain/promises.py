"""The shop's own promises to its members: up to five, each with its measure."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from loyaldesk.domain.casework import choice, line
from loyaldesk.kernel.errors import BadInput

MOST = 5
MEASURES = (
    "complaint_ack", "complaint_answer", "complaint_solve", "request_due", "callback_due",
    "followup_promise", "occasion_order", "by_hand",
)  # fmt: skip
"""Where the figures come from: a clock of the club, or ticks by hand."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise.

    Attributes:
        code: Its short Latin name; ticks by hand hang on it.
        text_fa: Its sentence in Persian; one of the two languages may be missing.
        measure: One of `MEASURES`.
        target: What the shop sets itself, in its own words, such as ``95%``.
    """

    code: str
    text_fa: str
    text_en: str
    measure: str = "by_hand"
    target: str = ""

    def text(self, language: str) -> str:
        """Return its sentence in a language, or in the other when there is none."""
        one, other = self.text_fa, self.text_en
        if language != "fa":
            one, other = other, one
        return one or other

    def checked(self) -> "Promise":
        """Return it as it can be stored.

        Raises:
            BadInput: If something in it cannot be used.
        """
        if not _CODE.fullmatch(self.code):
            raise BadInput("code", "not a code", self.code[:80])
        fa = line("promise_fa", self.text_fa)
        en = line("promise_en", self.text_en, needed=not fa)
        measure = choice("measure", self.measure, MEASURES)
        return Promise(self.code, fa, en, measure, line("target", self.target, limit=40))


def checked(promises: tuple[Promise, ...]) -> tuple[Promise, ...]:
    """Return the promises as they can be stored, in their order.

    Raises:
        BadInput: If there are more than five, two have one code, or one cannot be used.
    """
    if len(promises) > MOST:
        raise BadInput("promises", "too many", limit=MOST)
    done = tuple(each.checked() for each in promises)
    codes = [each.code for each in done]
    for code in codes:
        if codes.count(code) > 1:
            raise BadInput("code", "taken", code)
    return done


def to_json(promises: tuple[Promise, ...]) -> str:
    """Return the document the club keeps."""
    return json.dumps([asdict(each) for each in promises], ensure_ascii=False)


def from_json(text: str) -> tuple[Promise, ...]:
    """Return the promises of a document that `to_json` wrote.

    Raises:
        BadInput: If it cannot be understood.
    """
    try:
        read: Any = json.loads(text)
        return checked(tuple(Promise(**each) for each in read))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise BadInput("promises", "not promises", text[:80]) from None


READY: tuple[Promise, ...] = (
    Promise(
        "ack", "دریافت هر شکایت را در همان روز به شما اعلام می‌کنیم.",
        "We tell you the same day that your complaint has arrived.", "complaint_ack", "95%",
    ),
    Promise(
        "solve", "شکایت شما را در مهلتی که گفته‌ایم حل می‌کنیم.",
        "We solve your complaint within the time we named.", "complaint_solve", "90%",
    ),
    Promise(
        "callback", "در ساعتی که قرار گذاشتیم با شما تماس می‌گیریم.",
        "We call you back at the hour we agreed on.", "callback_due", "95%",
    ),
    Promise(
        "request", "به درخواست شما در زمانی که گفته‌ایم پاسخ می‌دهیم.",
        "We answer your request in the time we named.", "request_due", "90%",
    ),
    Promise(
        "occasion", "سفارش روزهای مهم را به‌موقع تحویل می‌دهیم.",
        "What you order for a special day is ready on time.", "occasion_order", "100%",
    ),
)  # fmt: skip
"""Five to begin with; a shop holds none before it said so."""
