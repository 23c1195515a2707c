"""The keys of a programme file: what each is called, counted in, and means, in both languages."""

from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any

from loyaldesk.domain.basket import LineKind
from loyaldesk.domain.conditions import WEEKDAYS, Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits, Returns, Reward, RewardKind, Spending, Take
from loyaldesk.domain.rules import (
    Base,
    Bonus,
    Event,
    Expiry,
    Gives,
    LotTerms,
    Per,
    Rounding,
    Rule,
    StampCard,
)
from loyaldesk.domain.tiers import Ladder, Tier

UNITS: dict[str, tuple[str, str]] = {
    "text": ("text", "متن"),
    "texts": ("list of texts", "فهرست متن"),
    "flag": ("true or false", "true یا false"),
    "rial": ("Rial", "ریال"),
    "points": ("points", "امتیاز"),
    "percent": ("percent", "درصد"),
    "days": ("days", "روز"),
    "months": ("months", "ماه"),
    "years": ("years", "سال"),
    "hours": ("hours", "ساعت"),
    "count": ("number", "عدد"),
    "pieces": ("pieces", "عدد یا کیلو"),
    "day": ("day", "روز تقویم"),
    "time": ("time of day", "ساعت روز"),
    "choice": ("choice", "گزینه"),
    "choices": ("list of choices", "فهرست گزینه"),
    "table": ("table", "جدول"),
}
"""What a key is counted in, in English and Persian; ``rial`` is Toman in a file that says so."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table.

    Attributes:
        name: As it is written in the file.
        kind: Its unit, one of `UNITS`.
        en: What it means, in English.
        fa: The same in Persian.
        choices: What may be written, for choices.
        part: ``goods`` or ``when`` where the value belongs to that part of a rule or reward.
        attr: Name of the field, where it is not that of the key.
    """

    name: str
    kind: str
    en: str
    fa: str
    choices: tuple[str, ...] = ()
    part: str = ""
    attr: str = ""

    @property
    def field(self) -> str:
        """Name of the field in the dataclass."""
        return self.attr or self.name

    def name_in(self, unit: str) -> str:
        """Return the key's name in a file of *unit*: ``most_rial`` is ``most_toman`` there."""
        if self.kind == "rial" and unit == "toman":
            return f"{self.name.removesuffix('rial')}toman"
        return self.name


def _c(name: str, choices: tuple[str, ...], en: str, fa: str) -> Key:
    return Key(name, "choice", en, fa, choices)


CALENDARS = ("jalali", "gregorian")
DISCOUNTS = ("spread", "whole", "ignored")
BEFORE_AFTER = ("before", "after")
ROUND_EACH = ("receipt", "line")
OF = ("rest", "goods")
RETURNED = ("line", "share", "recompute")
RETURN_ROUNDING = ("keep_down", "take_down")
SHORTAGES = ("debt", "clip", "block")
PERIODS = ("rolling", "lifetime", "year", "since_change")
NEEDS = ("all", "any")
FALLS = ("direct", "one_step", "never")
STAMPED_PER = (Per.UNIT.value, Per.ORDER.value)
PER = tuple(one.value for one in Per)
GIVES = tuple(one.value for one in Gives)
ROUNDINGS = tuple(one.value for one in Rounding)
EXPIRIES = tuple(one.value for one in Expiry)
EVENTS = tuple(one.value for one in Event)
KINDS = tuple(one.value for one in LineKind)
TAKES = tuple(one.value for one in Take)
REWARD_KINDS = tuple(one.value for one in RewardKind)

_CODE = Key("code", "text", "short Latin name, once in the file", "نام کوتاه لاتین، یک بار در فایل")
_NAMES = (
    Key("name_fa", "text", "name in Persian", "نام فارسی"),
    Key("name_en", "text", "name in English", "نام انگلیسی"),
)
_IS_ON = Key("is_on", "flag", "in force", "فعال است")

LOTS = (
    _c("expires", EXPIRIES, "when points end", "امتیاز کی می‌سوزد"),
    Key("days", "days", "life of points (for days), the last day included",
        "اعتبار امتیاز (برای days)؛ روز آخر هم حساب است"),
    Key("months", "months", "for month_end: 0 is this month; for idle: months without a purchase",
        "برای month_end: صفر یعنی پایان همین ماه؛ برای idle: ماه‌های بدون خرید"),
    Key("years", "years", "for year_end: 0 is this year", "برای year_end: صفر یعنی پایان همین سال"),
    _c("calendar", CALENDARS, "calendar of months and years", "تقویم ماه و سال"),
    Key("pending_days", "days", "before points can be spent", "انتظار تا قابل استفاده شدن"),
)  # fmt: skip

