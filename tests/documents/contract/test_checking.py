"""Identifiers, dates, amounts and territories that do not agree."""

import pytest
from samples import WHOLE

from maillon.documents.contract import references
from maillon.documents.contract.checking import checked, examine
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import loads
from maillon.documents.contract.outline import classes
from maillon.rules.problem import InputError

ERRORS = [
    ("owner: metropole", "owner: metropol", "actions[0].owner", "Peut-être « metropole »"),
    ("theme: dechets", "theme: services", "actions[0].theme", "existe dans la liste goals"),
    ("objective: proximite", "objective: loin", "actions[0].objective", "liste objectives"),
    ("goals: [services]", "goals: [services, x]", "actions[0].goals[1]", "liste goals"),
    ("funder: etat", "funder: region", "actions[0].financing[0].funder", "liste parties"),
    ("reference: etude", "reference: etudes", "actions[0].sources[0].reference", "Peut-être « etude »"),
    ("article: objet", "article: rien", "clauses.review.article", "liste articles"),
    ("party: metropole", "party: x", "bodies[0].members[0].party", "liste parties"),
    ("action: dechetteries", "action: x", "commitments[0].action", "liste actions"),
    ("id: etat,", "id: metropole,", "parties[1].id", "sert déjà à parties[0]"),
    (
        "siren: '243700754'",
        "siren: '243700754', siret: '35600000000048'",
        "parties[0].institution.siret",
        "ne commence pas",
    ),
    ("kind: etat}", "kind: etat, siren: '243700754'}", "parties[1].institution.siren", "même SIREN"),
    ("kind: etat}", "kind: etat, siret: '24370075400035'}", "parties[1].institution.siret", "même SIREN"),
    ("kind: reciprocity_contract", "kind: reciprocite", "kind", "Peut-être « reciprocity_contract »"),
    ("id: contrat\n", "id: contrat\npredecessor: contrat\n", "predecessor", "se succéder"),
    ("id: contrat\n", "id: contrat\nparent: {contract: contrat}\n", "parent.contract", "chapeau"),
    (
        "id: contrat\n",
        "id: contrat\nextends: {contract: contrat, included: true}\n",
        "extends.contract",
        "tronc commun",
    ),
    (
        "owner: metropole",
        "owner: metropole\n    shared_with: [contrat]",
        "actions[0].shared_with[0]",
        "déjà dans ce contrat",
    ),
    ("class: partner}", "class: partner, period: {end: 2019-12-31}}", "parties[1].period", "jamais présente"),
    ("planned: 700", "planned: 9999999999999", "actions", "toute échelle plausible"),
    ("'37261'", "'37999'", "perimeter.communes[0]", "aucun territoire"),
    ("['243700754']", "['200072650', '356000000']", "perimeter.epci[1]", "aucun territoire"),
    ("'37261'", "'01033', '01091'", "perimeter.communes[1]", "Remplacer 01091 par 01033"),
]
WARNINGS = [
    ("base: 1000", "base: 2000", "actions[0].financing[0].base", "dépasse le coût"),
    ("planned: 300", "planned: 500", "actions[0].financing[0].rate", "la ligne dit 500"),
    ("planned: 700", "planned: 900", "actions[0].financing", "dépassent le coût"),
    ("{excluding_tax: 1000}", "{excluding_tax: 2000, including_tax: 1500}", "actions[0].cost", "toutes taxes"),
    (
        "owner: metropole",
        "owner: metropole\n    calendar: {end: 2030-01-01}",
        "actions[0].calendar",
        "dépasse la période",
    ),
    ("class: partner}", "class: partner, period: {end: 2027-12-31}}", "parties[1].period", "dépasse la période"),
    ("id: contrat\n", "id: contrat\nsigned_on: 2027-01-01\n", "signed_on", "après sa fin"),
    ("'37261'", "'37261', '37261'", "perimeter.communes[1]", "deux fois"),
    ("kind: etat}", "kind: etat, territory: Ville}", "parties[1].institution.territory", "aucun territoire actuel"),
]


def test_a_sound_document_has_nothing_to_say() -> None:
    findings = examine(loads(WHOLE).document)
    assert (findings.errors, findings.warnings, findings.deferred) == ((), (), ())


@pytest.mark.parametrize(("old", "new", "where", "told"), ERRORS, ids=[case[1][:40] for case in ERRORS])
def test_errors(old: str, new: str, where: str, told: str) -> None:
    text = WHOLE.replace(old, new, 1)
    with pytest.raises(InputError) as refused:
        checked(loads(text))
    found = {problem.where: problem for problem in refused.value.problems}
    assert where in found, found
    assert told in str(found[where])
    line = found[where].line
    assert line is not None
    assert text.splitlines()[line - 1].strip()


@pytest.mark.parametrize(("old", "new", "where", "told"), WARNINGS, ids=[case[1][:40] for case in WARNINGS])
def test_warnings_do_not_refuse(old: str, new: str, where: str, told: str) -> None:
    findings = checked(loads(WHOLE.replace(old, new, 1)))
    assert where in [problem.where for problem in findings.warnings]
    assert told in " ".join(str(problem) for problem in findings.warnings)


def test_what_may_live_in_a_trunk_is_deferred() -> None:
    text = WHOLE.replace("id: contrat\n", "id: contrat\nextends: {contract: tronc}\n").replace(
        "owner: metropole", "owner: x"
    )
    findings = checked(loads(text))
    assert [problem.where for problem in findings.deferred] == ["actions[0].owner"]
    assert findings.errors == ()


def test_every_identifier_of_the_format_is_looked_for_or_left_on_purpose() -> None:
    from typing import get_type_hints

    from maillon.documents.contract.values import Slug

    def holds_slug(annotation: object) -> bool:
        from typing import get_args

        return annotation == Slug or any(holds_slug(part) for part in get_args(annotation))

    unknown = []
    for model in classes():
        for name, annotation in get_type_hints(model, include_extras=True).items():
            if name in ("id", "extra") or not holds_slug(annotation):
                continue
            lists = [found for kind, found in references.MENTIONS.items() if issubclass(model, kind)]
            left = [found for kind, found in references.ELSEWHERE.items() if issubclass(model, kind)]
            if not any(name in found for found in lists) and not any(name in found for found in left):
                unknown.append(f"{model.__name__}.{name}")
    assert unknown == []


def test_a_mention_names_a_field_that_exists() -> None:
    for model, fields in references.MENTIONS.items():
        assert set(fields) <= set(model.model_fields)
        for lists in fields.values():
            assert set(lists.split("|")) <= {*references.LISTS, "objectives"}
    assert set(references.LISTS) <= set(ContractDocument.model_fields)
