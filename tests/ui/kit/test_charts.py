"""Charts: mirrored, told in words, walked by keys, and readable without colours."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.look import look
from loyaldesk.kernel.units import Unit
from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.heat import _contrast, readable_on
from loyaldesk.ui.kit.charts.lying import LyingPlot
from loyaldesk.ui.kit.charts.marks import marks_of
from loyaldesk.ui.kit.charts.scale import figures_of, scale
from loyaldesk.ui.kit.charts.view import ChartView
from loyaldesk.ui.kit.charts.words import LINE, labels_in

MONTHS = ("فروردین ۱۴۰۵", "اردیبهشت ۱۴۰۵", "خرداد ۱۴۰۵", "تیر ۱۴۰۵", "مرداد ۱۴۰۵", "شهریور ۱۴۰۵")
HEAT = Chart(
    ChartKind.HEAT, ("۰", "۱", "۲"),
    (Series("تیر", (1.0, 0.5, 0.25)), Series("مرداد", (1.0, 0.4, None))),
    Unit.RATIO, axis="ماه پس از ورود", row_axis="ماه ورود",
)  # fmt: skip


def bars(*series: Series, kind: ChartKind = ChartKind.BARS, **more) -> Chart:
    return Chart(kind, MONTHS[: len(series[0].values)], series, **more)


def shown(qtbot, chart: Chart, width: int = 480, height: int = 280) -> ChartView:
    view = ChartView(chart, "خرید")
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    return view


@pytest.mark.parametrize(
    ("least", "most", "step", "lines"),
    [
        (0, 620, 200, 4), (0, 3, 1, 3), (0, 0, 1, 1), (0, 1, 1, 1), (0, 1_250_000, 5e5, 3),
        (-30, 90, 50, 3),
    ],
)  # fmt: skip
def test_scale_lines_are_round_and_whole_for_counts(least, most, step, lines) -> None:
    found = scale(least, most)
    assert found.step == pytest.approx(step)
    assert found.steps == lines
    assert found.low <= least
    assert found.high >= most
    assert any(abs(line) < 1e-9 for line in found.lines)


def test_shares_have_steps_below_one() -> None:
    found = scale(0, 0.37, whole=False)
    assert (found.step, found.steps) == (pytest.approx(0.1), 4)


def test_large_money_is_written_in_millions_and_the_axis_says_so(persian) -> None:
    chart = bars(Series("خرید", (6_200_000_000, 3_000_000_000)), unit=Unit.RIAL,
                 value_axis="خرید (تومان)")  # fmt: skip
    figures = figures_of(chart, scale(0, 6.2e9))
    assert figures.short(6_200_000_000) == "۶۲۰"
    assert figures.title == "خرید (میلیون تومان)"
    assert figures.full(6_200_000_000) == "۶۲۰٬۰۰۰٬۰۰۰ تومان"


@pytest.mark.parametrize(("language", "figure"), [("fa", "۳۱۰"), ("en", "310")])
def test_the_first_label_stands_where_reading_begins_and_all_is_told(
    qtbot, dressed, language, figure
) -> None:
    dressed(language)
    view = shown(qtbot, bars(Series("اعضا", (310, 420, None))))
    first, last = view.plot().parts[0].box, view.plot().parts[2].box
    assert (first.left() > last.left()) is look().is_rtl
    assert f"فروردین ۱۴۰۵, اعضا: {figure}" in view.accessibleDescription()
    assert "خرداد ۱۴۰۵, اعضا: –" in view.accessibleDescription()


def test_a_taller_bar_stands_higher_and_a_heap_is_as_high_as_its_sum(qtbot, persian) -> None:
    plot = shown(qtbot, bars(Series("اعضا", (310, 420)))).plot()
    small, tall = (body for _s, _c, body, _v in plot.bars())
    assert tall.height() / small.height() == pytest.approx(420 / 310)
    heap = shown(
        qtbot, bars(Series("تازه", (10,)), Series("مانده", (30,)), kind=ChartKind.STACKED)
    ).plot()
    lower, upper = (body for _s, _c, body, _v in heap.bars())
    assert upper.bottom() == pytest.approx(lower.top())
    assert upper.height() / lower.height() == pytest.approx(3)


def test_a_goal_stays_on_the_chart_even_above_every_bar(qtbot, persian) -> None:
    plot = shown(qtbot, bars(Series("اعضا", (31, 42)), goal=90, goal_name="هدف")).plot()
    assert plot.field.top() <= plot.y(90) <= plot.field.bottom()
    assert plot.entries[-1].text == "هدف ۹۰"


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_kind_paints_in_both_themes(qtbot, dressed, kind, colours) -> None:
    dressed("fa", colours)
    series = (Series("تیر", (4, None, 1), low=(3, None, 0), high=(5, None, 2)),
              Series("مرداد", (2, 5, 3), is_weak=kind is ChartKind.LINES))  # fmt: skip
    chart = Chart(
        kind, MONTHS[:3], series, goal=4, goal_name="هدف", mark=1, mark_name="آغاز باشگاه"
    )
    picture = shown(qtbot, chart).grab().toImage()
    assert len({picture.pixelColor(x, y).name() for x in range(0, 480, 3)
                for y in range(0, 280, 3)}) > 4  # fmt: skip


def test_series_differ_by_pattern_and_shape_as_well(persian) -> None:
    series = [Series(str(n), (1,)) for n in range(4)]
    marks = marks_of(series)
    assert len({mark.number % 8 for mark in marks}) == 4
    assert len({mark.number % 4 for mark in marks}) == 4
    weak = marks_of([Series("پیش از آن", (1,), is_weak=True), series[0]])
    assert weak[0].is_weak
    assert weak[1].number == 0


def test_months_are_never_cut_but_broken_in_two_or_left_out(persian) -> None:
    wide = labels_in(MONTHS, 120)
    assert (wide.every, len(wide.lines[0])) == (1, 1)
    narrow = labels_in(MONTHS, 70)
    assert (narrow.every, len(narrow.lines[0])) == (1, 2)
    tight = labels_in(MONTHS, 34)
    assert tight.every == 2
    assert not tight.tilted


def test_long_names_get_lying_bars(qtbot, persian) -> None:
    names = ("مشتریان بسیار وفادار", "تازه‌واردهای خوش‌آتیه", "خوابیده از مدت‌ها پیش") * 3
    view = shown(qtbot, Chart(ChartKind.BARS, names, (Series("اعضا", (5, 3, 8) * 3),)))
    assert isinstance(view.plot(), LyingPlot)


def test_the_figure_of_a_low_point_stands_below_its_line(qtbot, persian) -> None:
    dip = bars(Series("ماندن", (0.5, 0.2, 0.6, 0.55)), kind=ChartKind.LINES, unit=Unit.RATIO)
    plot = shown(qtbot, dip).plot()
    boxes = [box for box, _text in plot.told()]
    assert boxes[1].top() > plot.y(0.2)
    assert boxes[2].bottom() < plot.y(0.6)
    falling = bars(Series("ماندن", (0.0, 0.0, 0.3)), kind=ChartKind.LINES, unit=Unit.RATIO)
    plot = shown(qtbot, falling).plot()
    assert all(box.bottom() <= plot.field.bottom() for box, _text in plot.told())


def test_figures_of_bars_below_zero_do_not_reach_the_labels(qtbot, persian) -> None:
    chart = bars(Series("تغییر", (4, -4, -4)))
    plot = shown(qtbot, chart).plot()
    lowest = max(body.bottom() for _n, _c, body, _value in plot.bars())
    assert lowest + 1 + LINE <= plot.slot(0).bottom() + plot.foot + 4


def test_lying_bars_are_as_high_as_the_figures_beside_them(qtbot, persian) -> None:
    names = tuple(f"پودر لباسشویی ماشینی {word} کیلویی" for word in ("یک", "دو", "سه", "پنج", "ده"))
    both = (Series("اکنون", (5, 4, 3, 2, 1)), Series("پیش", (1, 2, 3, 4, 5)))
    view = shown(qtbot, Chart(ChartKind.BARS, names, both), height=600)
    assert isinstance(view.plot(), LyingPlot)
    assert view.minimumSizeHint().height() >= len(names) * 2 * LINE


def test_cells_are_walked_with_arrows_in_the_direction_of_reading(qtbot, persian) -> None:
    view, told = shown(qtbot, HEAT), []
    view.cell_chosen.connect(lambda row, column: told.append((row, column)))
    QTest.keyClick(view, Qt.Key.Key_Left)  # begins at the first cell
    assert view.current().words == "تیر, ۰: ۱۰۰٪"
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current().words == "مرداد, ۱: ۴۰٪"
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)  # the end of the row: stays
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert told == [(1, 1), (1, 0)]
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current().words == "مرداد, ۲: داده‌ای نیست"


def test_a_click_on_a_cell_chooses_it(qtbot, english) -> None:
    view, told = shown(qtbot, HEAT), []
    view.cell_chosen.connect(lambda row, column: told.append((row, column)))
    middle = view.plot().cell(1, 0).center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(int(middle.x()), int(middle.y())))
    assert told == [(1, 0)]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_figures_in_cells_can_be_read_on_every_shade(qtbot, dressed, colours) -> None:
    dressed("fa", colours)
    plot = shown(qtbot, HEAT).plot()
    for tenth in range(11):
        ground = plot.colour(tenth / 10)
        assert _contrast(readable_on(ground), ground) >= 3.6
    assert plot.colour(0.0) != theme.token("accent")


def test_slices_begin_at_the_top_and_their_shares_are_told(qtbot, persian) -> None:
    view = shown(qtbot, Chart(ChartKind.SHARES, ("وفادار", "تازه"), (Series("x", (30, 10)),)))
    assert view.accessibleDescription() == "وفادار: ۳۰ (۷۵٪); تازه: ۱۰ (۲۵٪)"
    plot = view.plot()
    assert plot.at(plot.slice(1).pointAtPercent(0.25)) is not None
    assert plot.ring.right() > plot.table.right()


def test_no_figures_draw_nothing_and_break_nothing(qtbot, persian) -> None:
    view = ChartView(None, "خرید")
    qtbot.addWidget(view)
    view.show()
    QTest.keyClick(view, Qt.Key.Key_Left)
    view.grab()
    for kind in ChartKind:
        view.show_chart(Chart(kind, ("۱",), (Series("اعضا", (None,)),)))
        view.grab()
