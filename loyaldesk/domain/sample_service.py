"""What members of the sample shop asked, praised and complained of, in both languages."""

from dataclasses import dataclass

from loyaldesk.domain.sample_names import Pair

NOTHING = Pair("", "")


@dataclass(frozen=True, slots=True)
class Case:
    """Something that a member came with, and what was done about it since.

    Attributes:
        what: Its kind: a category of complaints, a kind of request, voice or agreement, a source
            of a prospect.
        days: Days ago.
        text: In their words.
        acts: What was done: days ago and a code.
        ahead: Days from today to the day it is for; where there is one.
        name: What or whom it is about.
    """

    what: str
    days: int
    text: Pair
    acts: tuple[tuple[int, str], ...] = ()
    ahead: int = 0
    name: Pair = NOTHING


COMPLAINTS = (
    Case("neglect", 9, Pair("سه بار پیغام گذاشتم و هیچ‌کس تماس نگرفت.",
                            "I left a message three times and nobody called back.")),
    Case("quality", 0, Pair("شیری که صبح خریدم ترش شده بود.",
                            "The milk I bought this morning was sour.")),
    Case("quality", 30, Pair("برنجی که بردم شکسته بود.", "The rice I took home was broken."),
         ((30, "acknowledge"), (29, "answer"), (28, "points"), (27, "solve"), (25, "close"))),
    Case("delivery", 2, Pair("سفارش دو ساعت دیر رسید.", "The delivery came two hours late."),
         ((2, "acknowledge"),)),
    Case("price", 5, Pair("قیمت روی قفسه با صندوق فرق داشت.",
                          "The price on the shelf and at the till differed."),
         ((5, "acknowledge"), (4, "answer"), (3, "pause"))),
    Case("staff", 7, Pair("فروشنده با تندی جواب داد.", "The assistant answered sharply."),
         ((7, "acknowledge"), (6, "answer"), (2, "solve"))),
    Case("neglect", 23, Pair("قول دادند زنگ بزنند و یادشان رفت.",
                             "They promised to call me and forgot."),
         ((23, "acknowledge"), (22, "answer"), (21, "solve"), (18, "close"))),
    Case("after_sale", 16, Pair("چای‌ساز تعویضی هم خراب بود.",
                                "The replaced kettle failed as well."),
         ((16, "acknowledge"), (15, "answer"), (13, "solve"), (10, "close"), (4, "reopen"))),
    Case("queue", 36, Pair("عصر پنجشنبه بیست دقیقه در صف بودم.",
                           "I stood in the queue for twenty minutes on Thursday evening."),
         ((36, "acknowledge"), (35, "answer"), (34, "solve"), (31, "close"))),
    Case("stock", 40, Pair("کالایی که تلفنی تأیید شد موجود نبود.",
                           "What was confirmed on the telephone was not there."),
         ((40, "answer"), (39, "gift"), (38, "solve"), (36, "close"))),
    Case("message", 44, Pair("پیامک تبلیغاتی زیاد می‌فرستید.", "You send too many adverts."),
         ((44, "acknowledge"), (43, "withdraw"))),
    Case("points", 48, Pair("امتیاز خرید قبلی‌ام ثبت نشده بود.",
                            "The points of my last purchase were missing."),
         ((48, "answer"), (47, "points"), (47, "solve"), (45, "close"))),
    Case("delivery", 53, Pair("یک قلم از سفارش جا مانده بود.",
                              "One thing of the order was missing."),
         ((53, "acknowledge"), (52, "answer"), (51, "solve"), (49, "close"))),
    Case("price", 57, Pair("تخفیف پشت ویترین حساب نشد.",
                           "The discount in the window was not counted."),
         ((57, "answer"), (56, "points"), (56, "solve"), (54, "close"))),
)  # fmt: skip
"""What matters most comes first: a small shop takes only so many of them."""

REQUESTS = (
    Case("product", 3, Pair("هر وقت آمد خبر بدهید.", "Tell me when it comes."), (), 2,
         Pair("زعفران ممتاز ده گرمی", "Ten grams of best saffron")),
    Case("callback", 0, Pair("دربارهٔ سفارش عمده زنگ بزنید.",
                             "Call me about a large order."), (), 1),
    Case("repair", 8, Pair("آب‌میوه‌گیری روشن نمی‌شود.", "The juicer does not start."),
         ((6, "answer"),), 3, Pair("آب‌میوه‌گیری", "Juicer")),
    Case("delivery", 12, Pair("دو کارتن آب معدنی", "Two boxes of mineral water"),
         ((11, "finish"),)),
    Case("new_card", 6, Pair("کارت را گم کرده‌ام.", "I lost my card."), ((5, "finish"),)),
    Case("product", 20, Pair("سایز بزرگش را می‌خواهم.", "I want the large one."),
         ((17, "answer"), (14, "finish")), 0, Pair("قابلمهٔ چدنی", "Cast iron pot")),
    Case("product", 26, Pair("دو بسته نگه دارید.", "Keep two packets for me."),
         ((22, "cancel"),), 0, Pair("قهوهٔ ترک", "Turkish coffee")),
    Case("repair", 34, Pair("دستهٔ قوری شکسته است.", "The handle of the pot broke."),
         ((30, "finish"),), 0, Pair("قوری", "Teapot")),
)  # fmt: skip

