"""One contract: parties and bodies, commitments, checks, documents and sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.rules.wording import language
from maillon.web.common.parts import Download
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.labels import CHECK_STATUSES
from maillon.web.contracts.models import Action, Contract, ContractContent, Record
from maillon.web.contracts.queries.contract import exchanges
from maillon.web.contracts.queries.linked import linked, told
from maillon.web.contracts.queries.places import places
from maillon.web.contracts.queries.whole import consolidated
from maillon.web.contracts.services.importing import answers as answers_of
from maillon.web.contracts.views.shell import document_of, found, reader, shell

STATUSES = ("not_met", "met", "unknown", "not_applicable")
LEGAL_STATUSES = ("breach", "warning", "ok", "unknown", "not_applicable")
FOLDED = frozenset({"unknown", "not_applicable"})


@require_safe
def parties(request: SiteRequest, slug: str) -> HttpResponse:
    """Show who is in the contract, and the bodies that run it."""
    contract = found(request, slug)
    document = document_of(contract)
    words = reader(document)
    rows = {row.ref: row for row in contract.party_set.select_related("institution")}
    names = {party.id: party.institution.name for party in document.parties}
    inherited = dict(contract.body_set.values_list("ref", "inherited"))
    return render(
        request,
        "contracts/parties.html",
        {
            **shell(contract, "contract-parties"),
            "parties": [
                (party, rows[party.id], words.cited((*party.sources, *party.institution.sources)))
                for party in document.parties
                if party.id in rows
            ],
            "bodies": [
                {
                    "body": body,
                    "inherited": inherited.get(body.id, False),
                    "members": [(names.get(seat.party, seat.party), seat) for seat in body.members],
                    "run_by": names.get(body.run_by or "", ""),
                    "cited": words.cited(body.sources),
                }
                for body in document.bodies
            ],
        },
    )


@require_safe
def commitments(request: SiteRequest, slug: str) -> HttpResponse:
    """Show what each party promised, brings and receives."""
    contract = found(request, slug)
    document = document_of(contract)
    words = reader(document)
    names = {party.id: party.institution.name for party in document.parties}
    titles = dict(Action.objects.filter(contract=contract).values_list("ref", "title"))
    inherited = dict(contract.commitment_set.values_list("ref", "inherited"))
    return render(
        request,
        "contracts/commitments.html",
        {
            **shell(contract, "contract-commitments"),
            "commitments": [
                {
                    "one": one,
                    "by": names.get(one.by, one.by),
                    "to": [names.get(party, party) for party in one.to],
                    "action": titles.get(one.action or "", ""),
                    "inherited": inherited.get(one.id, False),
                    "cited": words.cited(one.sources),
                }
                for one in document.commitments
            ],
            "exchanges": exchanges(contract, names),
        },
    )


@require_safe
def checks(request: SiteRequest, slug: str) -> HttpResponse:
    """Show what the contract answers to the 25 propositions and to the legal checks."""
    contract = found(request, slug)
    answers = _answers(contract)
    links = linked(contract, request.actor)
    propositions, legal = ([told(one, links) for one in answers.get(kind, [])] for kind in ("propositions", "legal"))
    read = places(
        contract, document_of(contract), {path for one in (*propositions, *legal) for path in one["evidence"]}
    )
    for one in (*propositions, *legal):
        one["places"] = [read[path] for path in one["evidence"]]
    return render(
        request,
        "contracts/checks.html",
        {
            **shell(contract, "contract-checks"),
            "groups": _by_status(propositions, STATUSES),
            "legal": _by_status(legal, LEGAL_STATUSES),
            "on": date.fromisoformat(answers["on"]) if answers.get("on") else None,
            "sentence": _sentence(Counter(one["status"] for one in propositions)),
        },
    )


def _answers(contract: Contract) -> dict[str, Any]:
    """The answers of a contract: those kept, which are in French, or the same worded anew for another reader."""
    kept: dict[str, Any] = ContractContent.objects.values_list("checks", flat=True).get(contract=contract)
    if language.get() == "fr" or not kept.get("on"):
        return kept
    return answers_of(consolidated(contract).document, on=date.fromisoformat(kept["on"])).as_dict()


def _sentence(counts: Counter[str]) -> str:
    met, not_met, silent, apart = (counts[status] for status in ("met", "not_met", "unknown", "not_applicable"))
    others = (
        (not_met, ngettext("%(n)s non respectée", "%(n)s non respectées", not_met)),
        (silent, ngettext("%(n)s sans réponse dans le document", "%(n)s sans réponse dans le document", silent)),
        (apart, ngettext("%(n)s sans objet", "%(n)s sans objet", apart)),
    )
    kept = ngettext("%(n)s respectée", "%(n)s respectées", met) % {"n": met}
    parts = (kept, *(words % {"n": count} for count, words in others if count))
    return _("Sur 25 propositions du rapport : {parts}.").format(parts=", ".join(parts))


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of one status; those that say little are folded."""

    status: str
    answers: list[dict[str, Any]]

    @property
    def title(self) -> str:
        """What people read above these answers."""
        return str(CHECK_STATUSES[self.status] % len(self.answers))

    @property
    def folded(self) -> bool:
        """Tell whether the page folds these answers."""
        return self.status in FOLDED


def _by_status(answers: list[dict[str, Any]], statuses: Sequence[str]) -> list[Group]:
    found = [Group(status, [one for one in answers if one["status"] == status]) for status in statuses]
    return [group for group in found if group.answers]


@require_safe
def documents(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the files to take away, the sources, and the facts on which sources disagree."""
    contract = found(request, slug)
    document = document_of(contract)
    words = reader(document)
    records = list(Record.objects.filter(contract=contract).defer("text"))
    return render(
        request,
        "contracts/documents.html",
        {
            **shell(contract, "contract-documents"),
            "document": document,
            "extra": words.extras(document),
            "extra_inside": list(words.extras_inside(document)),
            "files": _files(contract),
            "records": records,
            "disagreements": [
                (one, [(said, words.cited(said.sources)) for said in one.assertions]) for one in document.disagreements
            ],
        },
    )


def _files(contract: Contract) -> list[Download]:
    titles = {
        "pdf": _("Le contrat entier, à lire et imprimer"),
        "docx": _("Le contrat entier, à annoter"),
        "xlsx": _("Actions, financements, parties"),
        "yaml": _("Le document de référence, à relire et corriger"),
        "json": _("Le document de référence, pour les logiciels"),
    }
    return [
        Download(title, reverse("contract-download", args=[contract.slug, form]), form.upper())
        for form, title in titles.items()
    ]
