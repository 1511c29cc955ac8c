"""The signature pages of a frozen version: who signs, and what exactly."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Place:
    """Where one party signs.

    Attributes:
        institution: name of the party.
        signatory: function, and person when the document names one; empty when it does not say.
    """

    institution: str
    signatory: str = ""


@dataclass(frozen=True, slots=True)
class SigningPages:
    """What the cover and the signature pages say.

    Attributes:
        places: one per signatory party, in the order of the document.
        version: the version in one line: rank and day.
        address: where the version can be read.
        fingerprint: fingerprint of the canonical document, in words.
        svg: the code, for the PDF.
        png: the code, for Word.
    """

    places: tuple[Place, ...]
    version: str
    address: str
    fingerprint: str
    svg: str
    png: bytes

    @property
    def words(self) -> dict[str, str]:
        """The fixed sentences, in the current language."""
        return {
            "title": _("Signatures"),
            "lead": _("Les parties signent la version désignée ci-dessus, et elle seule."),
            "alt": _("Code à lire par une machine : contrat, version et empreinte du document"),
            "place": _("Fait à"),
            "day": _("Le"),
            "name": _("Nom et qualité"),
            "signature": _("Signature"),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for a template."""
        return {
            "places": [asdict(place) for place in self.places],
            "version": self.version,
            "address": self.address,
            "fingerprint": self.fingerprint,
            "svg": self.svg,
            "words": self.words,
        }
