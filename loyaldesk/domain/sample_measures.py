"""What the sample shop spent, wants and was told by those who left, in both languages."""

from dataclasses import dataclass

from loyaldesk.domain.sample_names import Pair


@dataclass(frozen=True, slots=True)
class Bill:
    """What the shop pays.

    Attributes:
        kind: As `domain.insight.costs.KINDS` has it.
        rial: In Rial, for each member of the club.
        spread: How much it goes up and down from month to month; 0: it never does.
    """

    kind: str
    rial: int
    spread: float = 0.0


AT_FIRST = (Bill("set_up", 28_000), Bill("training", 14_000), Bill("licence", 24_000))
"""Paid once, in the first month of the club."""

EACH_MONTH = (
    Bill("advertising", 56_000, 0.35), Bill("joining_gifts", 21_000, 0.2),
    Bill("acquisition_hours", 24_000, 0.15), Bill("retention_gifts", 9_000, 0.3),
    Bill("retention_hours", 6_000, 0.1), Bill("hours", 3_500, 0.1), Bill("messages", 1_800, 0.2),
)  # fmt: skip

SHARES = (0.46, 0.62)
"""Members' part of all sales: in the first month of the club, and now."""

PROFIT = 0.07
"""Of the sales of the whole shop."""

SO_FAR = Pair("تا امروز", "So far")


@dataclass(frozen=True, slots=True)
class Aim:
    """A target of the sample shop; *goal* is its place in `GOALS`, *target* 0.0 is reckoned."""

    goal: int
    metric: str
    target: float
    role: str
    period: str = "month"


GOALS = (
    Pair("مشتری‌هایی که داریم بمانند و بیشتر سر بزنند",
         "Those who buy here stay and come more often"),
    Pair("هر خرید اول به خرید دوم برسد", "Every first purchase leads to a second one"),
)  # fmt: skip
AIMS = (
    Aim(0, "retention", 0.5, "manager"),
    Aim(0, "churn", 0.1, "manager"),
    Aim(0, "net_sales", 0.0, "owner", "quarter"),
    Aim(1, "second_purchase_90", 0.6, "manager"),
    Aim(1, "after_sale_contact", 0.3, "cashier"),
    Aim(1, "word_of_mouth", 0.08, "owner"),
)

REASONS = (
    ("price", 24), ("rival", 20), ("moved", 12), ("choice", 9), ("quality", 9), ("distance", 8),
    ("no_need", 7), ("service", 6), ("unknown", 5),
)  # fmt: skip
"""Why those stay away who were asked, and how often that is said."""

RIVAL = Pair("فروشگاه زنجیره‌ای میدان", "The chain store at the square")
ASKED = Pair("پرسیدیم چرا مدتی است نیامده‌اند", "Asked why they have not come for a while")

LET_GO = (
    Pair("فقط با تخفیف می‌آید و چیزی برای فروشگاه نمی‌ماند",
         "Buys only with a discount and leaves nothing to the shop"),
    Pair("کوپن‌ها خریدش را بیشتر نکرده است", "Coupons did not make the purchases more"),
    Pair("هزینه‌اش از سودش بیشتر است", "Costs more than it brings"),
)  # fmt: skip
AGREED = Pair("درست است؛ سه ماه بدون کوپن امتحان کنیم",
              "Right; let us try three months without coupons")  # fmt: skip

AFTER_SALE = (
    Pair("از خرید اول راضی بودند؟", "Were they pleased with the first purchase?"),
    Pair("تشکر بابت خرید اول و معرفی باشگاه", "Said thanks and told of the club"),
    Pair("پرسیدیم چیزی کم نداشتند", "Asked whether anything was missing"),
)  # fmt: skip
OWNED, GIVEN_ON = (
    Pair("از مشتری‌های خوب ماست", "One of our good ones"),
    Pair("شیفت عصر بهتر به این مشتری‌ها می‌رسد", "The evening shift has more time for them"),
)  # fmt: skip

ENQUIRIES = (
    Pair("ارسال رایگان از چه مبلغی است؟", "From which amount on is delivery free?"),
    Pair("قیمت آجیل برای مراسم", "Price of nuts for a party"),
    Pair("باشگاه چه فایده‌ای دارد؟", "What does the club bring?"),
    Pair("برنج کیسه‌ای دارید؟", "Do you have rice by the sack?"),
    Pair("سبد هدیه برای همکاران", "Gift baskets for colleagues"),
    Pair("ساعت کار در تعطیلات", "Opening hours on holidays"),
    Pair("چای فله هم می‌فروشید؟", "Do you sell loose tea?"),
)  # fmt: skip
