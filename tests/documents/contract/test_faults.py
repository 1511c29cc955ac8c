"""Every fault says where, what was expected and how to mend it, in French only."""

import re
from typing import Any, get_args

import pytest
from pydantic_core.core_schema import ErrorType
from samples import HEAD, refusals

from maillon.documents.contract import faults, outline, values, words
from maillon.documents.contract.labels import LABELS

CASES = [
    ("titre: x", "titre", "Peut-être « title »"),
    ("titel: x", "titel", "Peut-être « title »"),
    ("montant: 1", "montant", "extra"),
    ("notice_days: 1", "notice_days", "clauses.withdrawal.notice_days"),
    ("clauses: {revoyure: {}}", "clauses.revoyure", "Peut-être « review »"),
    ("id: Mon Contrat!", "id", "identifiant s’écrit en minuscules"),
    ("signed_on: 15/03/2019", "signed_on", "2019-03-15"),
    ("signed_on: 2019-02-30", "signed_on", "n’existe pas dans le calendrier. Donner un jour qui existe"),
    (r'title: "a\u202ecba"', "title", "sans caractère invisible"),
    ("signed_on: 20190315", "signed_on", "année-mois-jour"),
    ("signed_on: 0001-01-01", "signed_on", "1900"),
    ("generation: 0", "generation", "au moins 1"),
    ("generation: '1'", "generation", "sans guillemets"),
    ("generation: 1.5", "generation", "nombre entier"),
    ("family: projet", "family", "Peut-être « project »"),
    ("state: en vigueur", "state", "Peut-être « in_force »"),
    ("language: es", "language", "fr, en"),
    ("illustrative: oui", "illustrative", "Écrire true"),
    ("illustrative: 'false'", "illustrative", "Écrire false"),
    ("period: {start: 2026-01-01, end: 2020-01-01}", "period", "les échanger"),
    ("period: 2026", "period", "groupe de champs « Période »"),
    ("parties: metropole", "parties", "commençant par « - »"),
    ("parties: [{id: a}]", "parties[0].institution", "manque"),
    ("parties: [a]", "parties[0]", "groupe de champs « Partie »"),
    ("perimeter: {communes: [1004]}", "perimeter.communes[0]", "code INSEE"),
    ("perimeter: {epci: [243700755]}", "perimeter.epci[0]", "clé de contrôle"),
    ("perimeter: {regions: [Centre]}", "perimeter.regions[0]", "code d’une région"),
    ("actions: [{id: a, title: t, cost: {excluding_tax: -5}}]", "actions[0].cost.excluding_tax", "sans signe"),
    ("actions: [{id: a, title: t, cost: {excluding_tax: 5.123}}]", "actions[0].cost.excluding_tax", "deux chiffres"),
    ("actions: [{id: a, title: t, cost: {excluding_tax: '5,123'}}]", "actions[0].cost.excluding_tax", "deux chiffres"),
    (
        "actions: [{id: a, title: t, cost: {excluding_tax: .nan}}]",
        "actions[0].cost.excluding_tax",
        "5000.50, ou retirer",
    ),
    ("actions: [{id: a, title: t, cost: {excluding_tax: 1e30}}]", "actions[0].cost.excluding_tax", "montant"),
    ("actions: [{id: a, title: t, cost: {excluding_tax: 1e999}}]", "actions[0].cost.excluding_tax", "montant"),
    ("actions: [{id: a, title: t, cost: {excluding_tax: true}}]", "actions[0].cost.excluding_tax", "euros"),
    ("actions: [{id: a, title: t, cost: {excluding_tax: ٣}}]", "actions[0].cost.excluding_tax", "montant"),
    ("actions: [{id: a, title: t, financing: [{funder: e, rate: 25 %}]}]", "actions[0].financing[0].rate", "0.25"),
    ("actions: [{id: a, title: t, financing: [{funder: e, rate: 25}]}]", "actions[0].financing[0].rate", "0.25"),
    (
        "actions: [{id: a, title: t, financing: [{funder: e, base: 1, granted: 2}]}]",
        "actions[0].financing[0]",
        "dépasse l’assiette",
    ),
    ("clauses: {withdrawal: {notice_days: -3}}", "clauses.withdrawal.notice_days", "au moins 0"),
    ("extra: {Nom: {label: x, text: y}}", "extra.Nom", "minuscules"),
    ("extra: {nom: {label: x, number: 3}}", "extra.nom", "une seule valeur"),
    ("references: [{id: r, title: R, url: 'javascript:x'}]", "references[0].url", "https://"),
    ("extends: {contract: a, file: /etc/passwd}", "extends.file", "voisin"),
    ("summary:", "summary", ""),
    ("title:", "title", "vide"),
    ("title: 2026", "title", 'guillemets : "2026"'),
    ("title: ' '", "title", "vide"),
    (
        "clauses: {method_agreement: {parameters: {a: {value: []}}}}",
        "clauses.method_agreement.parameters.a.value",
        "paramètre",
    ),
]


