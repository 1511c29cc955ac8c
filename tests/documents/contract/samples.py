"""Small documents that tests start from."""

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import loads
from maillon.rules.problem import InputError, Problem

HEAD = "format: maillon-contract/1\nid: contrat\ntitle: Contrat\nkind: reciprocity_contract\n"
WHOLE = (
    HEAD
    + """\
period: {start: 2020-01-01, end: 2026-12-31}
perimeter: {communes: ['37261'], epci: ['243700754']}
references:
  - {id: etude, title: Une étude}
parties:
  - {id: metropole, institution: {name: Tours Métropole Val de Loire, kind: epci, siren: '243700754'}}
  - {id: etat, institution: {name: État, kind: etat}, class: partner}
goals:
  - {id: services, title: Des services proches}
themes:
  - id: dechets
    title: Déchets
    goal: services
    objectives: [{id: proximite, title: Proximité}]
articles:
  - {id: objet, title: Objet, text: Le contrat a un objet.}
clauses:
  review: {midterm: true, article: objet}
actions:
  - id: dechetteries
    title: Accès aux déchetteries
    theme: dechets
    objective: proximite
    goals: [services]
    owner: metropole
    cost: {excluding_tax: 1000}
    financing:
      - {funder: etat, base: 1000, rate: 0.3, planned: 300, year: 2022}
      - {funder: metropole, planned: 700, own_contribution: true}
    sources: [{reference: etude, passage: p. 3}]
bodies:
  - {id: conference, name: Conférence, kind: conference, members: [{party: metropole, role: chair}]}
commitments:
  - {id: promesse, by: metropole, to: [etat], what: Ouvrir, action: dechetteries}
"""
)


def whole() -> ContractDocument:
    """Return a document that has a little of everything and no fault."""
    return loads(WHOLE).document


def refusals(text: str, form: str | None = None) -> list[Problem]:
    """Return the problems of a text, none when it is accepted."""
    try:
        loads(text, form=form)  # type: ignore[arg-type]  # tests give both forms as text
    except InputError as error:
        return list(error.problems)
    return []
