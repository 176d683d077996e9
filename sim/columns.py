"""Columns of text for networks of millions of links: every distinct word is kept once, and all of it is plain arrays."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class TextColumn(Protocol):
    """A column of text, whatever it is kept as."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def __getitem__(self, row: int | np.integer) -> str:
        """Return the text of a row."""

    def __iter__(self) -> Iterator[str]:
        """Go over the text of all rows."""

    def is_one_of(self, words: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Return which rows hold one of the words, shape (rows,)."""

    def take(self, rows: npt.NDArray[Any]) -> TextColumn:
        """Return the column of some rows, in their order."""

    def arrays(self) -> tuple[npt.NDArray[Any], ...]:
        """Return all that the column says, the same for two columns of the same rows."""


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of text, each distinct word kept once.

    Attributes
    ----------
    code : (rows,) int32
        Which word stands in each row.
    first_byte : (words + 1,) int64
    utf8 : (bytes,) uint8
        All words, one after the other.
    """

    code: npt.NDArray[np.int32]
    first_byte: npt.NDArray[np.int64]
    utf8: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, rows: Iterable[str]) -> Texts:
        """Return the column of some texts."""
        index: dict[str, int] = {}
        code = np.array([index.setdefault(row, len(index)) for row in rows], np.int32)
        return cls.coded(code, index)

    @classmethod
    def coded(cls, code: npt.NDArray[np.int32], words: Iterable[str]) -> Texts:
        """Return the column whose rows are indices into distinct words."""
        encoded = [word.encode() for word in words]
        first_byte = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(word) for word in encoded], out=first_byte[1:])
        return cls(code.astype(np.int32, copy=False), first_byte, np.frombuffer(b"".join(encoded), np.uint8))

    @property
    def words(self) -> list[str]:
        """The distinct words, by code."""
        whole = self.utf8.tobytes()
        ends = self.first_byte.tolist()
        return [whole[begin:end].decode() for begin, end in itertools.pairwise(ends)]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.code.size

    def __getitem__(self, row: int | np.integer) -> str:
        """Return the text of a row."""
        word = self.code[row]
        return self.utf8[self.first_byte[word] : self.first_byte[word + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        """Go over the text of all rows."""
        words = self.words
        return (words[code] for code in self.code)

    def is_one_of(self, words: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Return which rows hold one of the words, shape (rows,)."""
        wanted = set(words)
        hit = np.array([word in wanted for word in self.words], bool)
        return hit[self.code] if hit.size else np.zeros(self.code.size, bool)

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        """Rows that are not empty, shape (rows,)."""
        return ~self.is_one_of([""])

    def take(self, rows: npt.NDArray[Any]) -> Texts:
        """Return the column of some rows, in their order; the words stay as they are."""
        return Texts(self.code[rows], self.first_byte, self.utf8)

    def arrays(self) -> tuple[npt.NDArray[Any], ...]:
        """Return all that the column says: words that stand in no row do not count, nor does their order."""
        used, first, row = np.unique(self.code, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(order.size, np.int32)
        rank[order] = np.arange(order.size, dtype=np.int32)
        words = self.words
        column = Texts.coded(rank[row], (words[code] for code in used[order]))
        return column.code, column.first_byte, column.utf8


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of whole numbers that reads as text, such as OpenStreetMap ids.

    Attributes
    ----------
    number : (rows,) int64
    """

    number: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.number.size

    def __getitem__(self, row: int | np.integer) -> str:
        """Return the number of a row as text."""
        return str(self.number[row])

    def __iter__(self) -> Iterator[str]:
        """Go over the numbers of all rows as text."""
        return map(str, self.number)

    def is_one_of(self, words: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Return which rows hold one of the words, shape (rows,)."""
        return np.isin(self.number, [int(word) for word in words if word.removeprefix("-").isdecimal()])

    def take(self, rows: npt.NDArray[Any]) -> Numbers:
        """Return the column of some rows, in their order."""
        return Numbers(self.number[rows])

    def arrays(self) -> tuple[npt.NDArray[Any], ...]:
        """Return all that the column says."""
        return (self.number,)
