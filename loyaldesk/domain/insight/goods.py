"""Which goods lie in one basket, and which are bought on the next day of buying, by counting."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.passes import firsts_of

NOTHING = -1
"""The product of a basket whose goods nobody wrote down."""

MOST_PRODUCTS = 300
"""Only so many products, those in most baskets, are paired: the pairs grow with the square."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products bought together, or one after the other, and in how many baskets each is."""

    one: str
    other: str
    both: int
    ones: int
    others: int


@dataclass(frozen=True, slots=True)
class Goods:
    """The goods of some baskets; m rows, one at least of each basket.

    Attributes:
        products: Their codes (the name where one has none), rising.
        names: How each is called.
        basket: (m,) the sale.
        member: (m,) whose.
        day: (m,) days since 1970.
        product: (m,) place in *products*, or `NOTHING`.
    """

    products: tuple[str, ...]
    names: tuple[str, ...]
    basket: Ints
    member: Ints
    day: Ints
    product: Ints

    @property
    def named_baskets(self) -> int:
        """The baskets of which at least one product is known."""
        return len(_each_once(self.basket[self.product != NOTHING]))

    def pairs(self, least: int) -> list[Pair]:
        """Return pairs of products that lie together in at least *least* baskets."""
        basket, product = self._lying(self.basket)
        counts = np.bincount(product, minlength=len(self.products))
        often, rank = self._often(counts, least)
        kept = rank[product] != NOTHING
        basket, place = basket[kept], rank[product[kept]]
        table = np.zeros(len(often) ** 2, np.int64)
        for apart in range(1, len(often)):
            near = np.flatnonzero(basket[apart:] == basket[:-apart])
            if not len(near):
                break
            cells = place[near] * len(often) + place[near + apart]
            table += np.bincount(cells, minlength=len(table))
        return self._told(table, often, counts, counts, least)

    def followers(self, least: int) -> tuple[int, list[Pair]]:
        """Return the days of buying that another followed, and what is bought on that next day.

        ``ones`` are the days with the first product that another day followed, ``others`` the
        following days with the other product, whatever was bought before.
        """
        visit, followed = self._days()
        baskets = np.bincount(self._lying(self.basket)[1], minlength=len(self.products))
        often, rank = self._often(baskets, least)
        visit, product = self._lying(visit)
        kept = rank[product] != NOTHING
        visit, place = visit[kept], rank[product[kept]]
        starts = np.searchsorted(visit, np.arange(len(followed) + 1))
        here = np.flatnonzero(followed[visit])
        begin, end = starts[visit[here] + 1], starts[visit[here] + 2]
        many = end - begin
        first = np.repeat(place[here], many)
        at = np.arange(len(first)) + np.repeat(begin - (np.cumsum(many) - many), many)
        table = np.bincount(first * len(often) + place[at], minlength=len(often) ** 2)
        table[:: len(often) + 1] = 0  # a product after itself says nothing
        follows = np.append(False, followed[:-1])
        ones, others = np.zeros((2, len(self.products)), np.int64)
        ones[often] = np.bincount(place[here], minlength=len(often))
        others[often] = np.bincount(place[follows[visit]], minlength=len(often))
        every = int(np.count_nonzero(followed))
        return every, self._told(table, often, ones, others, least)

    def buyers_of(self, products: set[str]) -> dict[str, Ints]:
        """Return who bought each of some products, rising."""
        wanted = [n for n, code in enumerate(self.products) if code in products]
        is_wanted = np.zeros(len(self.products) + 1, bool)
        is_wanted[wanted] = True  # the last place, where `NOTHING` points, stays out
        some = is_wanted[self.product]
        order = np.lexsort((self.member[some], self.product[some]))
        product, member = self.product[some][order], self.member[some][order]
        edges = np.searchsorted(product, [*wanted, len(self.products)])
        return {
            self.products[n]: _each_once(member[first:end])
            for n, (first, end) in zip(wanted, pairwise(edges), strict=True)
        }

    def _days(self) -> tuple[Ints, NDArray[np.bool_]]:
        """Return the place of each row's day of buying, and which days another day followed."""
        days, place = np.unique(self.member * 2**20 + self.day, return_inverse=True)
        followed = np.zeros(len(days), bool)
        followed[:-1] = days[1:] >> 20 == days[:-1] >> 20
        return place, followed

    def _lying(self, group: Ints) -> tuple[Ints, Ints]:
        """Return groups (baskets, days) with their products, rising and each once."""
        named = self.product != NOTHING
        wide = len(self.products)
        keys = _each_once(group[named] * wide + self.product[named])
        return keys // max(wide, 1), keys % max(wide, 1)

    def _often(self, counts: Ints, least: int) -> tuple[Ints, Ints]:
        """Return the products in most baskets, rising, and the place of each product in them."""
        best = np.lexsort((np.arange(len(counts)), -counts))[:MOST_PRODUCTS]
        often = np.sort(best[counts[best] >= least])
        rank = np.full(len(counts), NOTHING)
        rank[often] = np.arange(len(often))
        return often, rank

    def _told(
        self, table: Ints, often: Ints, ones: Ints, others: Ints, least: int
    ) -> list[Pair]:  # fmt: skip
        """Return the cells of a square of products that are large enough, the largest first."""
        cells = np.flatnonzero(table >= least)
        cells = cells[np.argsort(-table[cells], kind="stable")]
        one, other = often[cells // max(len(often), 1)], often[cells % max(len(often), 1)]
        return [
            Pair(self.products[a], self.products[b], both, int(ones[a]), int(others[b]))
            for a, b, both in zip(one.tolist(), other.tolist(), table[cells].tolist(), strict=True)
        ]


def _each_once(values: Ints) -> Ints:
    """Return *values* rising and each once."""
    rising = np.sort(values)
    result: Ints = rising[firsts_of(rising)]
    return result
