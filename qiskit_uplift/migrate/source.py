"""A file's text as it is: its encoding, byte order mark and line endings are kept."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Source:
    """The text of a file, and how it was written down.

    Attributes:
        text: The text without its byte order mark, line endings as in the file.
        encoding: What Python reads it as.
        bom: Whether a UTF-8 byte order mark stands before it.
        seams: Where parts of the text end that belong to different cells; a line ends there, and
            its line ending is nobody's.
    """

    text: str
    encoding: str = "utf-8"
    bom: bool = False
    seams: frozenset[int] = frozenset()

    @classmethod
    def decode(cls, data: bytes) -> Source:
        r"""Read Python source as Python does.

        Raises:
            SyntaxError: The declared encoding is unknown, or UTF-8 with a mistake.
            UnicodeDecodeError: ``data`` isn't in the declared encoding.

        Example:
            >>> Source.decode(b"x = 1\r\n").text
            'x = 1\r\n'
        """
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        bom = data.startswith(codecs.BOM_UTF8)
        plain = "utf-8" if encoding == "utf-8-sig" else encoding
        return cls(data[len(codecs.BOM_UTF8) if bom else 0 :].decode(plain), plain, bom)

    def encode(self, text: str) -> bytes:
        """The bytes of ``text``, written as this file is."""
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding)

    @cached_property
    def newline(self) -> str:
        """The file's own line ending."""
        found = NEWLINE.search(self.text)
        return found[0] if found else "\n"

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts, in characters."""
        return [0, *(found.end() for found in NEWLINE.finditer(self.text))]

    def offset(self, line: int, column: int) -> int:
        """The place of a line (from 1) and column (from 0), in characters."""
        return self.starts[line - 1] + column

    def place(self, offset: int) -> tuple[int, int]:
        """The line (from 1) and column (from 1) of a character."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line_start(self, offset: int) -> int:
        """Where the line of a character starts."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line of a character ends, its line ending included."""
        index = bisect_right(self.starts, offset)
        end = self.starts[index] if index < len(self.starts) else len(self.text)
        return end - 1 if end - 1 in self.seams else end
