"""The demonstration is true: every fact has its source, every code exists, nothing invented passes for a fact."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from maillon.analytics.territories import communes_of, territory
from maillon.documents.contract.base import Part, SourceRef
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import dump, load, loads
from maillon.documents.contract.parties import Institution, InstitutionKind, Perimeter
from maillon.rules.governance.roles import Role
from maillon.rules.identifiers import valid_siren
from yaml_tables import yaml_table

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src" / "maillon" / "data" / "demo"
SEEDS = ROOT.parent / "shared" / "seeds"
FILES = sorted(path for folder in ("touraine", "cas-attestes", "illustrations") for path in (DEMO / folder).iterdir())
TOURAINE = [path for path in FILES if path.parent.name == "touraine"]
BILATERAL = [path for path in TOURAINE if path.stem != "accord-collectif"]
INVENTED = [path for path in FILES if path.parent.name == "illustrations"]
ATTESTED = [path for path in FILES if path not in INVENTED]
METROPOLE = "243700754"
READ_HERE = {"unadel-2020": ("003_",), "anpp-2018": ("001_", "002_"), "amf-2017": ("000_",)}

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def _document(path: Path) -> ContractDocument:
    return load(path).document


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for rank, item in enumerate(value):
            yield from _walk(item, f"{path}[{rank}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}")


def _parts(path: Path, kind: type = Part) -> list[tuple[str, Any]]:
    return [(where, part) for where, part in _walk(_document(path)) if isinstance(part, kind)]


def _letters(text: str) -> str:
    """Keep letters and digits: the studies' line breaks, quotes, hyphens and footnotes are not what is quoted."""
    return re.sub(r"[\W_]+", "", text.replace("œ", "oe")).lower()


@cache
def _seed(reference: str) -> str:
    prefixes = READ_HERE[reference]
    return "".join(
        _letters(file.read_text(encoding="utf-8")) for prefix in prefixes for file in sorted(SEEDS.glob(f"{prefix}*"))
    )


@every_file
def test_every_part_says_where_it_comes_from_or_that_it_is_illustrative(path: Path) -> None:
    silent = [where for where, part in _parts(path) if not part.sources and not part.illustrative]
    assert silent == []


@every_file
def test_every_source_is_a_reference_of_the_document(path: Path) -> None:
    document = _document(path)
    known = {reference.id for reference in document.references}
    cited = {source.reference for _, source in _walk(document) if isinstance(source, SourceRef)}
    assert cited <= known
    assert known <= cited


@every_file
def test_a_source_says_its_passage_and_a_quotation_is_short(path: Path) -> None:
    passages = [source.passage for _, source in _walk(_document(path)) if isinstance(source, SourceRef)]
    assert all(passages)
    quoted = [words for passage in passages for words in re.findall("«(.*)»", passage or "")]
    assert [words for words in quoted if len(words.split()) > 25] == []


@pytest.mark.parametrize("path", ATTESTED, ids=lambda path: path.stem)
def test_every_quotation_stands_in_the_text_it_is_taken_from(path: Path) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the studies that the demonstration quotes are not on this machine")
    lost = [
        (source.reference, piece)
        for _, source in _walk(_document(path))
        if isinstance(source, SourceRef) and source.reference in READ_HERE
        for words in re.findall("«(.*)»", source.passage or "")
        for piece in words.split("[…]")
        if _letters(piece) not in _seed(source.reference)
    ]
    assert lost == []


@pytest.mark.parametrize("path", ATTESTED, ids=lambda path: path.stem)
def test_an_attested_document_is_an_excerpt_and_invents_nothing(path: Path) -> None:
    document = _document(path)
    assert document.excerpt
    assert [where for where, part in _parts(path) if part.illustrative] == []


@pytest.mark.parametrize("path", ATTESTED, ids=lambda path: path.stem)
def test_the_text_of_an_attested_article_says_that_it_is_a_summary(path: Path) -> None:
    assert all(article.text is None or article.text.startswith("D’après") for article in _document(path).articles)


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_an_invented_document_says_so_in_its_title_its_summary_and_each_part(path: Path) -> None:
    document = _document(path)
    assert "illustratif" in document.title
    assert "inventé" in (document.summary or "")
    assert [where for where, part in _parts(path) if not part.illustrative and not isinstance(part, Institution)] == []


@every_file
def test_no_person_is_named(path: Path) -> None:
    assert [party.id for party in _document(path).parties if party.person] == []


@every_file
def test_every_code_is_today_s(path: Path) -> None:
    codes = {code for _, perimeter in _parts(path, Perimeter) for code in (*perimeter.communes, *perimeter.epci)}
    codes |= {f"DEP-{code}" for _, perimeter in _parts(path, Perimeter) for code in perimeter.departements}
    codes |= {f"REG-{code}" for _, perimeter in _parts(path, Perimeter) for code in perimeter.regions}
    codes |= {institution.territory for _, institution in _parts(path, Institution) if institution.territory}
    assert {code for code in codes if territory(code) is None} == set()


@every_file
def test_an_intercommunality_has_the_siren_and_the_territory_of_the_reference_data(path: Path) -> None:
    groups = [found for _, found in _parts(path, Institution) if found.kind is InstitutionKind.EPCI]
    assert all(found.siren and found.territory == found.siren for found in groups)
    assert {found.siren for found in groups if territory(found.siren or "", "epci") is None} == set()


@every_file
def test_a_document_survives_a_round_trip(path: Path) -> None:
    document = _document(path)
    assert loads(dump(document, "json"), form="json").document == document
    assert loads(dump(document)).document == document


