"""From documents as received to documents with what they inherit."""

import hashlib
from collections.abc import Iterable, Mapping

from django.db.models import F, Q

from maillon.documents.contract.consolidate import Consolidated, consolidate
from maillon.documents.contract.document import ContractDocument, Extends
from maillon.documents.contract.loading import Loaded, dump, loads
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Action, Contract, Record


def digest(document: ContractDocument) -> str:
    """Return the SHA-256 of a document's canonical JSON."""
    return hashlib.sha256(dump(document, "json").encode()).hexdigest()


def bare(document: ContractDocument) -> Loaded:
    """Return a document that came without a file, as one that was read."""
    return Loaded(document, "", document.id, "json")


def latest(slugs: Iterable[str], *, signed: Mapping[str, str] | None = None) -> dict[str, Loaded]:
    """Return the documents of record of these contracts, as they were received.

    Args:
        slugs: the contracts.
        signed: fingerprint of the text to read instead of the latest, for some of them.
    """
    told, older = list(slugs), signed or {}
    wanted = Q(contract__slug__in=[slug for slug in told if slug not in older], sha256=F("contract__sha256"))
    for slug, mark in older.items():
        wanted |= Q(contract__slug=slug, sha256=mark)
    rows = Record.objects.filter(wanted, contract__slug__in=told).order_by("contract", "rank")
    texts = dict(rows.values_list("contract__slug", "text"))
    return {slug: loads(text, name=slug, form="json") for slug, text in texts.items()}


def linked_to(contract: Contract) -> set[str]:
    """Return the slugs of the other contracts that a contract of the register names, its trunk left out."""
    shared = Action.objects.filter(contract=contract).exclude(shared_with=[]).values_list("shared_with", flat=True)
    return {slug for row in shared for slug in row} | {contract.parent_slug, contract.predecessor_slug} - {""}


def titles_of(slugs: Iterable[str], by: Actor) -> dict[str, str]:
    """Return the titles of these contracts, by slug, as far as the register knows them and the reader may see them."""
    rows = Contract.objects.visible_to(by).filter(slug__in=set(slugs))
    return dict(rows.order_by("slug").values_list("slug", "title"))


def trunk_of(contract: Contract) -> dict[str, str]:
    """Return the fingerprint of the trunk that a contract signed, by the trunk's slug; empty while it follows it."""
    return {contract.extends.slug: contract.trunk_sha256} if contract.extends and contract.trunk_sha256 else {}


def whole(loaded: Loaded, others: Mapping[str, Loaded]) -> Consolidated:
    """Merge into a document what it inherits, found in `others`.

    Raises:
        InputError: the trunks form a cycle, or what the document leaves out is not in its trunk.
    """

    def find(extends: Extends, _asking: Loaded) -> Loaded | None:
        return others.get(extends.contract)

    return consolidate(loaded, find)


def consolidated(contract: Contract, loaded: Loaded | None = None) -> Consolidated:
    """Return the document of record of a contract, with what it inherits from the documents of record above it.

    Args:
        contract: the contract.
        loaded: a text to read in place of its document of record: an amendment's.
    """
    chain, signed = [contract], dict[str, str]()
    while chain[-1].extends and chain[-1].extends not in chain:
        signed |= trunk_of(chain[-1])
        chain.append(chain[-1].extends)
    above = [one.slug for one in chain[1:]]
    known = latest(above if loaded else [contract.slug, *above], signed=signed)
    return whole(loaded or known[contract.slug], known)
