"""Cards on paper: figures, charts and tables in both languages, with definition, window, count."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from loyaldesk.domain.insight.card import Grid, GridColumn, Measure
from loyaldesk.kernel.chart import Series
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.units import Unit
from loyaldesk.reports import card_page, card_pair, card_table, card_tiles, chart_inks
from loyaldesk.reports.chart_scale import Scale
from tests.reports import card_making as cards
from tests.reports.paper import logo, pages, picture, text_of

FA, EN = Look("fa", "jalali", "toman"), Look("en", "gregorian", "toman")


@pytest.fixture(params=[FA, EN], ids=["fa", "en"])
def look(request):
    return request.param


def every_text(pdf: bytes) -> str:
    return " ".join(" ".join(text_of(pdf, n).split()) for n in range(pages(pdf)))


def test_a_paper_of_every_kind_of_card_is_made_alike_twice(look):
    first = card_page.render(cards.paper(), look)
    assert first == card_page.render(cards.paper(), look)
    assert pages(first) > 3


def test_each_card_tells_definition_window_and_count():
    text = every_text(card_page.render(cards.paper(cards.lines()), EN))
    for part in ("2026-10-23", "2026-11-21", "412", "version", "Days", "Counted"):
        assert part in text


def test_every_page_says_which_it_is_and_how_many_there_are():
    pdf = card_page.render(cards.paper(cards.members(150)), EN)
    count = pages(pdf)
    assert count > 1
    for n in range(count):
        assert f"Page {n + 1} of {count}" in text_of(pdf, n)


def test_a_long_table_repeats_its_head_on_each_page():
    pdf = card_page.render(cards.paper(cards.members(150)), EN)
    for n in range(pages(pdf) - 1):
        assert "2026-09-01" in text_of(pdf, n)
        assert "آخرین خرید" in " ".join(text_of(pdf, n).split())


def test_a_card_that_can_tell_nothing_says_why_and_shows_no_figure():
    text = every_text(card_page.render(cards.paper(cards.missing()), FA))
    assert "هنوز" in text
    assert "%" not in text and "٪" not in text


def test_a_figure_without_data_is_a_dash_with_its_reason():
    with using(EN):
        gap = cards.bars().measures[3]
        assert card_tiles.moved_words(gap) == (0, "")
    assert "هنوز کسی دو بار" in every_text(card_page.render(cards.paper(cards.bars()), FA))


def test_a_figure_tells_how_it_moved():
    with using(EN):
        retention = cards.bars().measures[0]
        assert card_tiles.moved_words(retention) == (1, "3 pp more, was 38%")


def test_text_from_outside_stays_text():
    text = every_text(card_page.render(cards.paper(cards.members(2)), EN))
    assert "<b>Ann</b>" in text


def test_an_empty_paper_says_so():
    empty = replace(cards.paper(), sections=())
    assert "nothing to print" in every_text(card_page.render(empty, EN))


def test_the_list_of_contents_has_sections_and_cards():
    pdf = card_page.render(cards.paper(), EN)
    with pypdfium2.PdfDocument(pdf) as document:
        levels = [entry.level for entry in document.get_toc()]
    assert levels[0] == 0 and set(levels) == {0, 1, 2}


def test_a_logo_stands_in_the_head():
    one = cards.paper(cards.lines())
    with_logo = replace(one, head=replace(one.head, logo=logo()))
    assert len(card_page.render(with_logo, FA)) > len(card_page.render(one, FA))


def test_the_chart_is_mirrored_with_the_language():
    """The first of two bars is high: it stands right in Persian, left in English."""
    chart = replace(cards.stacked().chart, labels=("a", "b"), series=(
        replace(cards.stacked().chart.series[0], values=(90, 1)),))  # fmt: skip
    card = cards.card(chart=chart)
    dark = {}
    for shown in (FA, EN):
        image = picture(card_page.render(cards.paper(card), shown), scale=1).convert("L")
        image = image.crop((60, 160, 535, 290))
        half = image.width // 2
        dark[shown.language] = [
            sum(value < 130 for value in part.tobytes())
            for part in (image.crop((0, 0, half, image.height)),
                         image.crop((half, 0, image.width, image.height)))
        ]  # fmt: skip
    assert dark["en"][0] > 3 * dark["en"][1]
    assert dark["fa"][1] > 3 * dark["fa"][0]


def test_bars_of_two_series_differ_on_a_grey_printer():
    """Row by row there are pixels of at least three greys far from each other."""
    image: Image.Image = picture(card_page.render(cards.paper(cards.stacked()), EN), scale=2)
    greys = image.convert("L").getcolors(maxcolors=256)
    assert greys is not None
    common = sorted(value for count, value in greys if count > 800 and value < 250)
    assert max(common) - min(common) > 120


def test_money_is_told_in_the_size_it_is_drawn_in():
    with using(EN):
        scale = Scale.of(cards.bars().chart)
        assert scale.caption == "فروش خالص (تومان) (million Toman)"
        assert scale.short(4_100_000_000) == "410"


def test_wide_tables_are_parted_with_the_first_column_in_each():
    columns = cards.heat(2, 24).grid.columns
    assert card_table.parts(columns, 9)[0] == list(range(9))
    assert all(part[0] == 0 for part in card_table.parts(columns, 9))
    assert sorted({n for part in card_table.parts(columns, 9) for n in part}) == list(range(25))


def test_the_pages_may_lie_on_their_long_side():
    pdf = card_page.render(cards.paper(cards.members(5)), EN, wide=True)
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        width, height = document[0].get_size()
    assert width > height


def test_a_small_chart_stands_beside_its_table_and_a_wide_table_below():
    small, wide = cards.bars(), cards.heat(2, 24)
    with using(EN):
        pair = card_pair.pair_of(small, 511)
        assert pair is None or pair.drawn + pair.width < 511
        assert card_pair.pair_of(wide, 511) is None
        chart = replace(small.chart, labels=("a", "b", "c"), series=(
            replace(small.chart.series[0], values=(1, 2, 3)),))  # fmt: skip
        grid = Grid((GridColumn("Class"), GridColumn("Members", Unit.COUNT)), (("a", 1), ("b", 2)))
        found = card_pair.pair_of(replace(small, chart=chart, grid=grid), 511)
        assert found is not None
        assert found.drawn > 200 and found.width > 180


def test_what_is_compared_with_takes_no_ink_and_two_bars_differ_in_grey():
    before = Series("before", (1.0,), is_weak=True)
    now = Series("now", (2.0,))
    weak, strong = chart_inks.inks_of((before, now))
    assert weak == chart_inks.WEAK
    assert strong == chart_inks.INKS[0]


def test_figures_of_another_count_do_not_borrow_its_words():
    about = replace(cards.meaning(), count=412, counted="members who bought")
    card = cards.card(meaning=about, measures=(
        Measure("basket", "Basket", 5, Unit.COUNT, count=1637),
        Measure("rate", "Rate", 0.5, Unit.RATIO, count=412),
    ))  # fmt: skip
    text = every_text(card_page.render(cards.paper(card), EN))
    assert "out of 412 members who bought" in text
    assert "out of 1,637 members" not in text and "out of 1,637" in text
