"""Components: what they show, and that what people write never becomes markup."""

import re

import pytest
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory

from maillon.rules.decision import Citation, Decision
from maillon.web.common.parts import Download, Figure, Segment, Source, Tab
from maillon.web.common.templatetags.components import register

EVIL = '<script>alert("x")</script>'


def render(text: str, **given) -> str:
    request = RequestFactory().get("/liste/", {"q": "eau", "page": "2"})
    return Template(text).render(RequestContext(request, {"request": request, **given}))


@pytest.mark.parametrize(
    "text",
    [
        "{% page_header evil kicker=evil lead=evil %}{{ evil }}{% endpage_header %}",
        "{% breadcrumb evil '/x/' evil %}",
        "{% key_figures figures %}",
        "{% data_table evil 'cle' note=evil %}{{ evil }}{% enddata_table %}",
        "{% filter_panel evil label=evil %}{{ evil }}{% endfilter_panel %}",
        "{% badge evil %}",
        "{% empty_state evil evil %}{{ evil }}{% endempty_state %}",
        "{% notice evil %}{{ evil }}{% endnotice %}",
        "{% decision_panel decision %}",
        "{% tabs tabs label=evil %}",
        "{% downloads files evil %}",
        "{% source_note evil %}",
        "{% progress_bar 1 2 evil %}",
        "{% strip segments evil %}",
    ],
)
def test_what_people_write_is_never_markup(text) -> None:
    given = {
        "evil": EVIL,
        "figures": [Figure(EVIL, EVIL, EVIL, EVIL, EVIL, "/x/")],
        "decision": Decision(False, EVIL, EVIL, (Citation(EVIL),), EVIL),
        "tabs": [Tab(EVIL, "#x", 1)],
        "files": [Download(EVIL, "/x/", EVIL, 1)],
        "segments": [Segment(EVIL, 1, EVIL)],
    }
    shown = render(text, **given)
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown


def test_a_block_s_own_markup_is_kept() -> None:
    assert '<a href="/x/">Faire</a>' in render(
        "{% page_header 'Titre' %} <a href='/x/'>Faire</a> {% endpage_header %}".replace("'/x/'", '"/x/"')
    )


def test_a_head_without_action_keeps_no_empty_place_for_it() -> None:
    assert "page-header__action" not in render("{% page_header 'Titre' %}  {% endpage_header %}")


def test_a_refusal_shows_why_the_source_and_the_remedy() -> None:
    decision = Decision(
        False, "Parce que.", "rule.x", (Citation("Rapport", "https://source.example/"),), "Faire ainsi."
    )
    shown = render("{% decision_panel decision %}", decision=decision)
    for part in ("Parce que.", "Faire ainsi.", "rule.x", 'href="https://source.example/"', "Rapport"):
        assert part in shown


def test_pages_keep_the_filters_of_the_address() -> None:
    shown = render("{% pagination page %}", page=Paginator(range(100), 10).get_page(2))
    assert 'rel="next" href="?q=eau&amp;page=3"' in shown
    assert 'aria-current="page" href="?q=eau&amp;page=2"' in shown


def test_one_page_needs_no_pagination() -> None:
    assert not render("{% pagination page %}", page=Paginator(range(3), 10).get_page(1)).strip()


def test_a_strip_fills_its_whole_and_no_more() -> None:
    amounts = [1, 1, 1]
    shown = render("{% strip segments 'Parts' %}", segments=[Segment(str(a), a, str(a)) for a in amounts])
    places = [(int(x), int(w)) for x, w in re.findall(r'x="(\d+)" width="(\d+)" height="28"', shown)]
    assert places[0][0] == 0
    assert all(places[i][0] + places[i][1] == places[i + 1][0] for i in range(2))
    assert sum(places[-1]) == 1000


@pytest.mark.parametrize(
    ("done", "total", "width"), [(0, 0, 0), (0, 4, 0), (1, 3, 333), (4, 4, 1000), (9, 4, 1000), (-1, 4, 0)]
)
def test_a_bar_never_leaves_its_frame(done, total, width) -> None:
    shown = render(f"{{% progress_bar {done} {total} 'Jalons' %}}")
    assert f'class="progress__done" width="{width}"' in shown


def test_empty_strips_are_drawn_without_dividing_by_zero() -> None:
    assert render("{% strip segments 'Parts' %}", segments=[Segment("rien", 0, "0 €")])


def test_what_is_made_up_says_so() -> None:
    assert "Illustratif" in render("{% source_note source %}", source=Source(illustrative=True))
    assert "Source\u00a0:" in render("{% source_note 'INSEE, 2026' %}")


@pytest.mark.parametrize("tone", ["neutral", "info", "good", "warning", "bad"])
def test_a_tone_is_never_colour_alone(tone) -> None:
    shown = render(f"{{% badge 'État' '{tone}' %}}")
    assert "<svg" in shown
    assert "État" in shown


def test_every_component_says_what_it_is_for() -> None:
    assert all(compiled.__doc__ or compiled.__wrapped__.__doc__ for compiled in register.tags.values())
