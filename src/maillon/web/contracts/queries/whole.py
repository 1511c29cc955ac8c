"""From documents as received to documents with what they inherit."""

import hashlib
from collections.abc import Iterable, Mapping

from maillon.documents.contract.consolidate import Consolidated, consolidate
from maillon.documents.contract.document import ContractDocument, Extends
from maillon.documents.contract.loading import Loaded, dump, loads
from maillon.web.contracts.models import Contract, Record


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
    shas: dict[str, str] = dict(Contract.objects.filter(slug__in=list(slugs)).values_list("slug", "sha256"))
    shas |= signed or {}
    rows = Record.objects.filter(contract__slug__in=list(slugs), sha256__in=set(shas.values()))
    found: dict[str, Loaded] = {}
    for slug, mark, text in (
        rows.order_by("contract", "rank").values_list("contract__slug", "sha256", "text").iterator()
    ):
        if shas[slug] == mark:
            found[slug] = loads(text, name=slug, form="json")
    return found


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
    known = {contract.slug: loaded or latest([contract.slug])[contract.slug]}
    signed, asking = trunk_of(contract), known[contract.slug]
    while asking.document.extends and asking.document.extends.contract not in known:
        above = latest([asking.document.extends.contract], signed=signed)
        if not above:
            break
        known |= above
        asking = next(iter(above.values()))
        signed = trunk_of(Contract.objects.select_related("extends").get(slug=asking.document.id))
    return whole(known[contract.slug], known)