GOODS = tuple(
    Key(name, "choices" if name == "kinds" else "texts", en, fa,
        KINDS if name == "kinds" else (), "goods")
    for name, en, fa in (
        ("products", "only these products", "فقط این کالاها"),
        ("categories", "only these categories", "فقط این گروه‌ها"),
        ("brands", "only these brands", "فقط این برندها"),
        ("not_products", "never these products", "بدون این کالاها"),
        ("not_categories", "never these categories", "بدون این گروه‌ها"),
        ("not_brands", "never these brands", "بدون این برندها"),
        ("kinds", "only these kinds of line", "فقط این نوع ردیف‌ها"),
    )
)  # fmt: skip


def _w(
    name: str, kind: str, en: str, fa: str, choices: tuple[str, ...] = (), attr: str = ""
) -> Key:
    return Key(name, kind, en, fa, choices, "when", attr)


WHEN = (
    _w("first_day", "day", "first day, included", "روز اول، خودش هم حساب است"),
    _w("last_day", "day", "last day, included", "روز آخر، خودش هم حساب است"),
    _w("minimum_rial", "rial", "least amount of the receipt", "کمترین مبلغ فاکتور"),
    _w("minimum_of_goods", "flag", "the minimum looks at the meant lines only",
       "کمترین مبلغ فقط از ردیف‌های مشمول حساب شود"),
    _w("minimum_with_tax", "flag", "the minimum counts tax in", "کمترین مبلغ با مالیات است"),
    _w("minimum_quantity", "pieces", "least number of meant pieces",
       "کمترین تعداد از کالاهای مشمول"),
    _w("tiers", "texts", "only members of these tiers, by code", "فقط اعضای این سطح‌ها (با کد)"),
    _w("weekdays", "choices", "only on these days of the week", "فقط در این روزهای هفته", WEEKDAYS),
    _w("from_time", "time", "first minute of the day", "از این ساعت"),
    _w("until_time", "time", "first minute it no longer holds", "تا پیش از این ساعت"),
    _w("occasions", "texts", "only on these occasions", "فقط در این مناسبت‌ها"),
    _w("first_purchase", "flag", "only a member's first purchase", "فقط در خرید اول عضو"),
    _w("tags", "texts", "only members with one of these tags", "فقط اعضایی با یکی از این برچسب‌ها"),
    _w("with_code", "text", "a code that must be given with the sale",
       "کدی که باید هنگام خرید گفته شود", attr="code"),
)  # fmt: skip

PROGRAMME = (
    Key("name", "text", "name of the programme", "نام برنامهٔ امتیاز"),
    _c("unit", ("rial", "toman"), "unit of every money key in this file",
       "واحد همهٔ مبلغ‌های این فایل"),
    Key("from", "day", "first day it holds; today when left out", "روز شروع؛ اگر نباشد امروز"),
    Key("expiring_days", "days", "a lot that ends so soon is told at the counter",
        "امتیازی که تا این مدت می‌سوزد پای صندوق گفته شود"),
    Key("silent_days", "days", "without a purchase: the member was not seen",
        "عضوی که این مدت خرید نکند «مدتی نیامده» است"),
    Key("ends_on", "day", "last day on which anything is given", "آخرین روزی که امتیاز داده می‌شود"),
)  # fmt: skip

EARNING = (
    Key("with_tax", "flag", "tax earns", "مالیات هم امتیاز دارد"),
    Key("line_discounts_reduce", "flag", "a line's own discount makes its base smaller",
        "تخفیف هر ردیف از مبنا کم شود"),
    _c("discounts", DISCOUNTS, "what discounts on the whole receipt do to the base",
       "تخفیف کل فاکتور با مبنا چه می‌کند"),
    Key("points_paid_earn", "flag", "the part paid with points earns",
        "بخش پرداخت‌شده با امتیاز هم امتیاز دارد"),
    Key("gift_cards_earn", "flag", "the part paid with a gift card earns",
        "بخش پرداخت‌شده با کارت هدیه هم امتیاز دارد"),
    Key("wallet_earns", "flag", "the part paid out of the wallet earns",
        "بخش پرداخت‌شده از کیف پول هم امتیاز دارد"),
    Key("delivery_earns", "flag", "delivery earns in rules that name no kinds",
        "هزینهٔ ارسال هم امتیاز دارد"),
    _c("tier", BEFORE_AFTER, "the tier before the receipt counts, or the one it reaches",
       "سطح پیش از فاکتور ملاک است یا سطحی که با آن می‌رسد"),
)  # fmt: skip

