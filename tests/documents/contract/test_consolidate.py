"""A contract with what it inherits."""

from pathlib import Path

import pytest
from samples import HEAD, WHOLE

from maillon.documents.contract.consolidate import consolidate, examine
from maillon.documents.contract.finding import among, on_disk, whole
from maillon.documents.contract.loading import Loaded, dump, load, loads
from maillon.rules.problem import InputError

TRUNK = WHOLE.replace("id: contrat\n", "id: tronc\nsigned_on: 2020-02-01\nstate: signed\n") + (
    "extra: {a: {label: A, text: tronc}, b: {label: B, text: tronc}}\n"
)
CHILD = (
    HEAD
    + """\
extends: {contract: tronc}
articles:
  - {id: propre, title: Partie propre}
  - {id: objet, title: Objet propre}
clauses:
  data: {shared: true}
actions:
  - {id: dechetteries, title: Autre accès, owner: metropole}
  - {id: nouvelle, title: Nouvelle action, owner: cc}
parties:
  - {id: cc, institution: {name: Une communauté, kind: epci}}
extra: {a: {label: A, text: propre}}
"""
)


def _both(child: str = CHILD, *trunks: str) -> tuple[Loaded, list[Loaded]]:
    return loads(child), [loads(text) for text in (trunks or (TRUNK,))]


def test_elements_are_merged_by_identifier_in_the_order_of_the_trunk() -> None:
    child, trunks = _both()
    found = consolidate(child, among(trunks))
    document = found.document
    assert [one.id for one in document.articles] == ["objet", "propre"]
    assert [one.title for one in document.articles] == ["Objet propre", "Partie propre"]
    assert [one.id for one in document.actions] == ["dechetteries", "nouvelle"]
    assert document.actions[0].title == "Autre accès"
    assert document.actions[0].cost is None, "an element is replaced whole"
    assert [one.id for one in document.parties] == ["metropole", "etat", "cc"]
    assert document.clauses.review is not None
    assert document.clauses.data is not None
    assert {key: field.text for key, field in document.extra.items()} == {"a": "propre", "b": "tronc"}
    assert document.perimeter == trunks[0].document.perimeter
    assert document.period == trunks[0].document.period


def test_what_identifies_the_contract_is_not_inherited() -> None:
    child, trunks = _both()
    document = consolidate(child, among(trunks)).document
    assert (document.id, document.title, document.signed_on, document.state) == ("contrat", "Contrat", None, None)


def test_each_element_says_where_it_comes_from() -> None:
    child, trunks = _both()
    found = consolidate(child, among(trunks))
    told = {path: (one.status, one.contract) for path, one in found.origin.items()}
    assert told["actions.dechetteries"] == ("overridden", "contrat")
    assert told["actions.nouvelle"] == ("own", "contrat")
    assert told["parties.etat"] == ("inherited", "tronc")
    assert told["clauses.review"] == ("inherited", "tronc")
    assert told["clauses.data"] == ("own", "contrat")
    assert told["extra.a"] == ("overridden", "contrat")
    assert told["perimeter"] == ("inherited", "tronc")
    assert found.as_dict()["chain"] == ["contrat", "tronc"]


def test_a_consolidated_document_stands_alone() -> None:
    child, trunks = _both()
    document = consolidate(child, among(trunks)).document
    again = consolidate(loads(dump(document)), among([]))
    assert again.whole
    assert again.document == document
    assert examine(again).errors == ()


def test_without_drops_what_is_not_taken() -> None:
    text = CHILD.replace(
        "{contract: tronc}",
        "{contract: tronc, without: [commitments, clauses.review, goals.services, perimeter, extra.b]}",
    )
    child, trunks = _both(text)
    document = consolidate(child, among(trunks)).document
    assert document.commitments == ()
    assert document.clauses.review is None
    assert document.goals == ()
    assert document.perimeter is None
    assert list(document.extra) == ["a"]


def test_without_something_the_trunk_does_not_hold() -> None:
    child, trunks = _both(CHILD.replace("{contract: tronc}", "{contract: tronc, without: [clauses.reveiw, title]}"))
    with pytest.raises(InputError) as refused:
        consolidate(child, among(trunks))
    first, second = refused.value.problems
    assert (first.where, first.line) == ("extends.without[0]", 5)
    assert "clauses.review" in first.remedy
    assert second.where == "extends.without[1]"


