"""Which column of somebody else's list holds which field of ours."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from loyaldesk.kernel import persian
from loyaldesk.kernel.i18n import tr

MEMBERS, SALES = "members", "sales"

# The order of the words of a field is their rank: of «مبلغ» and «قابل پرداخت» the latter is the
# amount. The first word is the column name that the command line documents.
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    MEMBERS: {
        "first_name": ("first_name", "نام کوچک", "اسم", "given name", "forename"),
        "last_name": ("last_name", "نام خانوادگی", "فامیلی", "فامیل", "family name", "surname"),
        "name": (
            "name", "نام و نام خانوادگی", "نام و فامیل", "نام طرف حساب", "نام مشتری", "نام شخص",
            "نام کامل", "عنوان", "عنوان طرف حساب", "عنوان تفصیلی", "نام تفصیلی", "طرف حساب",
            "مشتری", "نام عضو", "full name", "customer name", "member name", "contact name",
            "display name", "نام",
        ),
        "company": (
            "company", "نام شرکت", "شرکت", "نام فروشگاه", "سازمان", "company name", "organization",
            "organisation",
        ),
        "honorific": (
            "honorific", "پیشوند", "لقب", "عنوان احترام", "پیش نام", "title", "salutation",
            "prefix",
        ),
        "mobile": (
            "mobile", "موبایل", "تلفن همراه", "شماره موبایل", "شماره همراه", "همراه", "گوشی",
            "شماره تلفن همراه", "شماره تماس", "mobile number", "mobile phone", "cell", "cell phone",
            "cellphone", "phone", "phone number",
        ),
        "code": (
            "code", "کد عضویت", "شماره عضویت", "کد عضو", "شماره عضو", "کد اشتراک", "شماره اشتراک",
            "کد مشتری", "شماره مشتری", "کد شخص", "کد طرف حساب", "کد تفصیلی", "کد", "member code",
            "member number", "member id", "membership number", "customer code", "customer id",
            "customer number", "former code", "کد قبلی", "کد قدیمی", "id",
        ),
        "card": (
            "card", "شماره کارت", "کارت", "کارت عضویت", "شماره کارت عضویت", "کد کارت", "بارکد",
            "card number", "card no", "loyalty card", "barcode",
        ),
        "email": ("email", "ایمیل", "پست الکترونیک", "رایانامه", "email address", "mail"),
        "birthday": (
            "birthday", "تاریخ تولد", "تولد", "birth date", "date of birth", "birthdate", "dob",
        ),
        "points": (
            "points", "امتیاز", "مانده امتیاز", "جمع امتیاز", "امتیازات", "points balance",
            "loyalty points", "score",
        ),
        "points_expire_on": (
            "points_expire_on", "انقضای امتیاز", "تاریخ انقضای امتیاز", "تاریخ انقضا",
            "اعتبار امتیاز", "اعتبار تا", "points expiry", "expires on", "expiry date", "expiry",
        ),
        "tier": ("tier", "سطح", "سطح عضویت", "رده", "level"),
        "national_id": (
            "national_id", "کد ملی", "شماره ملی", "شناسه ملی", "کد ملی شناسه ملی", "national code",
            "national number", "کد اقتصادی",
        ),
        "address": ("address", "آدرس", "نشانی", "street address", "آدرس پستی"),
        "postal_code": ("postal_code", "کد پستی", "postcode", "post code", "zip", "zip code"),
        "landline": (
            "landline", "تلفن ثابت", "تلفن", "شماره تلفن", "تلفن منزل", "تلفن محل کار", "telephone",
            "home phone", "office phone", "tel",
        ),
        "tags": ("tags", "برچسب", "برچسب ها", "گروه", "tag", "labels", "group"),
        "note": (
            "note", "یادداشت", "توضیحات", "توضیح", "شرح", "ملاحظات", "notes", "comment", "comments",
            "remarks", "description",
        ),
        "gender": ("gender", "جنسیت", "جنس", "sex"),
        "registered_on": (
            "registered_on", "تاریخ عضویت", "تاریخ ثبت نام", "تاریخ ثبت", "عضویت از", "joined on",
            "join date", "joined", "registration date", "registered", "member since", "created at",
        ),
    },
    SALES: {
        "member": (
            "member", "کد عضویت", "شماره عضویت", "کد عضو", "شماره عضو", "عضو", "کد اشتراک",
            "شماره اشتراک", "شماره کارت", "کارت", "کد مشتری", "شماره مشتری", "کد شخص",
            "کد طرف حساب", "کد تفصیلی", "card", "card number", "member code", "member number",
            "member id", "customer code", "customer id", "customer number", "موبایل", "تلفن همراه",
            "شماره موبایل", "شماره همراه", "شماره تماس", "mobile", "mobile number", "phone",
            "phone number", "مشتری", "customer", "client",
        ),
        "name": (
            "name", "نام مشتری", "نام طرف حساب", "نام و نام خانوادگی", "نام عضو", "نام شخص",
            "طرف حساب", "عنوان طرف حساب", "member name", "customer name", "full name",
        ),
        "date": (
            "date", "تاریخ", "تاریخ فاکتور", "تاریخ فروش", "تاریخ خرید", "تاریخ سند", "روز",
            "sale date", "invoice date", "purchase date", "order date", "datetime", "date time",
            "day", "تاریخ و ساعت",
        ),
        "time": ("time", "ساعت", "زمان", "ساعت فاکتور", "ساعت فروش", "sale time", "invoice time"),
        "amount": (
            "amount", "مبلغ قابل پرداخت", "قابل پرداخت", "خالص فاکتور", "مبلغ خالص", "جمع خالص",
            "خالص", "مبلغ نهایی", "مبلغ فاکتور", "جمع فاکتور", "مبلغ کل", "جمع کل", "مبلغ خرید",
            "مبلغ فروش", "مبلغ", "جمع", "amount to pay", "to pay", "net amount", "net total", "net",
            "grand total", "total amount", "total", "sum", "value",
        ),
        "receipt": (
            "receipt", "شماره فاکتور", "شماره فیش", "شماره رسید", "شماره سند", "فاکتور", "فیش",
            "receipt number", "receipt no", "invoice", "invoice number", "invoice no",
            "bill number", "bill no", "order number",
        ),
        "note": (
            "note", "شرح", "توضیحات", "توضیح", "یادداشت", "ملاحظات", "notes", "description",
            "comment", "remarks",
        ),
        "kind": (
            "kind", "نوع", "نوع فاکتور", "نوع سند", "نوع عملیات", "type", "invoice type",
            "document type",
        ),
    },
}  # fmt: skip

FIELDS: dict[str, tuple[str, ...]] = {kind: tuple(words) for kind, words in _WORDS.items()}
"""The fields of each kind of list, in the order people want to see them."""

_IDENTITY = ("first_name", "last_name", "name", "company", "mobile", "code", "card")
_WHOSE = re.compile(r"مشتری|عضو|شخص|خریدار|طرف حساب|\b(?:customer|member|client|buyer)(?:'s)?\b")


def column_key(heading: str) -> str:
    """Return the key of a heading: folded, without what stands in brackets, signs and spaces."""
    folded = persian.fold(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading))
    return re.sub(r"[\W_]+", "", folded)


@lru_cache(maxsize=2)
def _ranks(kind: str) -> dict[str, tuple[str, int]]:
    """Return field and rank by key of a heading."""
    return {
        column_key(word): (field, rank)
        for field, words in _WORDS[kind].items()
        for rank, word in enumerate(words)
    }


def _known(heading: str, kind: str) -> tuple[str, int] | None:
    """Return field and rank of a heading; «موبایل مشتری» is «موبایل», but comes after it."""
    ranks = _ranks(kind)
    found = ranks.get(column_key(heading))
    if found is None and (short := column_key(_WHOSE.sub(" ", persian.fold(heading)))):
        found = ranks.get(short)
        return (found[0], found[1] + 100) if found else None
    return found


def is_heading(text: str) -> bool:
    """Return whether *text* is a heading that we know."""
    return len(text) <= 80 and any(_known(text, kind) is not None for kind in FIELDS)


def guess_mapping(header: Sequence[str], kind: str) -> dict[int, str]:
    """Return the field of each column whose heading is understood; one column to a field."""
    best: dict[str, tuple[int, int]] = {}
    for column, heading in enumerate(header):
        found = _known(heading, kind)
        if found is not None:
            field, rank = found
            best[field] = min(best.get(field, (rank, column)), (rank, column))
    mapping = {column: field for field, (_, column) in best.items()}
    if kind == MEMBERS:
        _settle_names(mapping, header)
        if "mobile" not in best and "landline" in best:
            mapping[best["landline"][1]] = "mobile"  # «تلفن» alone is a mobile nowadays
    return dict(sorted(mapping.items()))


def _settle_names(mapping: dict[int, str], header: Sequence[str]) -> None:
    """Read «نام» beside «نام خانوادگی» as the first name."""
    fields = set(mapping.values())
    if "last_name" not in fields or "first_name" in fields:
        return
    for column, field in mapping.items():
        if field == "name" and column_key(header[column]) in ("نام", "name"):
            mapping[column] = "first_name"


def guess_unit(header: Sequence[str], mapping: Mapping[int, str]) -> str | None:
    """Return the money unit that the heading of the amount names, None if it names none."""
    for column, field in mapping.items():
        if field == "amount":
            folded = persian.fold(header[column])
            if "تومان" in folded or "toman" in folded:
                return "toman"
            if "ریال" in folded or "rial" in folded or "irr" in folded:
                return "rial"
    return None


def missing_fields(mapping: Mapping[int, str], kind: str) -> tuple[str, ...]:
    """Return what no column is mapped to although nothing can be imported without it.

    For members any of name, mobile, code or card will do; if none is there, ``name`` is missing.
    """
    fields = set(mapping.values())
    if kind == MEMBERS:
        return () if fields.intersection(_IDENTITY) else ("name",)
    return tuple(field for field in ("member", "date", "amount") if field not in fields)


def field_words(field: str) -> str:
    """Return what a field is called on the screen."""
    return _NAMES[field]() if field in _NAMES else field


_NAMES = {
    "first_name": lambda: tr("First name"),
    "last_name": lambda: tr("Last name"),
    "name": lambda: tr("Full name"),
    "company": lambda: tr("Company"),
    "honorific": lambda: tr("Honorific"),
    "mobile": lambda: tr("Mobile"),
    "code": lambda: tr("Code"),
    "card": lambda: tr("Card"),
    "email": lambda: tr("E-mail"),
    "birthday": lambda: tr("Birthday"),
    "points": lambda: tr("Points"),
    "points_expire_on": lambda: tr("Points valid until"),
    "tier": lambda: tr("Tier"),
    "national_id": lambda: tr("National id"),
    "address": lambda: tr("Address"),
    "postal_code": lambda: tr("Postal code"),
    "landline": lambda: tr("Landline"),
    "tags": lambda: tr("Tags"),
    "note": lambda: tr("Note"),
    "gender": lambda: tr("Gender"),
    "registered_on": lambda: tr("Member since"),
    "member": lambda: tr("Member"),
    "date": lambda: tr("Date"),
    "time": lambda: tr("Time"),
    "amount": lambda: tr("Amount"),
    "receipt": lambda: tr("Receipt number"),
    "kind": lambda: tr("Kind"),
}
