"""What every page of a contract shares: finding it, its sections, its sentence."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import PartyClass
from maillon.rules.money import Money
from maillon.web.common.parts import Figure, Tab
from maillon.web.common.queries import visible_or_404
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import euros, number
from maillon.web.contracts.describe import Reader
from maillon.web.contracts.labels import label
from maillon.web.contracts.models import Contract, Theme
from maillon.web.contracts.queries.listing import kind_name

SECTIONS = (
    ("contract", gettext_lazy("Vue d’ensemble")),
    ("contract-parties", gettext_lazy("Parties et instances")),
    ("contract-actions", gettext_lazy("Actions")),
    ("contract-money", gettext_lazy("Argent")),
    ("contract-commitments", gettext_lazy("Engagements")),
    ("contract-clauses", gettext_lazy("Clauses et calendrier")),
    ("contract-checks", gettext_lazy("Les 25 propositions")),
    ("contract-documents", gettext_lazy("Documents et sources")),
    ("contract-life", gettext_lazy("Vie du contrat")),
)

LISTS = (
    ("contracts", gettext_lazy("Contrats")),
    ("goals", gettext_lazy("Finalités")),
    ("institutions", gettext_lazy("Acteurs")),
)


def lists(here: str) -> dict[str, Any]:
    """Context of the tabs behind the door of contracts: its three lists."""
    return {"lists": [Tab(title, reverse(name)) for name, title in LISTS], "list_here": reverse(here)}


def found(request: SiteRequest, slug: str) -> Contract:
    """Return the contract of an address, when the reader may see it."""
    rows = Contract.objects.select_related("extends__extends", "content").defer("content__checks")
    return visible_or_404(rows, request.actor, slug=slug)


def document_of(contract: Contract) -> ContractDocument:
    """Return the consolidated document of a contract, its actions left out."""
    return ContractDocument.model_validate(contract.content.head)


def shell(contract: Contract, here: str) -> dict[str, Any]:
    """Context that every page of a contract needs."""
    counts = {"contract-parties": contract.parties_count, "contract-actions": contract.actions_count}
    address = {name: reverse(name, args=[contract.slug]) for name, _title in SECTIONS}
    return {
        "contract": contract,
        "sections": [
            *(Tab(title, address[name], counts.get(name)) for name, title in SECTIONS),
            *([Tab(_("Suivi"), reverse("monitoring", args=[contract.slug]))] if contract.public else []),
        ],
        "here": address[here],
    }


def reader(document: ContractDocument, themes: Sequence[Theme] = ()) -> Reader:
    """Return who words the parts of this document."""
    names = {party.id: party.institution.name for party in document.parties}
    names |= {body.id: body.name for body in document.bodies}
    names |= {theme.ref: theme.title for theme in themes} | {goal.id: goal.title for goal in document.goals}
    return Reader(document.references, names)


def sentence(contract: Contract, document: ContractDocument) -> str:
    """Say a contract in one sentence: what it is, between whom, over what, until when."""
    names = [party.institution.name for party in document.parties if party.party_class is PartyClass.SIGNATORY]
    kind = kind_name(contract.kind)
    if 2 <= len(names) <= 3:
        said = _("{kind} entre {names}").format(kind=kind, names=_listed([_with_article(name) for name in names]))
    else:
        count = ngettext("%(n)s signataire", "%(n)s signataires", len(names)) % {"n": len(names)} if names else ""
        said = ", ".join(part for part in (kind, count, contract.territory_name) if part)
    when = " ".join(part for part in (label("ContractState", contract.state).capitalize(), _dates(contract)) if part)
    return f"{said}. {when}." if when else f"{said}."


def _with_article(name: str) -> str:
    """Write the name of an institution inside a sentence."""
    if name == "État":
        return _("l’État")
    if name.startswith("État "):
        return _("l’{name}").format(name=name)
    first = name.partition(" ")[0]
    if first in {"Communauté", "Région", "Commune", "Préfecture", "Collectivité"}:
        return _("la {name}").format(name=name)
    return _("le {name}").format(name=name) if first in {"Département", "Pays", "Pôle", "Syndicat"} else name


def _listed(names: list[str]) -> str:
    return _("{first} et {last}").format(first=", ".join(names[:-1]), last=names[-1])


def _day(day: date) -> str:
    words = date_format(day, "j F Y")
    return words.replace("1 ", "1er ", 1) if day.day == 1 and (get_language() or "fr").startswith("fr") else words


def _dates(contract: Contract) -> str:
    start = _day(contract.start) if contract.start else ""
    end = _day(contract.end) if contract.end else ""
    if start and end:
        return _("du {start} au {end}").format(start=start, end=end)
    if start:
        return _("depuis le {start}").format(start=start)
    return _("jusqu’au {end}").format(end=end) if end else ""


def money_figure(contract: Contract) -> Figure:
    """The known financing of a contract; says when nothing is known, never zero."""
    href = reverse("contract-money", args=[contract.slug])
    if contract.amount_cents is None:
        return Figure("–", _("financement : aucun montant connu"), source=_("documents du contrat"), href=href)
    share = ngettext(
        "%(n)s action chiffrée sur %(all)s", "%(n)s actions chiffrées sur %(all)s", contract.actions_priced
    )
    value, unit = short_euros(contract.amount_cents)
    return Figure(
        value,
        _("de financement connu"),
        unit=unit,
        on=share % {"n": contract.actions_priced, "all": contract.actions_count},
        href=href,
    )


def short_euros(cents: int) -> tuple[str, str]:
    """Return an amount as a reader says it: ("12,5", "M€"), ("5 000", "€")."""
    for threshold, unit in ((10**11, "Md€"), (10**8, "M€")):
        if cents >= threshold:
            return number(Decimal(cents) / threshold, 1), unit
    return euros(Money(cents)).removesuffix("\u00a0€").removeprefix("€"), "€"