@pytest.mark.parametrize(("line", "where", "words_told"), CASES, ids=[case[0][:40] for case in CASES])
def test_each_fault_has_its_place_and_its_remedy(line: str, where: str, words_told: str) -> None:
    name = line.partition(":")[0]
    text = re.sub(rf"^{name}:.*\n", "", HEAD, flags=re.MULTILINE) + line + "\n"
    problems = refusals(text)
    if not words_told:
        assert problems == []
        return
    assert [problem.where for problem in problems] == [where], [str(one) for one in problems]
    assert words_told in str(problems[0])
    assert problems[0].line == text.count("\n")


def test_a_title_beyond_the_limit() -> None:
    (problem,) = refusals(HEAD.replace("title: Contrat", f"title: {'a' * 401}"))
    assert "400 caractères" in str(problem)


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    problems = refusals(HEAD + "generation: 0\nfamily: x\nperiod: {start: hier}\nparties: [{id: A}]\n")
    assert [problem.line for problem in problems] == [5, 6, 7, 8, 8]


@pytest.mark.parametrize("kind", get_args(ErrorType))
@pytest.mark.parametrize("given", ["x", 3, None, [], {}])
def test_no_english_of_pydantic_reaches_a_reader(kind: str, given: Any) -> None:
    context = {"error": ValueError("une phrase")} if kind == "value_error" else {}
    path = ("actions", 0, "title")
    fault = {"type": kind, "loc": path, "msg": "English words", "input": given, "ctx": context}
    what, expected, remedy = faults._said(fault, path, {"actions": [{}]})  # type: ignore[arg-type]  # as pydantic makes it
    assert what
    assert "English" not in f"{what} {expected} {remedy}"


def test_every_pattern_says_what_it_wants() -> None:
    used = {
        value
        for name, value in vars(values).items()
        if name.isupper() and isinstance(value, str) and value.startswith("^")
    }
    read_by_functions = {
        values.AMOUNT_TEXT, values.RATE_TEXT, values.NUMBER_TEXT, values.DAY_TEXT, values.PARAMETER_TEXT,
    }  # fmt: skip
    assert used - read_by_functions == set(faults._PATTERNS)


def test_every_class_and_field_has_its_words() -> None:
    for model in outline.classes():
        assert words.of_class(model).title
        for name in outline.fields(model):
            told = words.of_field(model, name)
            assert told.title
            assert told.about.endswith((".", "?")), f"{model.__name__}.{name}"


def test_every_closed_list_has_its_labels() -> None:
    from enum import Enum

    found = {}
    for model in outline.classes():
        for annotation in outline.fields(model).values():
            held = outline.inner(annotation)
            if isinstance(held, type) and issubclass(held, Enum):
                found[held.__name__] = {str(member.value) for member in held}
    assert {name: set(labels) for name, labels in LABELS.items()} == found
