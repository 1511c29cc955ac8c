"""Keep a proof: a file that is what its name says, or an address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.models import Deposit

MOST_BYTES = 10_000_000
# what a file of each kind begins with; nothing for plain text, which is read whole
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "csv": (),
    "txt": (),
}
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a party brings: a file, or an address and, when it knows it, the fingerprint of what is there."""

    name: str = ""
    data: bytes = b""
    link: str = ""
    sha256: str = ""

    @property
    def given(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.name or self.data or self.link)

    @property
    def digest(self) -> str:
        """SHA-256 of the file, or what is said of the link."""
        return hashlib.sha256(self.data).hexdigest() if self.data else self.sha256


def deposit(contract: Contract, party: Institution, proof: Proof, *, public: bool) -> Deposit:
    """Keep a proof for ever; call inside the transaction of the act that it proves.

    Raises:
        InputError: it is not a file or an address that can be kept.
    """
    found = _faults(proof)
    if found:
        raise InputError(*found)
    return Deposit.objects.create(
        contract=contract,
        institution=party,
        name=proof.name[-200:],
        link=proof.link,
        form=_form(proof.name),
        size=len(proof.data),
        sha256=proof.digest,
        data=proof.data if not proof.link else None,
        public=public,
    )


def _form(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _faults(proof: Proof) -> list[Problem]:
    if proof.link and (proof.data or proof.name):
        remedy = _("Garder l’un des deux.")
        return [Problem(_("une preuve est un fichier ou une adresse, pas les deux"), remedy=remedy)]
    if proof.link:
        return _link_faults(proof)
    form = _form(proof.name)
    if form not in BEGINNINGS:
        expected = _("Formats reçus : {forms}.").format(forms=", ".join(BEGINNINGS))
        return [Problem(_("ce format de fichier n’est pas reçu"), proof.name, expected=expected)]
    if not proof.data:
        return [Problem(_("le fichier est vide"), proof.name)]
    if len(proof.data) > MOST_BYTES:
        expected = _("10 Mo au plus ; au-delà, donner une adresse.")
        return [Problem(_("le fichier est trop lourd"), proof.name, expected=expected)]
    begins = BEGINNINGS[form]
    if not (proof.data.startswith(begins) if begins else _text(proof)):
        what = _("le contenu n’est pas celui d’un fichier {form}").format(form=form.upper())
        return [Problem(what, proof.name, remedy=_("Vérifier le fichier, ou corriger son extension."))]
    return []


def _link_faults(proof: Proof) -> list[Problem]:
    found = []
    if not ADDRESS.fullmatch(proof.link) or len(proof.link) > 2000:
        expected = _("Une adresse qui commence par https:// est attendue.")
        found.append(Problem(_("ce n’est pas une adresse"), proof.link[:60], expected=expected))
    if proof.sha256 and not DIGEST.fullmatch(proof.sha256):
        expected = _("Soixante-quatre chiffres hexadécimaux sont attendus, ou rien.")
        found.append(Problem(_("ce n’est pas une empreinte SHA-256"), expected=expected))
    return found


def _text(proof: Proof) -> bool:
    if b"\x00" in proof.data:
        return False
    try:
        proof.data.decode("utf-8")
    except UnicodeDecodeError:
        return proof.name.lower().endswith(".csv")  # Excel in French still writes Windows-1252
    return True