def test_a_missing_trunk_is_told_and_nothing_is_invented() -> None:
    found = consolidate(loads(CHILD), among([]))
    assert (found.whole, found.missing) == (False, "tronc")
    assert found.document == loads(CHILD).document
    assert examine(found).deferred


def test_trunks_of_trunks() -> None:
    middle = HEAD.replace("id: contrat", "id: milieu") + "extends: {contract: tronc}\nparties: []\nthemes: []\n"
    found = consolidate(loads(CHILD.replace("tronc}", "milieu}")), among([loads(TRUNK), loads(middle)]))
    assert [one.document.id for one in found.chain] == ["contrat", "milieu", "tronc"]
    assert found.origin["parties.etat"].contract == "tronc"
    assert found.document.themes


@pytest.mark.parametrize("length", [1, 2, 5])
def test_cycles_are_told_with_their_path(length: int) -> None:
    ids = [f"c{rank}" for rank in range(length)]
    loaded = [
        loads(HEAD.replace("id: contrat", f"id: {one}") + f"extends: {{contract: {ids[(rank + 1) % length]}}}\n")
        for rank, one in enumerate(ids)
    ]
    with pytest.raises(InputError, match="en rond") as refused:
        consolidate(loaded[0], among(loaded))
    assert " → ".join([*ids, ids[0]]) in str(refused.value)


def test_too_many_levels() -> None:
    loaded = [
        loads(HEAD.replace("id: contrat", f"id: c{rank}") + f"extends: {{contract: c{rank + 1}}}\n")
        for rank in range(20)
    ]
    with pytest.raises(InputError, match="niveaux"):
        consolidate(loaded[0], among(loaded))


def test_the_trunk_is_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "autre.yaml").write_text("id: tronc-bis\n", encoding="utf-8")
    (tmp_path / "tronc-commun.json").write_text(dump(loads(TRUNK).document, "json"), encoding="utf-8")
    (tmp_path / "contrat.yaml").write_text(CHILD, encoding="utf-8")
    assert whole(load(tmp_path / "contrat.yaml")).whole


def test_a_trunk_exported_under_its_identifier_is_found(tmp_path: Path) -> None:
    (tmp_path / "tronc.json").write_text(dump(loads(TRUNK).document, "json"), encoding="utf-8")
    child = CHILD.replace("{contract: tronc}", "{contract: tronc, file: commun.yaml}")
    (tmp_path / "contrat.yaml").write_text(child, encoding="utf-8")
    assert whole(load(tmp_path / "contrat.yaml")).whole


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("absent.yaml", None, "n’existe pas à côté"),
        ("autre.yaml", WHOLE.replace("id: contrat\n", "id: autre\n"), "contient le contrat « autre »"),
        ("casse.yaml", "format: [", "casse.yaml"),
    ],
)
def test_the_named_file_must_be_the_trunk(tmp_path: Path, file: str, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / file).write_text(content, encoding="utf-8")
    (tmp_path / "contrat.yaml").write_text(
        CHILD.replace("{contract: tronc}", f"{{contract: tronc, file: {file}}}"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=told):
        whole(load(tmp_path / "contrat.yaml"))


def test_uploads_never_make_files_be_read(tmp_path: Path) -> None:
    (tmp_path / "tronc.yaml").write_text(TRUNK, encoding="utf-8")
    (tmp_path / "contrat.yaml").write_text(CHILD, encoding="utf-8")
    assert consolidate(load(tmp_path / "contrat.yaml"), among([])).missing == "tronc"
    assert consolidate(loads(CHILD), on_disk()).missing == "tronc"


def test_a_fault_is_placed_in_the_file_that_holds_it() -> None:
    child = loads(CHILD.replace("owner: cc", "owner: inconnu"), name="contrat.yaml")
    trunk = loads(TRUNK.replace("by: metropole", "by: personne"), name="tronc.yaml")
    problems = {problem.where: problem.line for problem in examine(consolidate(child, among([trunk]))).errors}
    assert problems["actions[1].owner"] == next(
        rank for rank, line in enumerate(child.text.splitlines(), start=1) if "inconnu" in line
    )
    assert problems["tronc.yaml › commitments[0].by"] == next(
        rank for rank, line in enumerate(trunk.text.splitlines(), start=1) if "personne" in line
    )
