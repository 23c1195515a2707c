"""Rows of members that are read when they come on view, however long the list is."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar, overload

BLOCK = 100
MOST_BLOCKS = 60


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


T = TypeVar("T", bound=_HasId)


class LazyRows(Sequence[T | None], Generic[T]):
    """The rows of *ids*, fetched a block at a time; the blocks seen last are kept.

    A row is None when its member is gone since the ids were read (an import was taken back).

    Args:
        ids: Whose rows, in order.
        fetch: Returns the rows of some ids.
    """

    def __init__(self, ids: Sequence[int], fetch: Callable[[Sequence[int]], list[T]]) -> None:
        self.ids = ids
        self._fetch = fetch
        self._blocks: OrderedDict[int, dict[int, T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> T | None: ...
    @overload
    def __getitem__(self, at: slice) -> list[T | None]: ...
    def __getitem__(self, at: int | slice) -> T | list[T | None] | None:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        return self._block(at // BLOCK).get(self.ids[at])

    def forget(self) -> None:
        """Read the rows anew when they are next on view; the order stays."""
        self._blocks.clear()

    def _block(self, number: int) -> dict[int, T]:
        block = self._blocks.get(number)
        if block is None:
            wanted = self.ids[number * BLOCK : (number + 1) * BLOCK]
            block = self._blocks[number] = {row.id: row for row in self._fetch(wanted)}
            if len(self._blocks) > MOST_BLOCKS:
                self._blocks.popitem(last=False)
        return block
