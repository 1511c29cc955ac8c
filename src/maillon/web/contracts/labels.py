"""Names of the closed lists of the contract document, for models, forms and pages; the words are the documents' own."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maillon.documents.contract.actions import ActionState, EnvelopePurpose, LineStatus, ParticipationDegree
from maillon.documents.contract.content import Chooser, CommitmentStatus
from maillon.documents.contract.document import Family
from maillon.documents.contract.labels import LABELS
from maillon.documents.contract.parties import BodyKind, PartyClass
from maillon.rules.contracts.life.states import ContractState


def choices(kind: type[StrEnum]) -> list[tuple[str, Promise]]:
    """Return the choices of a model field or a form field for one closed list."""
    return [(value.value, _(LABELS[kind.__name__][value.value])) for value in kind]


def label(kind: str, value: str | None) -> str:
    """Return what people read for `value` of the list `kind`; itself when the list does not hold it."""
    if not value:
        return ""
    word = LABELS[kind].get(value)
    return str(_(word)) if word else value


STATES = choices(ContractState)
FAMILIES = choices(Family)
ACTION_STATES = choices(ActionState)
DEGREES = choices(ParticipationDegree)
LINE_STATUSES = choices(LineStatus)
CLASSES = choices(PartyClass)
BODIES = choices(BodyKind)
CHOOSERS = choices(Chooser)
COMMITMENTS = choices(CommitmentStatus)
PURPOSES = choices(EnvelopePurpose)
CHECK_STATUSES: dict[str, Promise] = {
    "met": ngettext_lazy("respectée", "respectées"),
    "not_met": ngettext_lazy("non respectée", "non respectées"),
    "not_applicable": ngettext_lazy("sans objet", "sans objet"),
    "unknown": ngettext_lazy("sans réponse dans le document", "sans réponse dans le document"),
    "ok": ngettext_lazy("conforme", "conformes"),
    "warning": ngettext_lazy("à vérifier", "à vérifier"),
    "breach": ngettext_lazy("non conforme", "non conformes"),
}