SPENDING = (
    Key("block_points", "points", "points are spent in blocks of so many",
        "از امتیاز با مضرب این تعداد استفاده می‌شود"),
    Key("block_rial", "rial", "what one block pays", "ارزش این تعداد امتیاز"),
    Key("least_points", "points", "fewest on one receipt", "کمترین امتیاز در یک فاکتور"),
    Key("least_balance", "points", "a member must have before any is spent",
        "ماندهٔ لازم پیش از استفاده"),
    Key("largest_percent", "percent", "of a receipt that points may pay",
        "بیشترین سهم فاکتور که با امتیاز پرداخت می‌شود"),
    Key("limit_points", "points", "one operator takes in a sale; 0: no limit",
        "سقف هر کاربر در یک خرید؛ صفر یعنی بدون سقف"),
    Key("check_above_points", "points", "above it who spends is checked; 0: never",
        "بیشتر از این، تأیید هویت لازم است؛ صفر یعنی هرگز"),
    Key("hold_hours", "hours", "after a change of mobile in which nothing is spent",
        "پس از تغییر موبایل، استفاده از امتیاز بسته است"),
    Key("own_points", "flag", "points of a receipt pay the same receipt",
        "امتیاز هر فاکتور در همان فاکتور قابل استفاده است"),
)  # fmt: skip

RETURNS = (
    _c("points", RETURNED, "what goes back: of the line, a share, or reckoned anew",
       "چه امتیازی برمی‌گردد: همان ردیف، سهم فاکتور، یا محاسبهٔ دوباره"),
    _c("rounding", RETURN_ROUNDING, "what is rounded down", "کدام رو به پایین گرد می‌شود"),
    _c("shortage", SHORTAGES, "when the points are gone already", "اگر امتیاز استفاده شده باشد"),
    Key("lowers_tier", "flag", "a return counts for the tier", "مرجوعی در سطح عضو اثر دارد"),
    Key("days", "days", "in which anyone takes back; 0: no limit",
        "مهلت مرجوعی بدون اجازه؛ صفر یعنی بدون مهلت"),
)  # fmt: skip

LIMITS = (
    Key("correction_points", "points", "above it a correction needs a second person; 0: never",
        "اصلاح بیشتر از این نفر دوم می‌خواهد؛ صفر یعنی هرگز"),
    Key("correction_day_points", "points", "most one operator gives by hand in a day; 0: no limit",
        "سقف روزانهٔ هر کاربر برای اصلاح امتیاز؛ صفر یعنی بدون سقف"),
    Key("transfer_points", "points", "above it a transfer needs a second person; 0: never",
        "انتقال بیشتر از این نفر دوم می‌خواهد؛ صفر یعنی هرگز"),
    Key("transfer_day_points", "points", "most a member hands over in a day; 0: no limit",
        "سقف انتقال روزانهٔ هر عضو؛ صفر یعنی بدون سقف"),
    Key("own_reversal_rial", "rial",
        "above it an operator takes back an own sale only with a second person; 0: never",
        "ابطال فروش خودِ کاربر بیشتر از این نفر دوم می‌خواهد؛ صفر یعنی هرگز"),
    Key("voucher_count", "count", "more vouchers at once need a second person; 0: never",
        "صدور یک‌جای کوپن بیشتر از این نفر دوم می‌خواهد؛ صفر یعنی هرگز"),
)  # fmt: skip

