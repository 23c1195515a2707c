"""The fonts of paper: shaped glyphs are embedded under own codes that copy as the typed text."""

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import uharfbuzz as hb
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from loyaldesk.kernel import paths

REGULAR, MEDIUM, BOLD = "Vazirmatn-Regular", "Vazirmatn-Medium", "Vazirmatn-Bold"

_LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "STAT", "name", "post", "cmap", "OS/2")
_lock = threading.Lock()


@dataclass(slots=True)
class Use:
    """The part of a font that one document uses: the index of each list is the code."""

    name: str
    codes: dict[tuple[int, str], int] = field(default_factory=dict)
    glyphs: list[int] = field(default_factory=lambda: [0])
    sources: list[str] = field(default_factory=lambda: [""])
    widths: list[float] = field(default_factory=lambda: [0.0])

    def code(self, glyph: int, source: str, width: float) -> int:
        """Return the code of a glyph that stands for the letters *source*."""
        key = (glyph, source)
        code = self.codes.get(key)
        if code is None:
            code = self.codes[key] = len(self.glyphs)
            self.glyphs.append(glyph)
            self.sources.append(source)
            self.widths.append(width)
        return code


class PaperFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font written as a Type 0 font with two-byte codes.

    One glyph drawn for two different letters gets two codes, so that copying gives back what was
    typed. reportlab's own subsets hold 256 codes and know only the letters of the font.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, str(paths.resource("fonts", f"{name}.ttf")))
        self._uses: WeakKeyDictionary[Any, Use] = WeakKeyDictionary()
        self.hb_font = hb.Font(self.hbFace)
        self.per_mille = 1000 / self.hbFace.upem

    def use(self, doc: Any) -> Use:
        """Return the font's use in *doc*, making the document know it."""
        found = self._uses.get(doc)
        if found is None:
            found = self._uses[doc] = Use(f"F{len(doc.fontMapping) + 1}")
            doc.fontMapping[self.fontName] = f"/{found.name}"
            doc.delayedFonts.append(self)
        return found

    def addObjects(self, doc: Any) -> None:
        """Write the font with the glyphs that *doc* uses (reportlab calls this at the end)."""
        use = self._uses.pop(doc)
        data, renumbered = self._subset(use.glyphs)
        name = pdfdoc.PDFName(f"LOYALD+{self.fontName}")
        face = self.face
        descriptor = _dictionary(
            Type="/FontDescriptor",
            FontName=name,
            Flags=4,
            FontBBox=pdfdoc.PDFArray(face.bbox),
            ItalicAngle=0,
            Ascent=face.ascent,
            Descent=face.descent,
            CapHeight=face.capHeight,
            StemV=face.stemV,
            FontFile2=_stream(doc, data, f"file:{use.name}", Length1=len(data)),
        )
        gids = b"".join(renumbered[glyph].to_bytes(2, "big") for glyph in use.glyphs)
        descendant = _dictionary(
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=name,
            CIDSystemInfo=_dictionary(
                Registry=pdfdoc.PDFString("Adobe"),
                Ordering=pdfdoc.PDFString("Identity"),
                Supplement=0,
            ),
            FontDescriptor=doc.Reference(descriptor, f"descriptor:{use.name}"),
            DW=0,
            W=pdfdoc.PDFArray([0, pdfdoc.PDFArray([round(width, 2) for width in use.widths])]),
            CIDToGIDMap=_stream(doc, gids, f"glyphs:{use.name}"),
        )
        font = _dictionary(
            Type="/Font",
            Subtype="/Type0",
            BaseFont=name,
            Encoding="/Identity-H",
            DescendantFonts=pdfdoc.PDFArray([doc.Reference(descendant, f"cid:{use.name}")]),
            ToUnicode=_stream(doc, _to_unicode(use.sources), f"letters:{use.name}"),
        )
        doc.idToObject["BasicFonts"].dict[use.name] = doc.Reference(font, use.name)

    def _subset(self, glyphs: list[int]) -> tuple[bytes, dict[int, int]]:
        """Return the font with *glyphs* only, and the new number of each."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(set(glyphs))
        wanted.drop_table_tag_set.update(
            {int.from_bytes(tag.encode("ascii"), "big") for tag in _LAYOUT_TABLES}
        )
        wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        plan = hb.SubsetPlan(self.hbFace, wanted)
        smaller = plan.execute()
        mapping = dict(plan.old_to_new_glyph_mapping)
        return bytes(smaller.blob.data), mapping


def _dictionary(**entries: Any) -> Any:
    return pdfdoc.PDFDictionary(entries)


def _stream(doc: Any, content: bytes, name: str, **entries: Any) -> Any:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content)
    stream.filters = [pdfdoc.PDFZCompress]
    return doc.Reference(stream, name)


def _to_unicode(sources: list[str]) -> bytes:
    """Return the table of what each code copies as."""
    pairs = [
        f"<{code:04X}> <{source.encode('utf-16-be').hex().upper()}>"
        for code, source in enumerate(sources)
        if source
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for first in range(0, len(pairs), 100):  # the format allows 100 to a block
        part = pairs[first : first + 100]
        lines += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


@lru_cache(maxsize=8)
def _loaded(name: str) -> PaperFont:
    with _lock:
        if name not in pdfmetrics.getRegisteredFontNames():
            # Nothing a member is called may make reportlab open a file or an address.
            rl_config.trustedSchemes = []
            rl_config.trustedHosts = []
            rl_config.useA85 = 0  # streams as they are: a fifth smaller, and quicker
            pdfmetrics.registerFont(PaperFont(name))
        font: PaperFont = pdfmetrics.getFont(name)
        return font


def font(name: str) -> PaperFont:
    """Return a font that ships with the program, ready for paper."""
    return _loaded(name)
