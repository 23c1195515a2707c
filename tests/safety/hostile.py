"""Texts that a member, a colleague or a file might bring to make a program do what it must not.

`TEXTS` maps a short name to each; ``{image}`` in one stands for a picture that lies on the disk
and is wholly red, so that any screen or paper that loads it is given away. `strings` puts the real
path in. Half of them are told again in Persian surroundings, as they would come here.
"""

# ruff: noqa: E501  # tables of texts; a line more or less says nothing

from pathlib import Path

BIDI = {"RLO": "\u202e", "LRO": "\u202d", "RLE": "\u202b", "LRI": "\u2066", "PDF": "\u202c"}

_MARKUP = (
    "<b>bold</b>", "<b>unclosed", "</b>", "<i><b>crossed</i></b>", "<table>", "<!--", "-->", "<3",
    "a < b", "a > b", "<", ">", "&", "&amp;", "&lt;b&gt;", "&#60;b&#62;", "&nbsp;", "&unknown;",
    "Ann <ann@shop.example>", "<br>", "<br/>", "<hr>", "<p>one<p>two", "<qt>x</qt>",
    "<html><body><h1>x</h1></body></html>", "<style>*{display:none}</style>x",
    "<script>alert(1)</script>", "<a href='file:///etc/passwd'>here</a>", "]]>", "<![CDATA[x]]>",
    "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;", "<font color=red>red</font>",
    "<font size=99>huge</font>", "<center>x</center>", "<div style='font-size:300px'>x</div>",
)  # fmt: skip
_IMAGES = (
    "<img src='{image}'>", '<img src="{image}">', "<img src=file://{image}>",
    '<img src="file://{image}" width=300 height=200/>', "<IMG SRC={image}>",
    "<img src='//host.invalid/share/x.png'>", "<img src='\\\\host.invalid\\share\\x.png'>",
    "<img src='http://127.0.0.1:9/x.png'>", "<img src='https://host.invalid/x.png'/>",
    "<img src='qrc:/x.png'>", "<img src='data:image/png;base64,iVBORw0KGgo='>",
    "<table background='{image}'><tr><td>x</table>", "<body bgcolor=red background='{image}'>",
    "<div style='background-image:url({image})'>x</div>", "<object data='{image}'>", "<svg/onload=x>",
    "<link rel=stylesheet href='{image}'>", "<iframe src='file:///etc/passwd'></iframe>",
    "![x]({image})", "[x](file:///etc/passwd)", "url({image})", "{image}", "file://{image}",
    "//host.invalid/share", "\\\\host.invalid\\share",
)  # fmt: skip
_PAPER = (
    '<font color="[3+4, 1][0]">x</font>', '<para backColor="red">x</para>',
    "<font color=\"[[[getattr(pow, Word('__globals__'))['os'].system('x') for Word in [1]]]]\">x",
    "<onDraw name='x'/>", "<seq id='x'/>", "<super>2</super>", "<a name='x'/>", "<bullet>x</bullet>",
    "(unclosed", "unopened)", "\\", "\\)", "endstream endobj", "%PDF-1.7", "BT /F1 12 Tf (x) Tj ET",
)  # fmt: skip
_FORMATS = (
    "%s", "%n%n%n", "%d %s", "%(name)s", "{0}", "{}", "{name}", "{0.__class__.__mro__}", "{{", "}}",
    "{", "}", "${x}", "$(id)", "`id`", "#{x}", "%%", "%1 %2", "%L1", "{name!r:>9999}", "\\n", "\\0",
    "\\u202e", "\\x00", "%00", "[*]", "&&", "Tom & Jerry", "&File", "_x000D_", "$1", "\\1",
)  # fmt: skip
_CELLS = (
    "=1+1", "=HYPERLINK(\"http://host.invalid\",\"x\")", "=cmd|' /C calc'!A0", "+44 20 7946", "+1+1",
    "-1", "-2+3", "@SUM(A1)", "@x", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", "＝1", "＋1", "－1", "＠x",
    "'=1", "\"=1\"", "=", "+", "-", "@", "http://host.invalid", "mailto:x@y.example", "0912", "1e5",
    "9121234567.0", "1/2", "TRUE", "#REF!", ";=1", "a;b", "a,b", "a|b",
)  # fmt: skip
_QUOTES = (
    '"', '""', '"""', 'a"b', '"open', 'x","y', "a\nb", "a\r\nb", "'", "''", "'; DROP TABLE member;--",
    "' OR 1=1 --", "x' UNION SELECT 1 --", '"; DELETE FROM sale; --',
)  # fmt: skip
_SEARCH = (
    "*", "AND", "OR", "NOT x", "x NOT", "NEAR(a b)", "NEAR/2", "^a", "name:x", "nosuch:x", "a*", "-x",
    "(", ")", "((((", "{a b}:c", "+", "%", "_", "100%", "a_b", "\\%", "[a-z]", "?", "..", "a\\",
)  # fmt: skip
_LOGS = (
    "x\r\n2026-11-21T08:30:00Z INFO forged", "x\n2026-11-21T08:30:00Z ERROR forged", "\r", "\n\n\n",
    "\x1b[2J\x1b[31mred", "\x1b]0;title\x07", "\x07", "\x08\x08\x08", "\x7f", "\x85next", "a\u2028b",
    "a\u2029b", "\x0b\x0c",
)  # fmt: skip
_NAMES = (
    "CON", "con.txt", "NUL", "AUX.", "COM1", "LPT9.pdf", "../../evil", "..\\..\\evil", "/etc/passwd",
    "C:\\Windows\\x", "a/b", "a:b", "x.", "x ", ".", "..", "~", "~root", "$HOME", "%TEMP%", "a\0.pdf",
    "file?.pdf", "a*b", "-rf", "--help", "club.db",
)  # fmt: skip
_LETTERS = (
    *(f"a{mark}gnp.exe" for mark in BIDI.values()), "\u2067\u2067\u2067", "\u200bzero", "\ufeffbom",
    "a\u200db", "\u061c", "\u200e\u200f", "NUL\0inside", "\0", "\ud800", "a\udfffb", "\ud83d",
    "\ufffe", "\uffff", "\U0010ffff", "\ue000", "e\u0301", "é", "ﬁ", "ﬀ", "Ｗｉｄｅ", "İ", "ß",
    "a" + "\u0301" * 300, "🙂", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇮🇷", "علي كريمي", "علی کریمی", "می‌خواهم",
    "مريم\u0640\u0640\u0640", "ة ۀ ؤ ئ أ", "۱۲۳ ٤٥٦ 789", "Ali علی <b>نام</b> 12", "(نام) [name] «x»",
    "علي".encode("cp1256").decode("cp1252"), "علی".encode().decode("cp1252", "replace"), "שלום", "ไทย",
    "汉字", "", " ", "\t", "\u3000", "\u00ad", "\u2063", "\u180e",
)  # fmt: skip
_LONG = (
    "x" * 5_000, "نام " * 1_500, "<b>" * 2_000, "&" * 3_000, "\u202e" * 1_000, "(" * 5_000,
    "a" * 50_000, "=" * 2_000, '"' * 3_000, "🙂" * 1_000,
)  # fmt: skip

_GROUPS = {
    "markup": _MARKUP, "image": _IMAGES, "paper": _PAPER, "format": _FORMATS, "cell": _CELLS,
    "quote": _QUOTES, "search": _SEARCH, "log": _LOGS, "name": _NAMES, "letter": _LETTERS,
    "long": _LONG,
}  # fmt: skip

TEXTS: dict[str, str] = {
    f"{group}-{place}": text for group, texts in _GROUPS.items() for place, text in enumerate(texts)
} | {
    f"persian-{group}-{place}": f"خانم {text} احمدی"
    for group in ("markup", "image", "format")
    for place, text in enumerate(_GROUPS[group])
}


def strings(image: Path) -> list[str]:
    """Return all texts, with *image* as the picture that none of them may load."""
    return [text.replace("{image}", image.as_posix()) for text in TEXTS.values()]


def short(image: Path) -> list[str]:
    """Return those that a form would take: at most 120 letters, none that cannot be stored."""
    return [
        text
        for text in strings(image)
        if len(text) <= 120
        and "\0" not in text
        and not any("\ud800" <= c <= "\udfff" for c in text)
    ]
