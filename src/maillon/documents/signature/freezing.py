"""Freezing a version: the document that the parties will sign, in three forms that point at each other."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import tree_of
from maillon.documents.contract.parties import Party, PartyClass
from maillon.documents.signature.code import VersionCode
from maillon.rules.contracts.life.states import DRAFTING
from maillon.rules.journal.canonical import canonical
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, language, typeset

FORMAT = "maillon-frozen/1"
Form = Literal["canonical", "pdf", "docx"]
_MEMBERS = {"contract", "document", "format", "inherits", "number", "on", "own_sha256"}


@dataclass(frozen=True)
class Frozen:
    """A version that no longer changes.

    Attributes:
        contract: identifier of the contract.
        number: rank of the version, from 1.
        canonical: canonical JSON (RFC 8785) of the whole contract, what it inherits included; see `read_frozen`.
        own: canonical JSON of the contract's own document, what it inherits left out.
        pdf: PDF/A-2a and PDF/UA-1, with a code and signature pages; to be sealed.
        docx: the same in Word, for reading: only the PDF is signed.
    """

    contract: str
    number: int
    canonical: bytes
    own: bytes
    pdf: bytes
    docx: bytes

    @property
    def digests(self) -> dict[Form, str]:
        """The SHA-256 of each form, 64 hexadecimal digits."""
        return {"canonical": sha256(self.canonical), "pdf": sha256(self.pdf), "docx": sha256(self.docx)}

    @property
    def code(self) -> VersionCode:
        """What the printed code says."""
        return VersionCode(self.contract, self.number, sha256(self.canonical))


@dataclass(frozen=True)
class FrozenDocument:
    """What the canonical JSON of a frozen version says.

    Attributes:
        contract: identifier of the contract.
        number: rank of the version.
        on: day of the freezing.
        own_sha256: SHA-256 of the canonical JSON of the contract's own document.
        inherits: SHA-256 of the canonical JSON of each trunk, nearest first, by identifier.
        document: the whole contract.
    """

    contract: str
    number: int
    on: dt.date
    own_sha256: str
    inherits: tuple[tuple[str, str], ...]
    document: ContractDocument


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data`, 64 hexadecimal digits in lower case."""
    return hashlib.sha256(data).hexdigest()


def freeze(document: ContractDocument, *, consolidated: Consolidated, number: int, address: str, on: dt.date) -> Frozen:
    """Freeze a version: the same arguments give the same bytes, whatever the reader's language and the hour.

    Args:
        document: the contract's own document.
        consolidated: the same, with what it inherits.
        number: rank of the version, from 1.
        address: where the version can be read; printed.
        on: day of the freezing; printed.

    Raises:
        InputError: the trunk is missing, or the document is not the one that was consolidated.
    """
    problem = _fault(document, consolidated)
    if problem:
        raise InputError(problem)
    own = document_bytes(document)
    whole = canonical(
        {
            "contract": document.id,
            "document": tree_of(consolidated.document),
            "format": FORMAT,
            "inherits": [
                {"contract": one.document.id, "sha256": sha256(document_bytes(one.document))}
                for one in consolidated.chain[1:]
            ],
            "number": number,
            "on": on.isoformat(),
            "own_sha256": sha256(own),
        }
    )
    code = VersionCode(document.id, number, sha256(whole))
    pdf, docx = _set(consolidated, code, address, on)
    return Frozen(document.id, number, whole, own, pdf, docx)


def document_bytes(document: ContractDocument) -> bytes:
    """Return the canonical JSON (RFC 8785) of a document."""
    return canonical(tree_of(document))


def _fault(document: ContractDocument, consolidated: Consolidated) -> Problem | None:
    if consolidated.missing:
        what = _("le tronc commun « {trunk} » n’a pas été trouvé : la version serait incomplète")
        remedy = _("Ajouter le tronc commun, puis arrêter la version")
        return Problem(what.format(trunk=consolidated.missing), "extends.contract", remedy=remedy)
    if consolidated.chain[0].document != document:
        return Problem(_("le document n’est pas celui qui a été consolidé"), document.id)
    return None


@typeset()
def _set(consolidated: Consolidated, code: VersionCode, address: str, on: dt.date) -> tuple[bytes, bytes]:
    from maillon.documents.archive import repack
    from maillon.documents.exports.chapters import read
    from maillon.documents.exports.pdf import pdf
    from maillon.documents.exports.signing import Place, SigningPages
    from maillon.documents.exports.word import word

    document = consolidated.document
    token = language.set(document.language)
    try:
        version = _("Version n° {number} arrêtée le {day}")
        fingerprint = _("Empreinte SHA-256 du document canonique : {digest}")
        signing = SigningPages(
            tuple(Place(one.institution.name, _signatory(one)) for one in _signatories(document)),
            version.format(number=code.number, day=on.strftime("%d/%m/%Y")),
            address,
            fingerprint.format(digest=code.sha256),
            code.svg(),
            code.png(),
        )
        reading = read(_lasting(consolidated))
        return pdf(reading, on, signing), repack(word(reading, on, signing))
    finally:
        language.reset(token)


def _lasting(consolidated: Consolidated) -> Consolidated:
    """Leave out of what is signed how far it had been drafted, which signing makes untrue."""
    document = consolidated.document
    if document.state not in DRAFTING:
        return consolidated
    return replace(consolidated, document=document.model_copy(update={"state": None}))


def _signatories(document: ContractDocument) -> list[Party]:
    return [one for one in document.parties if one.party_class is PartyClass.SIGNATORY]


def _signatory(party: Party) -> str:
    return ", ".join(said for said in (party.person, party.function) if said)


def read_frozen(data: bytes, *, name: str = "") -> FrozenDocument:
    """Read the canonical JSON of a frozen version, which must be written in the only way allowed.

    Raises:
        InputError: it is not one, or its bytes are not canonical.
    """
    from maillon.documents.contract.json_form import parse
    from maillon.documents.contract.loading import loads

    try:
        tree = parse(data.decode(), name)
    except UnicodeDecodeError:
        raise _not_frozen(name) from None
    if not isinstance(tree, dict) or tree.get("format") != FORMAT or tree.keys() != _MEMBERS:
        raise _not_frozen(name)
    if canonical(tree) != data:
        what = _("ce document n’est pas dans l’écriture canonique (RFC 8785)")
        raise InputError(
            Problem(what, name, remedy=_("Reprendre le fichier d’origine : un outil l’a sans doute réécrit"))
        )
    document = loads(canonical(tree["document"]).decode(), name=name, form="json").document
    try:
        on = dt.date.fromisoformat(tree["on"])
        inherits = tuple((str(one["contract"]), str(one["sha256"])) for one in tree["inherits"])
        number = int(tree["number"])
    except (KeyError, TypeError, ValueError):
        raise _not_frozen(name) from None
    if tree["contract"] != document.id:
        raise _not_frozen(name)
    return FrozenDocument(document.id, number, on, str(tree["own_sha256"]), inherits, document)


def _not_frozen(name: str) -> InputError:
    return InputError(Problem(_("ce n’est pas un document arrêté au format {format}").format(format=FORMAT), name))
