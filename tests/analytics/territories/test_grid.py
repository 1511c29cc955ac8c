"""The grid of communes: every commune that is drawn has its pixels, where it is."""

import numpy as np

from maillon.analytics.territories import within
from maillon.analytics.territories.grid import WIDTH, commune_grid, department_lines, grid_codes
from maillon.analytics.territories.topology import topology


def test_every_commune_with_a_contour_has_a_pixel() -> None:
    present = {grid_codes()[place] for place in np.unique(commune_grid()).tolist()}
    assert present == {"", *topology("commune").shapes}
    assert commune_grid().shape[1] == WIDTH


def middle(code: str) -> tuple[float, float]:
    y, x = np.nonzero(commune_grid() == grid_codes().index(code))
    return float(x.mean()), float(y.mean())


def test_communes_are_where_they_are() -> None:
    lille, marseille, brest, strasbourg = (middle(code) for code in ("59350", "13055", "29019", "67482"))
    assert brest[0] < lille[0] < marseille[0] < strasbourg[0]
    assert lille[1] < strasbourg[1] < marseille[1]
    overseas = [middle(within(code, "commune")[0]) for code in ("971", "972", "973", "974", "976")]
    assert [y for _x, y in overseas] == sorted(y for _x, y in overseas)
    assert max(x for x, _y in overseas) < brest[0]


def test_lines_follow_départements() -> None:
    lines = department_lines()
    assert not lines[commune_grid() == 0].any()
    assert 0.01 < lines.mean() < 0.03
    inland = commune_grid() == grid_codes().index("37261")
    assert not lines[inland].any()