PROSPECTS = (
    Case("caller", 1, Pair("قیمت سبد هدیه برای شرکت", "Gift baskets for a company"), (), 0,
         Pair("خانم سپهری", "Ms Sepehri")),
    Case("visitor", 5, Pair("شرایط عضویت", "How to become a member"), (), 0,
         Pair("آقای نیکزاد", "Mr Nikzad")),
    Case("social", 14, Pair("ارسال به خارج از تهران", "Delivery outside Tehran"), ((9, "lost"),), 0,
         Pair("مینا رادمهر", "Mina Radmehr")),
    Case("form", 22, Pair("خرید ماهانهٔ مهدکودک", "Monthly supply for a nursery"),
         ((19, "join"),), 0, Pair("پروانه سهیلی", "Parvaneh Soheili")),
)  # fmt: skip

VOICES = (
    Case("thanks", 1, Pair("خانم صندوق‌دار خیلی باحوصله بود.",
                           "The cashier was very patient.")),
    Case("idea", 3, Pair("یک نیمکت کنار صندوق بگذارید.", "Put a bench beside the till.")),
    Case("idea", 24, Pair("میوهٔ شسته هم بیاورید.", "Offer washed fruit too."),
         ((22, "answer"), (15, "did"), (13, "tell"))),
    Case("opinion", 9, Pair("چیدمان تازهٔ قفسه‌ها بهتر شده است.",
                            "The shelves are better arranged now."), ((8, "answer"),)),
    Case("fault", 5, Pair("در بطری محکم بسته نمی‌شود.", "The lid of the bottle does not close."),
         ((4, "answer"), (3, "accept")), 0, Pair("روغن زیتون", "Olive oil")),
    Case("idea", 31, Pair("جمعه‌ها هم باز باشید.", "Open on Fridays too."),
         ((28, "decline"), (27, "tell"))),
    Case("thanks", 18, Pair("بابت پیگیری ممنونم.", "Thank you for following up.")),
)  # fmt: skip

AGREEMENTS = (
    Case("subscription", 40, Pair("اشتراک ماهانهٔ شیر", "Monthly milk"), (), 6),
    Case("warranty", 50, Pair("گارانتی ماشین لباس‌شویی", "Warranty of the washing machine"), (), 25),
    Case("contract", 35, Pair("پذیرایی اداری", "Office supplies"), (), 75),
    Case("service", 45, Pair("سرویس دوره‌ای تصفیهٔ آب", "Service of the water filter"), (), -4),
    Case("subscription", 30, Pair("سبد هفتگی میوه", "Weekly fruit basket"), ((3, "renew"),), 2),
    Case("contract", 48, Pair("تأمین قهوهٔ دفتر", "Coffee for the office"), ((2, "left"),), 3),
)  # fmt: skip

ORDERS = (
    Case("birthday", 4, Pair("کیک دو کیلویی شکلاتی", "A chocolate cake of two kilograms"), (), 2,
         Pair("جشن تولد", "Birthday party")),
    Case("wedding", 6, Pair("شصت بستهٔ نقل و نبات", "Sixty bags of sugared almonds"), (), 9,
         Pair("عقد", "Wedding")),
    Case("guests", 15, Pair("آجیل مهمانی", "Nuts for guests"), ((8, "deliver"),), -7,
         Pair("مهمانی", "Party")),
    Case("gift", 12, Pair("سبد هدیهٔ بازنشستگی", "A basket for a farewell"), (), -5,
         Pair("بازنشستگی", "Farewell")),
)  # fmt: skip

NEEDS = (
    Pair("برنج هاشمی", "Hashemi rice"), Pair("هدیهٔ تولد کودک", "Present for a child"),
    Pair("چای بهاره", "Spring tea"), Pair("ظرف یک‌بارمصرف", "Paper plates"), Pair("", ""),
)  # fmt: skip
PROMISES = (
    Pair("قیمت عمده را بپرسیم و بگوییم", "Ask for the wholesale price and tell"),
    Pair("وقتی بار تازه رسید خبر بدهیم", "Tell when fresh goods come"),
    Pair("نمونه کنار بگذاریم", "Keep a sample aside"),
)  # fmt: skip
TASKS = (
    Pair("حال‌واحوال و پرسیدن از خرید اخیر", "Ask how the last purchase was"),
    Pair("یادآوری پیشنهاد فصل", "Tell of the offer of the season"),
    Pair("پیگیری سفارش عمده", "Ask about the large order"),
)  # fmt: skip
RESULTS = (
    Pair("راضی بود و تشکر کرد", "Was pleased and said thanks"),
    Pair("آخر هفته سر می‌زند", "Will come at the weekend"),
    Pair("فعلاً نیازی ندارد", "Needs nothing for now"), Pair("", ""),
)  # fmt: skip
SAID = {
    "answer": Pair("عذرخواهی کردیم و راه‌حل را گفتیم.", "We said sorry and what we will do."),
    "cause": Pair("در ساعت شلوغی کنترل نشد", "It was not checked in a busy hour"),
    "action": Pair("کار را با همکاران مرور کردیم", "We went through it with everybody"),
    "result": Pair("جبران شد و مشتری پذیرفت", "It was made good and accepted"),
    "reopen": Pair("دوباره همان مشکل پیش آمد", "The same happened again"),
    "gift": Pair("یک جعبه شیرینی", "A box of sweets"),
    "reply": Pair("می‌پرسیم و خبر می‌دهیم.", "We ask and tell you."),
    "done": Pair("تحویل شد", "Handed over"),
    "did": Pair("از این هفته انجام می‌دهیم.", "We do it from this week on."),
    "no": Pair("فعلاً ممکن نیست", "It cannot be done for now"),
    "away": Pair("سفر", "Travels"), "note": Pair("مشتری قدیمی است", "Has been with us for long"),
    "skill": Pair("پاسخ‌گویی به شکایت", "Complaints"),
}  # fmt: skip
