"""In which line of a TOML text each table and key stands: the standard reader does not say."""

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*(\]\]?)")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


@dataclass(slots=True)
class Lines:
    """Where what stands: ``rule[0].points`` and ``spending.block_rial`` to lines from 1."""

    found: dict[str, int] = field(default_factory=dict)

    def of(self, *parts: str) -> int:
        """Return the line of the longest of the ways ``parts[0].parts[1]…`` that is known."""
        for upto in range(len(parts), 0, -1):
            line = self.found.get(".".join(parts[:upto]))
            if line:
                return line
        return 0


@dataclass(slots=True)
class _Open:
    """What is still open at the end of a line: a text of several lines, or brackets."""

    quote: str = ""
    depth: int = 0

    @property
    def is_any(self) -> bool:
        return bool(self.quote) or self.depth > 0

    def go_through(self, text: str) -> None:
        """Follow quotes, brackets and comments through the rest of a line."""
        at = 0
        while at < len(text):
            if self.quote:
                at = self._in_quote(text, at)
            elif text[at] == "#":
                return
            elif text[at] in "\"'":
                mark = text[at]
                self.quote = mark * 3 if text.startswith(mark * 3, at) else mark
                at += len(self.quote)
            else:
                self.depth += (text[at] in "[{") - (text[at] in "]}")
                at += 1
        if len(self.quote) == 1:  # a plain text ends with its line
            self.quote = ""

    def _in_quote(self, text: str, at: int) -> int:
        if text[at] == "\\" and self.quote[0] == '"':
            return at + 2
        if text.startswith(self.quote, at):
            at += len(self.quote)
            self.quote = ""
            return at
        return at + 1


def lines_of(text: str) -> Lines:
    """Return the line of every table and key of a text that is TOML."""
    lines, table, still, counts = Lines(), "", _Open(), dict[str, int]()
    for number, line in enumerate(text.split("\n"), 1):
        if still.is_any:
            still.go_through(line)
            continue
        header = _HEADER.match(line)
        if header:
            table = _table(header, counts)
            lines.found.setdefault(table, number)
            lines.found.setdefault(table.partition("[")[0], number)
            continue
        key = _KEY.match(line)
        if key:
            way = table
            for part in _PART.findall(key.group(1)):
                way = f"{way}.{part.strip(chr(34) + chr(39))}" if way else part
                lines.found.setdefault(way, number)
            still.go_through(line[key.end() :])
    return lines


def _table(header: re.Match[str], counts: dict[str, int]) -> str:
    """Return the way of a table; ``[rule.lots]`` belongs to the last ``[[rule]]``."""
    names = [part.strip("\"'") for part in _PART.findall(header.group(2))]
    way = ""
    for place, name in enumerate(names):
        way = f"{way}.{name}" if way else name
        is_last = place == len(names) - 1
        if is_last and header.group(1) == "[[":
            counts[way] = counts.get(way, -1) + 1
        if way in counts:
            way = f"{way}[{counts[way]}]"
    return way
