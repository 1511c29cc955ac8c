"""What a verification answers: each fault named, placed, and with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maillon.rules.problem import Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted


class FaultKind(StrEnum):
    """What was done to a journal."""

    MALFORMED = "malformed"
    EDIT = "edit"
    DELETION = "deletion"
    INSERTION = "insertion"
    REORDERING = "reordering"
    TRUNCATION = "truncation"
    REHASH = "rehash"
    UNKNOWN_HEAD = "unknown_head"


_REMEDIES = {
    FaultKind.MALFORMED: noted("Demander le fichier d’origine à qui l’a produit"),
    FaultKind.EDIT: noted("Comparer cet événement avec une copie plus ancienne du journal"),
    FaultKind.DELETION: noted("Chercher ces événements dans une copie plus ancienne du journal"),
    FaultKind.INSERTION: noted("Comparer avec une copie plus ancienne du journal pour savoir lequel est de trop"),
    FaultKind.REORDERING: noted("Demander le fichier d’origine ; les événements sont là, leur place est fausse"),
    FaultKind.TRUNCATION: noted(
        "Demander le fichier complet ; si le site ne peut le donner, saisir les autres parties"
    ),
    FaultKind.REHASH: noted("Alerter les parties : le journal a été réécrit après la publication de cette tête"),
    FaultKind.UNKNOWN_HEAD: noted("Vérifier l’empreinte recopiée, ou donner aussi le nombre d’événements publié"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was done to the journal.

    Attributes:
        kind: what was done.
        problem: what, where (with the line) and what to do, for a person.
        sequence: rank of the event concerned, the first when there are several, when it is known.
    """

    kind: FaultKind
    problem: Problem
    sequence: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of a fault."""
        return {"kind": self.kind.value, "sequence": self.sequence, **self.problem.as_dict()}


def fault(kind: FaultKind, what: str, *, line: int | None = None, sequence: int | None = None) -> Fault:
    """Return a fault with the remedy of its kind."""
    where = "" if sequence is None else _("événement {number}").format(number=sequence)
    return Fault(kind, Problem(what, where, line, remedy=_(_REMEDIES[kind])), sequence)


@dataclass(frozen=True, slots=True)
class Report:
    """What the verification of a journal found.

    Attributes:
        events: number of links read.
        hidden: number of links among them whose event is replaced by its digest.
        last: fingerprint of the last link in its place, GENESIS when there is none.
        attested: rank of the event up to which a published head vouches; None when no head was given or found.
        complete: whether the file was read to its end (reading stops after 1,000 anomalies).
        faults: what was done to the journal, in the order of the file; empty when it is verified.
    """

    events: int
    hidden: int
    last: str
    attested: int | None
    complete: bool
    faults: tuple[Fault, ...]

    @property
    def verified(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of the report."""
        return {
            "verified": self.verified,
            "events": self.events,
            "hidden": self.hidden,
            "last": self.last,
            "attested": self.attested,
            "complete": self.complete,
            "faults": [found.as_dict() for found in self.faults],
        }