TIERS = (
    _c("period", PERIODS, "time that decides the tier", "بازه‌ای که سطح را تعیین می‌کند"),
    Key("months", "months", "length of a rolling window", "طول بازهٔ چند ماه گذشته"),
    _c("calendar", CALENDARS, "calendar of a year", "تقویم سال"),
    _c("needs", NEEDS, "all or any of what a tier asks for", "همهٔ شرط‌های سطح یا یکی از آن‌ها"),
    _c("fall", FALLS, "how a member falls", "پایین آمدن سطح چگونه است"),
    Key("grace_days", "days", "below the limit before a fall", "مهلت پیش از پایین آمدن سطح"),
    Key("warn_days", "days", "a fall is foretold before", "هشدار پیش از پایین آمدن سطح"),
)

TIER = (
    _CODE,
    *_NAMES,
    Key("from_rial", "rial", "spent in the period", "خرید در بازه"),
    Key("earn_percent", "percent", "of the plain rate a sale earns", "نسبت به نرخ عادی امتیاز"),
    Key("from_points", "points", "earned in the period", "امتیاز گرفته‌شده در بازه"),
    Key("from_visits", "count", "days with a purchase in the period", "روزهای خرید در بازه"),
    Key("from_margin_rial", "rial", "margin in the period", "سود فروش در بازه"),
    Key("from_active_points", "points", "held at the end of the period", "ماندهٔ پایان بازه"),
    Key("perks_fa", "texts", "what else it brings, in Persian", "مزیت‌های دیگر، فارسی"),
    Key("perks_en", "texts", "what else it brings, in English", "مزیت‌های دیگر، انگلیسی"),
)

RULE = (
    _CODE,
    *_NAMES,
    _c("per", PER, "what it counts", "چه چیزی شمرده می‌شود"),
    Key("points", "points", "for each; of a wallet rule: money",
        "برای هر واحد؛ در قانون کیف پول: مبلغ"),
    Key("rial", "rial", "for money: what gives the points", "برای money: مبلغی که امتیاز می‌دهد"),
    Key("percent", "percent", "for times: 200 doubles, 0 takes all away",
        "برای times: ۲۰۰ یعنی دو برابر، صفر یعنی هیچ"),
    _c("gives", GIVES, "points, or money in the wallet", "امتیاز یا پول در کیف پول"),
    Key("whole_steps", "flag", "for money: only whole steps count", "برای money: فقط پله‌های کامل"),
    _c("rounding", ROUNDINGS, "how a fraction of a point becomes whole", "گرد کردن کسر امتیاز"),
    _c("round_each", ROUND_EACH, "where it is rounded", "گرد کردن در کجاست"),
    Key("tier_percent", "flag", "the tier's percent counts; left out: only for money",
        "درصد سطح حساب شود؛ اگر نباشد فقط برای money"),
    Key("cap_sale", "points", "most on one receipt", "سقف هر فاکتور"),
    Key("cap_day", "points", "most for a member in a day", "سقف هر عضو در روز"),
    Key("cap_member", "points", "most for a member ever", "سقف هر عضو در همهٔ عمر"),
    Key("once", "flag", "once in a member's lifetime", "فقط یک بار برای هر عضو"),
    Key("stop", "flag", "when it gave, later rules are not looked at",
        "اگر امتیاز داد، قانون‌های بعدی حساب نشود"),
    *GOODS,
    *WHEN,
    Key("lots", "table", "terms of its own for these points", "اعتبار جداگانه برای این امتیازها"),
    _IS_ON,
)  # fmt: skip

BONUS = (
    _CODE,
    *_NAMES,
    _c("event", EVENTS, "what it is given for", "برای چه داده می‌شود"),
    Key("points", "points", "to the member", "برای عضو"),
    Key("referrer_points", "points", "to who brought the member", "برای معرف"),
    Key("minimum_rial", "rial", "for referral: least first purchase",
        "برای referral: کمترین خرید اول"),
    Key("days", "days", "for referral: after enrolling; 0: any time",
        "برای referral: مهلت پس از عضویت؛ صفر یعنی همیشه"),
    Key("referrer_cap_month", "count", "for referral: most in a month; 0: no limit",
        "برای referral: سقف ماهانهٔ معرف؛ صفر یعنی بدون سقف"),
    Key("per_year", "count", "for survey and feedback: most in a year; 0: no limit",
        "برای survey و feedback: سقف سالانه؛ صفر یعنی بدون سقف"),
    Key("lots", "table", "terms of its own for these points", "اعتبار جداگانه برای این امتیازها"),
    _IS_ON,
)  # fmt: skip

