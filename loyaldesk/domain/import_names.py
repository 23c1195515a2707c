"""People's names in lists: form of address, first and last name, and who is nobody at all."""

import re
from functools import lru_cache

from loyaldesk.kernel.persian import ZWNJ, fold

# Each form of address as it is stored, by its folded spellings. «سید» is a part of the name.
_HONORIFICS = {
    fold(spelling): stored
    for stored, spellings in {
        "آقای": ("آقای", "آقا", "آ.", "جناب آقای", "جناب"),
        "خانم": ("خانم", "خ", "خ.", "سرکار خانم", "سرکار", "بانو", "دوشیزه"),
        "دکتر": ("دکتر", "دکتر.", "د."),
        "آقای دکتر": ("آقای دکتر", "جناب آقای دکتر"),
        "خانم دکتر": ("خانم دکتر", "سرکار خانم دکتر"),
        "مهندس": ("مهندس", "م."),
        "آقای مهندس": ("آقای مهندس", "جناب آقای مهندس"),
        "خانم مهندس": ("خانم مهندس", "سرکار خانم مهندس"),
        "استاد": ("استاد",),
        "حاج": ("حاج", "حاجی"),
        "حاج‌آقا": ("حاج آقا", "حاج‌آقا", "حاجی آقا"),
        "حاج‌خانم": ("حاج خانم", "حاج‌خانم"),
        "حاجیه خانم": ("حاجیه خانم", "حاجیه"),
        "کربلایی": ("کربلایی",),
        "مشهدی": ("مشهدی", "مشدی"),
        "Mr": ("mr", "mr."),
        "Mrs": ("mrs", "mrs."),
        "Ms": ("ms", "ms."),
        "Miss": ("miss",),
        "Dr": ("dr", "dr."),
        "Prof": ("prof", "prof."),
        "Eng": ("eng", "eng."),
    }.items()
    for spelling in spellings
}
# These are surnames too (مشهدی، کربلایی، استاد، حاجی), so a surname column keeps them.
_BEFORE_SURNAMES = frozenset(
    fold(word)
    for word in (
        "آقای", "آقا", "جناب آقای", "خانم", "خ", "خ.", "آ.", "سرکار خانم", "آقای دکتر", "خانم دکتر",
        "آقای مهندس", "خانم مهندس", "دکتر", "مهندس", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr",
        "dr.",
    )
)  # fmt: skip

_WALK_IN = frozenset(
    re.sub(r"[\s\-_()]", "", fold(name))
    for name in (
        "مشتری متفرقه", "متفرقه", "مشتریان متفرقه", "اشخاص متفرقه", "خریدار متفرقه", "مشتری عمومی",
        "عمومی", "مشتری نقدی", "نقدی", "فروش نقدی", "خریدار نقدی", "مشتری گذری", "گذری", "رهگذر",
        "مشتری رهگذر", "مشتری پیش فرض", "مشتری ناشناس", "ناشناس", "بدون نام", "مصرف کننده نهایی",
        "مصرف کننده", "walk-in", "walk in customer", "walk-in customer", "walk-in client",
        "cash customer", "cash sale", "cash sales", "general customer", "guest customer",
        "default customer", "unknown customer", "anonymous", "miscellaneous", "sundry",
    )
)  # fmt: skip

_COMPANY_START = (
    "شرکت", "فروشگاه", "موسسه", "هتل", "رستوران", "داروخانه", "بیمارستان", "مدرسه", "دانشگاه",
    "کلینیک", "آموزشگاه", "بانک", "اداره", "سازمان", "کارخانه",
)  # fmt: skip
_COMPANY_END = ("ltd", "ltd.", "llc", "inc", "inc.", "co.", "gmbh", "plc", "company")

_LEADS = frozenset(fold(word) for word in ("سید", "سیده", "میر", "شیخ"))
_DOUBLE_FIRST = frozenset(
    fold(word) for word in ("محمد", "امیر", "علی", "غلام", "عبد", "فاطمه", "ابو", "میرزا", "شاه")
)
_DOUBLE_SECOND = frozenset(
    fold(word)
    for word in (
        "علی", "حسین", "حسن", "رضا", "مهدی", "محمد", "امین", "هادی", "جواد", "کاظم", "صادق", "باقر",
        "تقی", "نقی", "عباس", "حمید", "سعید", "ابراهیم", "اسماعیل", "یوسف", "طاها", "پارسا", "اکبر",
        "اصغر", "ناصر", "سادات", "زهرا", "سام", "محسن", "مجتبی", "مصطفی", "احسان", "ایمان", "پویا",
    )
)  # fmt: skip


def is_walk_in(name: str) -> bool:
    """Return whether *name* is what accounting programs call all passing buyers together."""
    if len(name) > 40 or not _PERHAPS_WALK_IN.search(name):
        return False
    return re.sub(r"[\s\-_()]", "", fold(name)) in _WALK_IN


# A part of each of these names, for folding every name of a long list would take its time.
_PERHAPS_WALK_IN = re.compile(
    "متفرق|عموم|نقد|گذر|فرض|ناشناس|بدون|مصرف|walk|cash|general|guest|default|unknown|anonym|misc"
    "|sundry",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def split_honorific(name: str, *, surname: bool = False) -> tuple[str, str]:
    """Return the form of address before *name* and the rest; never takes the whole name.

    Args:
        name: A cleaned name.
        surname: The name comes from a column of surnames, where «حاجی» is no form of address.
    """
    words = name.split(" ")
    for count in range(min(3, len(words) - 1), 0, -1):
        key = fold(" ".join(words[:count]))
        if key in _HONORIFICS and (not surname or key in _BEFORE_SURNAMES):
            return _HONORIFICS[key], " ".join(words[count:])
    return "", name


def honorific_of(text: str) -> str:
    """Return the stored form of an honorific that stands alone in its column."""
    return _HONORIFICS.get(fold(text), text)


def is_company_name(name: str) -> bool:
    """Return whether a full name is that of a company by its first or last word."""
    words = name.split(" ")
    if len(words) < 2:
        return False
    return words[0].split(ZWNJ)[0] in _COMPANY_START or words[-1].casefold() in _COMPANY_END


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name of a full name without its form of address.

    ``رضایی، علی`` is turned round; «سید محمد علی رضایی» has a first name of three words. One
    word alone is the last name, by which people are called here.
    """
    turned = re.fullmatch(r"([^,،]+)[,،]\s*([^,،]+)", name)
    if turned:
        return turned.group(2).strip(), turned.group(1).strip()
    words = name.split(" ")
    if len(words) == 1:
        return "", name
    keys = [fold(word) for word in words]
    first = 0
    while first < len(words) - 2 and keys[first] in _LEADS:
        first += 1
    first += 1
    if (
        len(words) - first >= 2
        and keys[first - 1] in _DOUBLE_FIRST
        and keys[first] in _DOUBLE_SECOND
    ):
        first += 1
    return " ".join(words[:first]), " ".join(words[first:])
