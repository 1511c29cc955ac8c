"""The engagement diagram: legible, accessible, printable, without inline style."""

from decimal import Decimal
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.documents.contract.diagram import Point, _mark, diagram, point_of
from maillon.documents.contract.diagram_frame import NARROW, WIDE
from maillon.documents.contract.diagram_layout import Box, Mark, clusters, place_labels, wrapped
from maillon.rules.contracts.check import check
from maillon.rules.contracts.steps import STEPS, step_label
from rules.contracts.short_documents import facts_of

SVG = "{http://www.w3.org/2000/svg}"
scores = st.integers(0, 1000).map(lambda thousandths: Decimal(thousandths) / 1000)
labels = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=80)
points = st.builds(
    Point,
    label=labels,
    engagement=scores,
    transversality=scores,
    family=st.sampled_from(["project", "sectoral", "method_conference", None]),
    engagement_range=st.none() | st.tuples(scores, scores).map(sorted).map(tuple),
    href=st.sampled_from(["", "/contrats/a/?b=1&c=2"]),
)


def _point(label: str, engagement: str, transversality: str, **more: str) -> Point:
    return Point(label, Decimal(engagement), Decimal(transversality), **more)  # type: ignore[arg-type]  # text fields


def _root(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def _words(svg: str) -> str:
    return " ".join("".join(node.itertext()) for node in _root(svg).iter(f"{SVG}text"))


@settings(max_examples=60, deadline=None)
@given(st.lists(points, max_size=20), st.booleans())
def test_any_contracts_make_a_well_formed_drawing_without_inline_style(
    given_points: list[Point], compact: bool
) -> None:
    root = _root(diagram(given_points, compact=compact))
    assert all("style" not in node.attrib for node in root.iter())
    assert not list(root.iter(f"{SVG}style"))
    assert not list(root.iter(f"{SVG}script"))


def test_it_names_the_seven_steps_and_both_ends_of_transversality() -> None:
    words = _words(diagram([]))
    for step in STEPS:
        assert all(word in words for word in step_label(step).split())
    for word in ("universelle", "ciblé", "Contrats de projet", "Démarches sectorielles", "Conférences de méthode"):
        assert word in words


def test_more_engagement_stands_to_the_right_and_more_transversality_higher() -> None:
    for frame in (WIDE, NARROW):
        assert frame.x(1) > frame.x(0)
        assert frame.y(1) < frame.y(0)


def test_screen_readers_get_a_name_and_the_figures() -> None:
    root = _root(diagram([_point("Contrat A", "0.5", "0.25")], name="fig"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "fig-title"
    description = root.findtext(f"{SVG}desc") or ""
    assert "Contrat A : engagement 0,50, transversalité 0,25" in description


def test_links_make_a_group_that_keyboards_can_enter() -> None:
    root = _root(diagram([_point("Contrat A", "0.5", "0.25", href="/contrats/a/")]))
    assert root.attrib["role"] == "group"
    assert [link.attrib["href"] for link in root.iter(f"{SVG}a")] == ["/contrats/a/"]


def test_contracts_that_stand_together_share_a_mark_that_counts_them() -> None:
    svg = diagram([_point(f"Contrat {rank}", "0.5", "0.6") for rank in range(10)])
    words = _words(svg)
    assert "et 7 autres" in words
    assert svg.count("<circle") == 1
    assert "Contrat 9" in (_root(svg).findtext(f".//{SVG}g/{SVG}title") or "")


def test_the_narrow_drawing_bears_the_ranks_of_the_list_beside() -> None:
    words = _words(
        diagram([_point("Un nom long", "0.2", "0.2"), _point("Un autre", "0.8", "0.8")], compact=True)
    ).split()
    assert "1" in words
    assert "2" in words
    assert "nom" not in words


def test_an_open_question_shows_as_a_range() -> None:
    sure = _point("Sûr", "0.5", "0.5")
    assert 'class="diagram__range"' not in diagram([sure])
    unsure = Point("Incertain", Decimal("0.5"), Decimal("0.5"), engagement_range=(Decimal("0.3"), Decimal("0.7")))
    assert 'class="diagram__range"' in diagram([unsure])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(scores, scores), min_size=15, max_size=15))
def test_fifteen_labels_never_hide_one_another(places: list[tuple[Decimal, Decimal]]) -> None:
    drawn = [_point(f"Contrat de territoire numéro {rank}", str(x), str(y)) for rank, (x, y) in enumerate(places)]
    groups = clusters([(WIDE.x(point.engagement), WIDE.y(point.transversality)) for point in drawn], WIDE.radius * 1.5)
    marks = [_mark(WIDE, [drawn[rank] for rank in group]) for group in groups]
    boxes = [label.box for label in place_labels(marks, WIDE.plot)]
    assert all(one.overlap(other) == 0 for one, other in combinations(boxes, 2))
    assert all(box.within(WIDE.plot) for box in boxes)


def test_a_label_without_room_is_placed_all_the_same() -> None:
    assert place_labels([Mark(5, 5, 2, 500, 20)], Box(0, 0, 10, 10))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Charte", ("Charte",)),
        ("Convention d’objectifs et de moyens", ("Convention", "d’objectifs", "et de moyens")),
        ("un deux trois quatre cinq six", ("un deux", "trois", "quatre…")),
    ],
)
def test_wrapping(text: str, rows: tuple[str, ...]) -> None:
    assert wrapped(text, 12 if text.startswith("Conv") else 7, 3) == rows


def test_the_drawing_prints(tmp_path: Path) -> None:
    (tmp_path / "d.svg").write_text(diagram([_point("Contrat de réciprocité", "0.4", "0.6")]), encoding="utf-8")
    (tmp_path / "page.typ").write_text('#image("d.svg", width: 12cm, alt: "Diagramme")', encoding="utf-8")
    assert typst.compile(tmp_path / "page.typ").startswith(b"%PDF")


def test_a_contract_that_answers_too_little_has_no_place() -> None:
    assert point_of(check(facts_of({"document": {"state": "diagnosis"}}))) is None


def test_a_checked_contract_has_its_place_and_its_doubt() -> None:
    point = point_of(
        check(facts_of({"kind": "reciprocity_contract", "document": {"themes": [{"id": "t", "title": "T"}]}}))
    )
    assert point is not None
    assert point.engagement_range is not None
    assert point.engagement_range[0] <= point.engagement <= point.engagement_range[1]
