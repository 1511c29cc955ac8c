"""Every page of the site with the demonstration in it, and how a person gets there."""

from dataclasses import dataclass

TRUNK, BILATERAL, OPERATIONAL = "touraine-accord-collectif", "touraine-gatine-racan", "illustration-mobilites-et-emploi"
DRAFTED, STRATEGY = "illustration-transition-energetique", "illustration-strategie-centre-val-de-loire"


@dataclass(frozen=True)
class Place:
    """A page: its address, the account that opens it, and a link to follow from there when its address is not known."""

    path: str
    who: str = ""
    follow: str = ""


# by the name of the address, then what tells two visits of one address apart
PLACES = {
    "home": Place("/"),
    "search": Place("/recherche/?q=mobilite"),
    "search:empty": Place("/recherche/"),
    "search:nothing": Place("/recherche/?q=xyzzy"),
    "search:inside": Place("/recherche/?q=amboise&dans=territoires"),
    "engagement": Place("/engagement/"),
    "engagement:filtered": Place("/engagement/?territoire=Loches"),
    "engagement:nothing": Place("/engagement/?territoire=zzzz"),
    "contracts": Place("/contrats/"),
    "contracts:filtered": Place("/contrats/?q=dechets&territoire=37&annee=2019"),
    "contracts:nothing": Place("/contrats/?q=xyzzy"),
    "contract": Place(f"/contrats/{BILATERAL}/"),
    "contract:trunk": Place(f"/contrats/{TRUNK}/"),
    "contract:strategy": Place(f"/contrats/{STRATEGY}/"),
    "contract-parties": Place(f"/contrats/{TRUNK}/parties/"),
    "contract-actions": Place(f"/contrats/{TRUNK}/actions/"),
    "action": Place(f"/contrats/{TRUNK}/actions/acces-dechetteries/"),
    "action:priced": Place(f"/contrats/{OPERATIONAL}/actions/pole-echanges-loches/"),
    "contract-money": Place(f"/contrats/{OPERATIONAL}/argent/"),
    "contract-money:unknown": Place(f"/contrats/{BILATERAL}/argent/"),
    "contract-commitments": Place(f"/contrats/{TRUNK}/engagements/"),
    "contract-clauses": Place(f"/contrats/{OPERATIONAL}/clauses/"),
    "contract-checks": Place(f"/contrats/{TRUNK}/propositions/"),
    "contract-documents": Place(f"/contrats/{TRUNK}/documents/"),
    "negotiation": Place(f"/contrats/{DRAFTED}/negociation/", who="secretariat"),
    "negotiation:state": Place(f"/contrats/{DRAFTED}/negociation/", who="prefecture"),
    "negotiation-write": Place(f"/contrats/{DRAFTED}/negociation/ecrire/?partie=title", who="secretariat"),
    "negotiation-write:new": Place(f"/contrats/{DRAFTED}/negociation/ecrire/?liste=articles", who="secretariat"),
    "monitoring": Place(f"/contrats/{BILATERAL}/suivi/"),
    "monitoring-promise": Place(
        f"/contrats/{TRUNK}/suivi/engagements/metropole-campagne-touristique/", who="secretariat"
    ),
    "monitoring-balance": Place(f"/contrats/{BILATERAL}/suivi/bilan/"),
    "negotiation-mandate": Place(f"/contrats/{DRAFTED}/negociation/mandat/", who="secretariat"),
    "negotiation-mandate:state": Place(f"/contrats/{DRAFTED}/negociation/mandat/", who="prefecture"),
    "negotiation-word": Place(f"/contrats/{DRAFTED}/negociation/word/", who="secretariat"),
    "negotiation-word:refused": Place(f"/contrats/{DRAFTED}/negociation/word/", who="conseil-developpement"),
    "contract-compare": Place(f"/contrats/{BILATERAL}/negociation/comparer/"),
    "contract-timeline": Place(f"/contrats/{BILATERAL}/negociation/chronologie/"),
    "monitoring-reviews": Place(f"/contrats/{OPERATIONAL}/suivi/revoyures/", who="secretariat"),
    "reminders": Place("/mon-espace/echeances/", who="secretariat"),
    "reminders:visitor": Place("/mon-espace/echeances/"),
    "attach": Place(f"/contrats/{STRATEGY}/rattacher/?q=touraine", who="secretariat"),
    "attach:refused": Place(f"/contrats/{STRATEGY}/rattacher/", who="prefecture"),
    "goals": Place("/finalites/"),
    "goal": Place(f"/finalites/{STRATEGY}/autonomie/"),
    "institutions": Place("/acteurs/"),
    "institution": Place("/acteurs/", follow="Tours Métropole Val de Loire"),
    "territories": Place("/territoires/"),
    "territories:found": Place("/territoires/?q=saint+pierre"),
    "territory": Place("/territoires/200072650/"),
    "territory:commune": Place("/territoires/37261/"),
    "territory:region": Place("/territoires/REG-24/"),
    "territories-explore": Place("/territoires/carte/37/"),
    "territories-explore:region": Place("/territoires/carte/REG-24/"),
    "territories-explore:epci": Place("/territoires/carte/243700754/"),
    "territories-explore:overseas": Place("/territoires/carte/975/"),
    "territories-sources": Place("/territoires/sources/"),
    "territories-compare": Place("/territoires/comparer/?a=243700754&b=200072650"),
    "territories-compare:empty": Place("/territoires/comparer/"),
    "territories-compare:unclear": Place("/territoires/comparer/?a=saint+denis&b=xzqwv"),
    "perimeters": Place("/territoires/perimetres/"),
    "perimeter-create": Place("/territoires/perimetres/nouveau/?dans=243700754,200072650", who="secretariat"),
    "perimeter-create:refused": Place("/territoires/perimetres/nouveau/"),
    "bodies": Place("/instances/"),
    "import": Place("/importer/", who="secretariat"),
    "import:refused": Place("/importer/", who="elu"),
    "mine": Place("/mon-espace/", who="secretariat"),
    "mine:visitor": Place("/mon-espace/"),
    "observatory": Place("/observatoire/"),
    "journal": Place("/journal/"),
    "accessibility": Place("/accessibilite/"),
    "legal": Place("/mentions-legales/"),
    "sources": Place("/sources/"),
    "home:citizen": Place("/", who="citoyen"),
    "account_login": Place("/compte/login/"),
    "account_signup": Place("/compte/signup/"),
    "account_reset_password": Place("/compte/password/reset/"),
    "account_change_password": Place("/compte/password/change/", who="secretariat"),
    "account_logout": Place("/compte/logout/", who="secretariat"),
    "mfa_index": Place("/compte/2fa/", who="secretariat"),
}
# addresses that are no page of their own: files, fragments, actions, and what journeys go through
NOT_PAGES = {
    "contracts-export",
    "contract-download",
    "detach",
    "import-preview",
    "import-progress",
    "journal-file",
    "perimeter",
    "perimeter-communes",
    "perimeter-follow",
    "perimeter-geojson",
    "perimeters-export",
    "territories-compare-export",
    "negotiation-proposal",
    "negotiation-comment",
    "negotiation-word-download",
    "monitoring-export",
    "monitoring-balance-export",
    "monitoring-balance-chart",
    "monitoring-proof",
    "monitoring-review",
    "monitoring-review-file",
    "language",
    "style",
    "territories-search",
    "territories-geojson",
}
