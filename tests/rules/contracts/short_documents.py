"""Turn the short documents of the tables of cases into facts."""

from typing import Any

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.facts import from_document
from maillon.rules.contracts.facts import ContractFacts

BASE = {"format": "maillon-contract/1", "id": "contrat", "title": "Contrat"}


def facts_of(case: dict[str, Any]) -> ContractFacts:
    """Build the facts of a case.

    `document` holds fields of the format; the contract is in force and of no known kind unless said otherwise.
    `parties` names signatories by identifier and kind; `population` gives inhabitants by party.
    """
    given = dict(case.get("document") or {})
    told = {party["id"] for party in given.get("parties", [])}
    parties = [
        {"id": slug, "institution": {"name": f"Partie {slug}", "kind": kind, "territory": slug}}
        for slug, kind in case.get("parties", {}).items()
        if slug not in told
    ]
    document = ContractDocument.model_validate(
        {
            **BASE,
            "kind": case.get("kind", "autre"),
            "state": "in_force",
            **given,
            "parties": parties + given.get("parties", []),
        }
    )
    return from_document(document, population_of=case.get("population", {}).get)