def test_identifiers_are_unique() -> None:
    names = [_document(path).id for path in FILES]
    assert len(set(names)) == len(names)


def test_touraine_has_the_ten_communities_of_the_departement_and_its_metropole() -> None:
    trunk = _document(DEMO / "touraine" / "accord-collectif.yaml")
    groups = {party.institution.siren for party in trunk.parties if party.institution.kind is InstitutionKind.EPCI}
    indre_et_loire = set(communes_of("DEP-37"))
    owners = {found.epci for code in indre_et_loire if (found := territory(code, "commune"))}
    assert groups == owners
    assert len(groups) == 11
    assert trunk.perimeter is not None
    covered = {commune for code in trunk.perimeter.epci for commune in communes_of(code)}
    assert covered == indre_et_loire


def test_each_bilateral_contract_extends_the_trunk_and_signs_for_one_community() -> None:
    seen = set()
    for path in BILATERAL:
        document = _document(path)
        assert document.extends is not None
        assert document.extends.contract == "touraine-accord-collectif"
        assert document.extends.file is not None
        assert (path.parent / document.extends.file).is_file()
        (party,) = document.parties
        assert document.perimeter is not None
        assert set(document.perimeter.epci) == {METROPOLE, party.institution.siren}
        seen.add(party.institution.siren)
    assert len(seen) == 10


def test_touraine_says_no_day_of_signature_and_no_amount_but_the_one_that_the_study_gives() -> None:
    documents = [_document(path) for path in TOURAINE]
    assert {document.signed_on for document in documents} == {None}
    amounts = [
        line.amount.euros
        for document in documents
        for action in document.actions
        for line in action.financing
        if line.amount is not None
    ]
    assert amounts == [5000]
    envelopes = [envelope for document in documents for envelope in document.envelopes]
    assert [envelope.amount.euros for envelope in envelopes if envelope.amount] == [0]


def test_the_study_s_contradictions_are_kept() -> None:
    trunk = _document(DEMO / "touraine" / "accord-collectif.yaml")
    values = {
        disagreement.label: [said.value for said in disagreement.assertions] for disagreement in trunk.disagreements
    }
    assert values["Nombre d’actions stratégiques identifiées"] == ["18\u00a0actions", "21\u00a0actions"]


def test_populations_that_are_set_against_the_study_s_are_those_of_the_reference_data() -> None:
    metropole, touraine = territory(METROPOLE), territory("DEP-37")
    assert metropole is not None
    assert touraine is not None
    trunk = _document(DEMO / "touraine" / "accord-collectif.yaml")
    used = [said.value for found in trunk.disagreements for said in found.assertions if said.used]
    digits = {re.sub(r"\D", "", value.partition("habitants")[0]) for value in used}
    assert {str(metropole.population), str(touraine.population)} <= digits


def test_themes_without_action_are_kept() -> None:
    trunk = _document(DEMO / "touraine" / "accord-collectif.yaml")
    served = {action.theme for action in trunk.actions}
    assert {theme.id for theme in trunk.themes} - served == {"inondation", "culture", "couverture-4g"}
    assert len(trunk.themes) == 10


def test_attachments_join_documents_of_the_demonstration_to_goals_that_exist() -> None:
    documents = {_document(path).id: _document(path) for path in FILES}
    attachments = yaml_table(DEMO / "attachments.yaml")
    assert attachments
    for attachment in attachments:
        assert attachment["illustrative"] is True
        assert attachment["contract"] in documents
        assert attachment["goal"] in {goal.id for goal in documents[attachment["strategy"]].goals}


def test_an_action_shared_by_two_contracts_says_so_in_both_and_costs_the_same() -> None:
    shared = {
        (document.id, action.id): action
        for document in map(_document, FILES)
        for action in document.actions
        if action.shared_with
    }
    assert shared
    for (document_id, action_id), action in shared.items():
        for other in action.shared_with:
            twin = shared[other, action_id]
            assert document_id in twin.shared_with
            assert (twin.cost, twin.financing) == (action.cost, action.financing)


def test_the_illustrative_actions_are_paid_to_the_cent() -> None:
    document = _document(DEMO / "illustrations" / "mobilites-et-emploi.yaml")
    for action in document.actions:
        assert action.cost is not None
        assert action.cost.total is not None
        assert sum(line.amount.cents for line in action.financing if line.amount) == action.cost.total.cents


def test_demo_accounts_give_each_role_once_and_can_receive_no_mail() -> None:
    accounts = yaml_table(DEMO / "accounts.yaml")
    assert sorted(account["role"] for account in accounts) == sorted(role for role in Role if role is not Role.VISITOR)
    assert len({account["email"] for account in accounts}) == len(accounts)
    for account in accounts:
        assert account["email"].endswith(".invalid")
        assert account["label"].startswith("Compte de démonstration — ")
        institution = Institution.model_validate(account["institution"])
        assert territory(institution.territory or "") is not None
        if institution.siren:
            known = territory(institution.siren)
            assert known is not None
            assert known.siren == institution.siren or known.code == institution.siren


def test_the_example_list_has_five_lines_of_which_two_are_faulty() -> None:
    with (DEMO / "listes" / "exemple-crte.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 5
    faulty = [row for row in rows if not row["id_crte"] or not valid_siren(row["siren_groupement"])]
    assert len(faulty) == 2
    assert all("exemple" in row["lib_crte"] for row in rows)
    assert all(territory(row["siren_groupement"], "epci") for row in rows if row not in faulty)
