"""What the acts of the journal are called on screen; the file keeps their exact names."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.rules.contracts.life.steps import STEPS
from maillon.rules.wording import _ as worded

KINDS: dict[str, Promise] = {
    "proposal.share": gettext_lazy("proposition partagée"),
    "proposal.reply": gettext_lazy("réponse à une proposition"),
    "proposal.withdraw": gettext_lazy("proposition retirée"),
    "amendment.open": gettext_lazy("avenant ouvert"),
    "amendment.take_effect": gettext_lazy("texte signé entré en vigueur à sa date"),
    "convention.open": gettext_lazy("convention d’exécution ouverte"),
    "comment.write": gettext_lazy("commentaire écrit"),
    "comment.withdraw": gettext_lazy("commentaire retiré"),
    "commitment.state": gettext_lazy("avancement d’un engagement déclaré"),
    "commitment.answer": gettext_lazy("réponse sur l’avancement d’un engagement"),
    "review.open": gettext_lazy("revoyure ouverte"),
    "review.propose": gettext_lazy("issue d’une revoyure proposée"),
    "review.vote": gettext_lazy("voix donnée sur une revoyure"),
    "review.conclude": gettext_lazy("revoyure conclue"),
    "mandate.open": gettext_lazy("mandat de l’État ouvert aux parties"),
    "mandate.record": gettext_lazy("mandat de l’État inscrit"),
    "theme.choose": gettext_lazy("thèmes choisis par une partie"),
    "theme.agree": gettext_lazy("accord sur les thèmes"),
    "contract.notify_themes": gettext_lazy("décision de l’État sur les thèmes notifiée aux parties"),
    "theme.decide": gettext_lazy("thèmes décidés par l’État à défaut d’accord"),
    "text.accept": gettext_lazy("texte entier accepté"),
    "resolution.record": gettext_lazy("délibération inscrite"),
    "signature.record": gettext_lazy("signature inscrite"),
    "signature.refuse": gettext_lazy("refus de signer"),
    "adhesion.answer": gettext_lazy("réponse à un avenant du tronc commun"),
    "party.withdraw": gettext_lazy("retrait d’une partie"),
    "contract.renew": gettext_lazy("génération suivante ouverte"),
    "evaluation.deposit": gettext_lazy("rapport d’évaluation déposé"),
    "contract.text": gettext_lazy("texte du contrat changé d’un commun accord"),
    "contract.sign": gettext_lazy("contrat signé"),
    "version.freeze": gettext_lazy("version arrêtée"),
    "scan.deposit": gettext_lazy("signature manuscrite déposée, à confirmer"),
    "delegation.record": gettext_lazy("délégation de signature inscrite"),
    "delegation.revoke": gettext_lazy("fin d’une délégation de signature"),
    "weighting.open": gettext_lazy("séance de pondération ouverte"),
    "weighting.record": gettext_lazy("poids de l’indicateur inscrits par une partie"),
    "weighting.close": gettext_lazy("séance de pondération close"),
    "indicator.publish": gettext_lazy("version de l’indicateur de solidarité publiée"),
    "scenario.save": gettext_lazy("simulation gardée"),
    "scenario.share": gettext_lazy("simulation partagée avec une partie"),
    "scenario.adopt": gettext_lazy("simulation reprise en brouillons du contrat"),
    "personal.erase": gettext_lazy("donnée personnelle effacée"),
    "perimeter.declare": gettext_lazy("périmètre décrit"),
    "perimeter.follow": gettext_lazy("nouvelle version d’un périmètre"),
}
_STEPS = {f"contract.{step.verb}": step.label for step in STEPS}


def kind_name(kind: str) -> str:
    """Return the name of a kind of act; its exact name, set off as such, when it has no other."""
    if kind in KINDS:
        return str(KINDS[kind])
    if kind in _STEPS:
        return _("étape du contrat : {step}").format(step=worded(_STEPS[kind]))
    return _("acte « {kind} »").format(kind=kind)
