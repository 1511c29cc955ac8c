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


def latest(slugs: Iterable[str]) -> dict[str, Loaded]:
    """Return the documents of record of these contracts, as they were received."""
    shas = dict(Contract.objects.filter(slug__in=list(slugs)).values_list("pk", "sha256"))
    rows = Record.objects.filter(contract__in=list(shas), sha256__in=set(shas.values())).order_by("contract", "rank")
    found: dict[str, Loaded] = {}
    for slug, text in rows.values_list("contract__slug", "text").iterator():
        found[slug] = loads(text, name=slug, form="json")
    return found


def whole(loaded: Loaded, others: Mapping[str, Loaded]) -> Consolidated:
    """Merge into a document what it inherits, found in `others`.

    Raises:
        InputError: the trunks form a cycle, or what the document leaves out is not in its trunk.
    """

    def find(extends: Extends, _asking: Loaded) -> Loaded | None:
        return others.get(extends.contract)

    return consolidate(loaded, find)


def consolidated(contract: Contract) -> Consolidated:
    """Return the document of record of a contract, with what it inherits from the documents of record above it."""
    known = latest([contract.slug])
    loaded = known[contract.slug]
    asking = loaded
    while asking.document.extends and asking.document.extends.contract not in known:
        above = latest([asking.document.extends.contract])
        if not above:
            break
        known |= above
        asking = next(iter(above.values()))
    return whole(loaded, known)