REWARD = (
    _CODE,
    *_NAMES,
    _c("kind", REWARD_KINDS, "what it is", "چیست"),
    _c("take", TAKES, "how it is taken", "چگونه گرفته می‌شود"),
    Key("points", "points", "what it costs", "بهای آن"),
    Key("rial", "rial", "for amount: how much less is paid", "برای amount: مبلغ تخفیف"),
    Key("percent", "percent", "for percent and cheapest", "برای percent و cheapest"),
    Key("most_rial", "rial", "largest discount; 0: no limit", "سقف تخفیف؛ صفر یعنی بدون سقف"),
    _c("of", OF, "percent of the rest, or of the goods before discounts",
       "درصد از باقی‌مانده یا از کالا پیش از تخفیف"),
    Key("quantity", "pieces", "for free_product: free pieces", "برای free_product: تعداد رایگان"),
    Key("buy", "count", "for buy_get: pieces to buy", "برای buy_get: تعداد خرید"),
    Key("get", "count", "for buy_get: free pieces", "برای buy_get: تعداد رایگان"),
    Key("extra", "flag", "for buy_get: free pieces come on top",
        "برای buy_get: کالای رایگان اضافه بر خرید است"),
    *GOODS,
    *WHEN,
    Key("stackable", "flag", "may stand beside other stackable rewards",
        "با پاداش‌های جمع‌پذیر دیگر جمع می‌شود"),
    Key("discount_code", "text", "for take = code: what is typed",
        "برای take = code: کدی که وارد می‌شود"),
    Key("most_uses", "count", "in all; 0: no limit", "سقف استفاده؛ صفر یعنی بدون سقف"),
    Key("most_per_member", "count", "by one member; 0: no limit",
        "سقف استفادهٔ هر عضو؛ صفر یعنی بدون سقف"),
    Key("stock", "count", "for gift: pieces at the start", "برای gift: موجودی اول"),
    Key("valid_days", "days", "a new voucher is good; 0: for ever",
        "اعتبار بن تازه؛ صفر یعنی همیشه"),
    _IS_ON,
)  # fmt: skip

STAMP_CARD = (
    _CODE,
    *_NAMES,
    Key("needs", "count", "stamps that fill it", "تعداد مُهر تا پر شدن"),
    Key("reward", "text", "code of the reward a full card brings", "کد پاداش کارت پر"),
    _c("per", STAMPED_PER, "what gives one stamp", "هر مُهر برای چیست"),
    *GOODS,
    *WHEN,
    Key("valid_days", "days", "its voucher is good; 0: for ever", "اعتبار بن آن؛ صفر یعنی همیشه"),
    _IS_ON,
)

TABLES: dict[str, tuple[Any, str, tuple[Key, ...]]] = {
    "programme": (Programme, "", PROGRAMME),
    "earning": (Base, "base", EARNING),
    "points": (LotTerms, "lots", LOTS),
    "spending": (Spending, "spending", SPENDING),
    "returns": (Returns, "returns", RETURNS),
    "limits": (Limits, "limits", LIMITS),
    "tiers": (Ladder, "ladder", TIERS),
}
"""Tables that stand once: their dataclass, their field of the programme, and their keys."""

LISTS: dict[str, tuple[Any, str, tuple[Key, ...]]] = {
    "tier": (Tier, "tiers", TIER),
    "rule": (Rule, "rules", RULE),
    "bonus": (Bonus, "bonuses", BONUS),
    "reward": (Reward, "rewards", REWARD),
    "stamp_card": (StampCard, "stamps", STAMP_CARD),
}
"""Tables that stand as often as wanted, in the order of their meaning."""

_PARTS: dict[str, Any] = {"goods": Goods, "when": When}


@cache
def defaults(kind: Any) -> dict[str, Any]:
    """Return the defaults of a dataclass by field; a field without one is left out."""
    found = {}
    for f in fields(kind):
        if f.default is not MISSING:
            found[f.name] = f.default
        elif f.default_factory is not MISSING:
            found[f.name] = f.default_factory()
    if kind is Tier:
        found["from_rial"] = None  # a tier that does not look at money leaves the key out
    return found


def default_of(kind: Any, key: Key) -> Any:
    """Return the default of a key; `MISSING` when it must be given."""
    return defaults(_PARTS.get(key.part, kind)).get(key.field, MISSING)
