"""What a person may do without pointing at anything yet, said for « Mon espace »."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import authorise
from maillon.web.common.actor import Actor

# act of the policy that needs no object → its name, and where it is done
_ACTS: tuple[tuple[str, Promise, str], ...] = (
    ("contract.import", _("Importer des contrats dans le registre"), "/importer/"),
    ("perimeter.create", _("Décrire un périmètre"), "/territoires/perimetres/nouveau/"),
    ("weighting.open", _("Ouvrir une séance de pondération de l’indicateur"), "/observatoire/solidarite/seances/"),
    ("indicator.publish", _("Publier une version de l’indicateur de solidarité"), "/observatoire/solidarite/versions/"),
    ("account.administer", _("Ouvrir et fermer des comptes"), "/administration/"),
    ("membership.grant", _("Inscrire des rôles"), "/administration/"),
)


@dataclass(frozen=True, slots=True)
class Right:
    """An act, whether it is allowed to the actor, and where to do it.

    Attributes:
        name: the act.
        decision: the policy's answer.
        href: where it is done; empty when it has no page of its own.
    """

    name: Promise
    decision: Decision
    href: str


def rights_of(actor: Actor) -> list[Right]:
    """Return each act with the policy's answer for `actor`."""
    return [Right(name, authorise(actor, action), href) for action, name, href in _ACTS]
