"""Every rule and every parameter says where it comes from; no parameter is idle; the law was read on a known day."""

import datetime as dt
import re
from pathlib import Path

import pytest

from maillon.rules.contracts.check import check
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.frameworks import FOLDER as FRAMEWORKS
from maillon.rules.contracts.frameworks import frameworks
from maillon.rules.contracts.propositions import PROPOSITIONS
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
from maillon.rules.parameters import Origin, parameters, sources
from maillon.rules.parameters.resolution import shown
from maillon.rules.parameters.store import FOLDER as PARAMETERS
from yaml_tables import yaml_table

ROOT = Path(__file__).parents[2]
RULES = ROOT / "src" / "maillon" / "rules"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.py")))
PAGE = (ROOT / "docs" / "reference" / "propositions.md").read_text(encoding="utf-8")
QUESTIONS = (ROOT / "docs" / "explications" / "familles-et-engagement.md").read_text(encoding="utf-8")


def _report():  # type: ignore[no-untyped-def]  # a report of every check
    return check(ContractFacts(id="a", kind="contrat_de_ville"), on=dt.date(2026, 6, 1))


@pytest.mark.parametrize("name", sorted(parameters()))
def test_a_parameter_is_cited_and_used(name: str) -> None:
    parameter = parameters()[name]
    assert parameter.label
    assert parameter.sources
    assert f'"{name}"' in CODE
    if parameter.origin is Origin.LAW:
        assert all(source.law for source in parameter.sources)
        assert not parameter.overridable
    else:
        assert not any(source.law for source in parameter.sources)


def test_a_choice_of_maillon_is_marked_as_such() -> None:
    for name, parameter in parameters().items():
        cited = {source.slug for source in parameter.sources}
        assert ("maillon" in cited) == (parameter.origin is Origin.MAILLON), name


@pytest.mark.parametrize("slug", sorted(sources()))
def test_the_law_was_read_on_a_known_day(slug: str) -> None:
    source = sources()[slug]
    assert source.citation.text
    if source.law:
        assert dt.date.fromisoformat(source.citation.checked_on) <= dt.datetime.now(tz=dt.UTC).date()


def test_every_source_serves() -> None:
    cited = {source.slug for parameter in parameters().values() for source in parameter.sources}
    shipped = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FRAMEWORKS.glob("*.yaml")))
    idle = [slug for slug in sources() if slug not in cited and slug not in shipped and slug not in CODE]
    assert [slug for slug in idle if not slug.startswith("report_card_")] == []


def test_every_rule_has_a_source() -> None:
    report = _report()
    for answer in (*report.propositions, *report.legal):
        assert answer.source.text, answer.id
        assert answer.title, answer.id
    assert all(question.source in sources() for question in (*ENGAGEMENT, *TRANSVERSALITY))
    assert all(kind.citations for kind in frameworks())


def test_the_report_is_cited_without_a_year_that_it_does_not_bear() -> None:
    texts = [source.citation.text for slug, source in sources().items() if slug.startswith("report_")]
    assert not [text for text in texts if re.search(r"\b(19|20)\d\d\b", text)]


@pytest.mark.parametrize("proposition", PROPOSITIONS, ids=lambda proposition: proposition.id)
def test_the_reference_page_tells_each_proposition(proposition) -> None:  # type: ignore[no-untyped-def]  # a proposition
    section = re.search(rf"^### {proposition.id} (.*?)(?=^##)", PAGE + "\n## ", re.MULTILINE | re.DOTALL)
    assert section is not None
    for word in ("respectée", "non respectée", "sans objet", "sans réponse"):
        assert f"**{word}**" in section[1], word


@pytest.mark.parametrize("name", sorted(parameters()))
def test_the_reference_page_gives_each_parameter_its_value(name: str) -> None:
    parameter = parameters()[name]
    (row,) = re.findall(rf"^\| `{name}` \|.*$", PAGE, re.MULTILINE)
    assert parameter.label in row
    assert all(shown(dated.value) in row for dated in parameter.values)


def test_the_reference_page_names_every_legal_check() -> None:
    assert [answer.id for answer in _report().legal if f"`{answer.id}`" not in PAGE] == []


def test_the_page_on_families_explains_every_question_with_its_weight() -> None:
    for question in (*ENGAGEMENT, *TRANSVERSALITY):
        assert re.search(rf"^\| `{question.slug}` \|.*\| {question.weight} \|", QUESTIONS, re.MULTILINE), question.slug


def test_yaml_of_the_rules_holds_no_float() -> None:
    def floats(value: object) -> bool:
        if isinstance(value, dict):
            return any(map(floats, value.values()))
        return any(map(floats, value)) if isinstance(value, list) else isinstance(value, float)

    files = [*PARAMETERS.glob("*.yaml"), *FRAMEWORKS.glob("*.yaml")]
    assert [path.name for path in files if floats(yaml_table(path))] == []
