"""Both languages, always: every message has its Persian, and it is compiled as written."""

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from loyaldesk.kernel import paths

PACKAGE = Path(__file__).parents[1] / "loyaldesk"
KEYWORDS = {"tr": None, "trn": (1, 2)}


@pytest.fixture(scope="module")
def extracted() -> set[object]:
    found = extract_from_dir(PACKAGE, keywords=KEYWORDS, method_map=[("**.py", "python")])
    return {message for _, _, message, _, _ in found if message}


@pytest.fixture(scope="module")
def persian() -> Catalog:
    file = paths.resource("i18n", "fa", "LC_MESSAGES", "loyaldesk.po")
    return read_po(io.BytesIO(file.read_bytes()), locale="fa")


def messages(catalogue: Catalog) -> dict[object, object]:
    return {plain(m.id): plain(m.string) for m in catalogue if m.id}


def plain(text: object) -> object:
    return tuple(text) if isinstance(text, list) else text


def test_the_template_holds_every_message(extracted):
    template = read_po(io.BytesIO(paths.resource("i18n", "loyaldesk.pot").read_bytes()))
    assert set(messages(template)) == extracted


def test_every_message_has_its_persian(extracted, persian):
    done = messages(persian)
    assert {m for m in extracted if not done.get(m) or not all(done[m])} == set()
    assert [m.id for m in persian if m.fuzzy] == []


def test_what_is_compiled_is_what_is_written(persian):
    fresh = io.BytesIO()
    write_mo(fresh, persian)
    file = paths.resource("i18n", "fa", "LC_MESSAGES", "loyaldesk.mo")
    assert entries(fresh.getvalue()) == entries(file.read_bytes())


def entries(compiled: bytes) -> dict[str, str]:
    found = gettext.GNUTranslations(io.BytesIO(compiled))._catalog
    return {str(key): text for key, text in found.items() if key}


def names_in(text: object) -> set[str]:
    import string

    texts = text if isinstance(text, (tuple, list)) else [text]
    return {name for t in texts for _, name, _, _ in string.Formatter().parse(t) if name}


def test_a_translation_keeps_the_names_in_braces(persian):
    wrong = [m.id for m in persian if m.id and m.string and names_in(m.id) != names_in(m.string)]
    assert wrong == []


def test_persian_is_written_with_persian_letters(persian):
    wrong = [
        m.id
        for m in persian
        if m.id
        and any(
            c in "يكى" for t in ([m.string] if isinstance(m.string, str) else m.string) for c in t
        )
    ]
    assert wrong == []
