"""French labels of the closed lists of values: files hold slugs, people read these."""

from __future__ import annotations

from enum import Enum

from maillon.rules.contracts.life.states import STATE_NAMES
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

LABELS: dict[str, dict[str, str]] = {
    "Family": {
        "sectoral": noted("contrat sectoriel"),
        "method_conference": noted("conférence de méthode"),
        "project": noted("contrat de projet"),
    },
    "ContractState": {state.value: name for state, name in STATE_NAMES.items()},
    "ExtraType": {
        "text": noted("texte"),
        "number": noted("nombre"),
        "amount": noted("montant"),
        "date": noted("date"),
        "boolean": noted("oui ou non"),
    },
    "PartyClass": {
        "signatory": noted("signataire"),
        "partner": noted("partenaire"),
        "project_owner": noted("maître d’ouvrage"),
    },
    "InstitutionKind": {
        "commune": noted("commune"),
        "epci": noted("EPCI à fiscalité propre"),
        "petr": noted("pôle d’équilibre territorial et rural ou Pays"),
        "syndicat": noted("syndicat"),
        "departement": noted("département"),
        "region": noted("région"),
        "etat": noted("État"),
        "operateur": noted("opérateur public"),
        "chambre": noted("chambre consulaire"),
        "agence_urbanisme": noted("agence d’urbanisme"),
        "conseil_developpement": noted("conseil de développement"),
        "ceser": noted("CESER"),
        "association": noted("association"),
        "entreprise": noted("entreprise"),
        "union_europeenne": noted("Union européenne"),
        "autre": noted("autre"),
    },
    "Chooser": {
        "authorities": noted("les collectivités"),
        "state": noted("l’État"),
        "joint": noted("les collectivités et l’État ensemble"),
    },
    "ParticipationDegree": {
        "none": noted("aucune participation"),
        "information": noted("information"),
        "consultation": noted("consultation"),
        "steering_seat": noted("représentation dans les instances de pilotage"),
        "use_expertise": noted("maîtrise d’usage"),
        "participatory_budget": noted("budget participatif"),
        "project_ownership": noted("maîtrise d’ouvrage citoyenne"),
        "local_referendum": noted("référendum local"),
    },
    "FungibilityMode": {
        "ceiling": noted("plafonnée"),
        "full_keeping_shares": noted("totale, la part de chaque thème étant conservée"),
        "none": noted("aucune"),
    },
    "CofinancingForm": {
        "uniform": noted("taux unique"),
        "strata": noted("par strates"),
        "ramp": noted("par strates reliées par des rampes"),
        "linear": noted("linéaire"),
        "smooth": noted("progressive"),
    },
    "ActionState": {
        "idea": noted("idée"),
        "project_sheet": noted("fiche projet"),
        "action_sheet": noted("fiche action"),
        "to_validate": noted("à valider"),
        "validated": noted("validée"),
        "programmed": noted("programmée"),
        "committed": noted("engagée"),
        "notified": noted("notifiée"),
        "started": noted("commencée"),
        "balance_paid": noted("soldée"),
        "closed": noted("clôturée"),
        "refused": noted("refusée"),
        "abandoned": noted("abandonnée"),
        "paused": noted("en pause"),
        "lapsed": noted("caduque"),
    },
    "Nature": {"investment": noted("investissement"), "operation": noted("fonctionnement")},
    "ExceptionGround": {
        "anru": noted("rénovation urbaine (ANRU)"),
        "listed_monument": noted("monument historique"),
        "disaster": noted("calamité publique"),
        "corsica": noted("Corse"),
        "overseas": noted("outre-mer"),
        "prefect_derogation": noted("dérogation du préfet"),
        "other": noted("autre motif"),
    },
    "LineStatus": {
        "planned": noted("prévu"),
        "requested": noted("demandé"),
        "granted": noted("accordé"),
        "paid": noted("payé"),
        "refused": noted("refusé"),
    },
    "PaymentKind": {"advance": noted("avance"), "instalment": noted("acompte"), "balance": noted("solde")},
    "SharingKey": {
        "population": noted("au prorata de la population"),
        "facilities": noted("au prorata du nombre d’équipements"),
        "fiscal_potential": noted("selon le potentiel financier"),
        "use": noted("selon l’usage"),
        "equal": noted("à parts égales"),
        "agreed": noted("selon un accord des parties"),
    },
    "EnvelopePurpose": {
        "projects": noted("projets"),
        "priority_territories": noted("territoires prioritaires"),
        "evaluation": noted("évaluation"),
        "engineering": noted("ingénierie"),
    },
    "BodyKind": {
        "conference": noted("conférence territoriale"),
        "monitoring_committee": noted("comité de suivi"),
        "thematic_group": noted("groupe thématique"),
        "development_council": noted("conseil de développement"),
        "observatory": noted("observatoire"),
        "secretariat": noted("secrétariat"),
        "network": noted("réseau"),
        "evaluation_team": noted("équipe d’évaluation"),
        "other": noted("autre instance"),
    },
    "SeatRole": {
        "member": noted("membre"),
        "chair": noted("présidence"),
        "observer": noted("observateur"),
        "partner": noted("partenaire"),
    },
    "CommitmentStatus": {
        "open": noted("en cours"),
        "kept": noted("tenu"),
        "partly_kept": noted("tenu en partie"),
        "not_kept": noted("non tenu"),
    },
}


def label(member: Enum) -> str:
    """Return what people read for one value of a closed list."""
    return _(LABELS[type(member).__name__][str(member.value)])


def yes_no(*, value: bool) -> str:
    """Return "oui" or "non"."""
    return _("oui") if value else _("non")
