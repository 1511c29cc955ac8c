"""The policy of access: one explicit table, and nothing is allowed that it does not say.

A line reads: holders of one of these roles, whose institution has one of these relations to the thing, may do this
action while the thing is in one of these states. To add a right is to add a line, with its sentence and its source.
The technical administrator appears only on the lines of accounts: hosting the site gives no say in a contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from maillon.rules.contracts.life.states import DRAFTING, PUBLIC, ContractState, state_name
from maillon.rules.contracts.life.steps import STEPS
from maillon.rules.decision import Citation, Decision
from maillon.rules.governance.roles import Relation, Role, Standing
from maillon.rules.wording import _, language

ANY: frozenset[Relation] = frozenset()
EVERY_STATE: frozenset[str] = frozenset()

EVERYONE = frozenset(Role)
WORKERS = frozenset({Role.SECRETARIAT, Role.AGENT, Role.PREFECT_SERVICES})
AT_THE_TABLE = WORKERS | {Role.ELECTED}
INVOLVED = frozenset({Relation.HOLDER, Relation.PARTY})
HOLDER = frozenset({Relation.HOLDER})
PARTIES = frozenset({Relation.PARTY})
NEGOTIATED = frozenset({ContractState.PROTOCOL, ContractState.NEGOTIATION})
AMENDABLE = frozenset({ContractState.SIGNED, ContractState.IN_FORCE})
SELF = frozenset({Relation.SELF})
LIVE = frozenset({ContractState.SIGNED, ContractState.IN_FORCE, ContractState.EVALUATION})
RENEWABLE = LIVE | {ContractState.CLOSED}

_SECRETARIAT = Citation("Rapport INET, fiche action 3 : secrétariat de la conférence territoriale")
_TABLE = Citation("Rapport INET, partie I.C : des parties qui négocient à égalité, sans réécriture par l’une d’elles")
_MANDATE = Citation("Rapport INET, fiche action 8 : le préfet, partenaire de négociation unique")
_MENU = Citation("Rapport INET, fiche action 11 : à défaut d’accord, l’État choisit les thèmes du contrat")
_MISSION = Citation("Rapport INET, fiche action 6 : mission « contractualisation » de chaque collectivité")
_CITIZENS = Citation("Rapport INET, fiche action 9 : clause de participation des citoyens")
_ARCHITECTURE = Citation("Rapport INET, fiche action 1 : architecture contractuelle à plusieurs niveaux")
_CRPA = Citation("Code des relations entre le public et l’administration, art. L311-1 et L312-1-1")
_DRAFTS = Citation("Code des relations entre le public et l’administration, art. L311-2")
_YEARLY = Citation("ANPP, journal des Pays et des PETR, page « Pays, PETR et contrats de ruralité »")
_FOLLOW_UP = Citation("Rapport INET, fiches action 14 et 16 : suivi de l’exécution et clauses de revoyure")
_EVALUATION = Citation("Rapport INET, fiche action 17 : évaluation partagée, qui sert au contrat suivant")
_RESOLUTION = Citation("CGCT, art. L2121-29, L3211-1, L4221-1 et L5211-1 : l’assemblée délibère avant la signature")
_SOLIDARITY = Citation(
    "Rapport INET, proposition 21 : indicateur de solidarité territoriale, élaboré avec les acteurs locaux"
)
_GDPR = Citation("Règlement (UE) 2016/679, art. 5 et 32")
_HOST = Citation("Règle de Maillon : héberger le site ne donne aucun droit sur les contrats")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        action: "thing.verb".
        roles: roles that the line allows.
        relations: relations of which one is needed; empty when none is.
        states: states of the thing in which it holds; empty for all.
        because: the sentence that explains the right.
        citation: its source.
    """

    action: str
    roles: frozenset[Role]
    relations: frozenset[Relation]
    states: frozenset[str]
    because: str
    citation: Citation


def _line(
    action: str,
    roles: Iterable[Role],
    relations: frozenset[Relation],
    states: frozenset[str],
    because: str,
    citation: Citation,
) -> Line:
    return Line(action, frozenset(roles), relations, states, because, citation)


def table() -> tuple[Line, ...]:
    """Return the whole table, worded in the current language."""
    return _table(language.get())


@lru_cache(maxsize=8)
def _table(_language: str) -> tuple[Line, ...]:
    parts = (
        _reading(),
        _writing(),
        _life(),
        _negotiation(),
        _adoption(),
        _monitoring(),
        _perimeters(),
        _solidarity(),
        _accounts(),
    )
    return tuple(line for part in parts for line in part)


def _reading() -> tuple[Line, ...]:
    return (
        _line("territory.read", EVERYONE, ANY, EVERY_STATE, _("Le référentiel des territoires est public."), _CRPA),
        _line("institution.read", EVERYONE, ANY, EVERY_STATE, _("Le répertoire des institutions est public."), _CRPA),
        _line("contract.read", EVERYONE, ANY, PUBLIC, _("Un contrat signé est un document public."), _CRPA),
        _line(
            "contract.read",
            AT_THE_TABLE,
            INVOLVED,
            DRAFTING,
            _("Votre institution est partie à ce contrat en préparation."),
            _DRAFTS,
        ),
        _line(
            "contract.read",
            {Role.COUNCIL_MEMBER},
            INVOLVED,
            DRAFTING,
            _("Le conseil de développement suit la préparation du contrat."),
            _CITIZENS,
        ),
    )


def _writing() -> tuple[Line, ...]:
    return (
        _line(
            "contract.import",
            WORKERS,
            ANY,
            EVERY_STATE,
            _("Votre rôle vous charge de tenir le registre des contrats."),
            _MISSION,
        ),
        _line(
            "contract.change",
            WORKERS,
            HOLDER,
            DRAFTING,
            _("Votre institution tient ce contrat, qui n’est pas encore signé."),
            _SECRETARIAT,
        ),
        _line(
            "contract.delete",
            {Role.SECRETARIAT},
            HOLDER,
            DRAFTING,
            _("Le secrétariat peut retirer un contrat qui n’est pas encore signé."),
            _SECRETARIAT,
        ),
        _line(
            "contract.attach",
            {Role.SECRETARIAT, Role.PREFECT_SERVICES},
            INVOLVED,
            EVERY_STATE,
            _("Rattacher un contrat à un autre ne le réécrit pas."),
            _ARCHITECTURE,
        ),
    )


def _life() -> tuple[Line, ...]:
    """The secretariat records each step; what the step asks of the parties is the step's own affair."""
    because = _("Le secrétariat du contrat constate chaque étape de sa vie.")
    return tuple(
        _line(f"contract.{step.verb}", {Role.SECRETARIAT}, HOLDER, step.before, because, _SECRETARIAT) for step in STEPS
    )


def _negotiation() -> tuple[Line, ...]:
    """Each party writes for itself: the secretariat, which holds the contract, has no more say than another party."""
    because = _("Vous siégez à cette négociation pour votre institution.")
    lines = [
        _line(action, AT_THE_TABLE, PARTIES, NEGOTIATED, because, _TABLE)
        for action in ("draft.write", "proposal.share", "proposal.reply", "comment.write", "theme.choose")
    ]
    amending = _("Chaque partie à un contrat signé peut ouvrir un avenant.")
    yearly = _("Chaque partie à un contrat signé peut préparer sa convention d’exécution de l’année.")
    mandated = _("Vous portez le mandat de négociation de l’État, qui est partie à ce contrat.")
    deciding = _("À défaut d’accord, l’État peut décider des thèmes, par un acte motivé.")
    prefect = {Role.PREFECT_SERVICES}
    return (
        *lines,
        _line("amendment.open", AT_THE_TABLE, PARTIES, AMENDABLE, amending, _TABLE),
        _line("convention.open", AT_THE_TABLE, PARTIES, AMENDABLE, yearly, _YEARLY),
        _line("mandate.record", prefect, PARTIES, NEGOTIATED | AMENDABLE, mandated, _MANDATE),
        _line("mandate.open", prefect, PARTIES, NEGOTIATED | AMENDABLE, mandated, _MANDATE),
        _line("theme.decide", prefect, PARTIES, NEGOTIATED, deciding, _MENU),
    )


def _adoption() -> tuple[Line, ...]:
    """Each party resolves and signs for itself; each keeps the register of its own delegations."""
    because = _("Votre institution est signataire de la version arrêtée.")
    adhering = _("Votre institution est partie à un contrat qui s’appuie sur ce tronc commun.")
    resolutions = frozenset({ContractState.RESOLUTIONS})
    return (
        _line("resolution.record", AT_THE_TABLE, PARTIES, resolutions, because, _RESOLUTION),
        _line("version.sign", AT_THE_TABLE, PARTIES, resolutions, because, _RESOLUTION),
        _line("adhesion.answer", AT_THE_TABLE, PARTIES, AMENDABLE, adhering, _TABLE),
        _line(
            "delegation.record",
            WORKERS,
            ANY,
            EVERY_STATE,
            _("Votre rôle vous charge de tenir le registre des délégations de votre institution."),
            _RESOLUTION,
        ),
    )


def _monitoring() -> tuple[Line, ...]:
    """Each party answers for itself; only its elected members, or the prefect, take it out of a contract."""
    because = _("Votre institution est partie à ce contrat, et en suit l’exécution.")
    leaving = _("Vous pouvez engager votre institution, qui est partie à ce contrat.")
    renewing = _("Votre institution prépare la suite de ce contrat.")
    signed = LIVE - {ContractState.EVALUATION}
    evaluated = LIVE - {ContractState.SIGNED}
    return (
        _line("commitment.state", AT_THE_TABLE, PARTIES, LIVE, because, _FOLLOW_UP),
        _line("commitment.answer", AT_THE_TABLE, PARTIES, LIVE, because, _FOLLOW_UP),
        _line("review.open", AT_THE_TABLE, PARTIES, signed, because, _FOLLOW_UP),
        _line("review.conclude", AT_THE_TABLE, PARTIES, signed, because, _FOLLOW_UP),
        _line("party.withdraw", {Role.ELECTED, Role.PREFECT_SERVICES}, PARTIES, LIVE, leaving, _FOLLOW_UP),
        _line("evaluation.deposit", AT_THE_TABLE, INVOLVED, evaluated, because, _EVALUATION),
        _line("contract.renew", WORKERS, INVOLVED, RENEWABLE, renewing, _EVALUATION),
    )


def _perimeters() -> tuple[Line, ...]:
    return (
        _line(
            "perimeter.create",
            WORKERS,
            ANY,
            EVERY_STATE,
            _("Votre rôle vous charge de décrire les périmètres."),
            _MISSION,
        ),
        _line(
            "perimeter.change",
            WORKERS,
            HOLDER,
            EVERY_STATE,
            _("Votre institution a décrit ce périmètre."),
            _MISSION,
        ),
    )


def _solidarity() -> tuple[Line, ...]:
    """Who gathers local actors, who weighs for its institution, who answers for a published version."""
    gathers = _("Le secrétariat réunit les acteurs locaux qui choisissent les poids de l’indicateur.")
    invited = _("Votre institution est invitée à cette séance et y inscrit ses poids.")
    holds = _("Votre institution tient cette séance de pondération.")
    answers = _("Vous pouvez publier l’indicateur au nom de votre institution, qui en répond.")
    publishers = {Role.SECRETARIAT, Role.PREFECT_SERVICES}
    return (
        _line("weighting.open", {Role.SECRETARIAT}, ANY, EVERY_STATE, gathers, _SOLIDARITY),
        _line("weighting.record", AT_THE_TABLE, PARTIES, EVERY_STATE, invited, _SOLIDARITY),
        _line("weighting.close", {Role.SECRETARIAT}, HOLDER, EVERY_STATE, holds, _SOLIDARITY),
        _line("indicator.publish", publishers, ANY, EVERY_STATE, answers, _SOLIDARITY),
        *_scenarios(),
    )


def _scenarios() -> tuple[Line, ...]:
    """A saved simulation is its institution's own, until it shares it with chosen parties of a contract."""
    saves = _("Vous pouvez garder une simulation au nom de votre institution, qui seule la lit.")
    shares = _("Votre institution a gardé cette simulation et choisit qui la lit.")
    adopts = _("Votre institution lit cette simulation et peut la proposer à la table.")
    return (
        _line("scenario.save", AT_THE_TABLE, ANY, EVERY_STATE, saves, _TABLE),
        _line("scenario.share", AT_THE_TABLE, HOLDER, EVERY_STATE, shares, _TABLE),
        _line("scenario.adopt", AT_THE_TABLE, INVOLVED, EVERY_STATE, adopts, _TABLE),
    )


def _accounts() -> tuple[Line, ...]:
    return (
        _line("account.read", EVERYONE, SELF, EVERY_STATE, _("C’est votre compte."), _GDPR),
        _line("account.change", EVERYONE, SELF, EVERY_STATE, _("C’est votre compte."), _GDPR),
        _line(
            "account.administer",
            {Role.TECHNICAL_ADMIN},
            ANY,
            EVERY_STATE,
            _("L’administrateur technique ouvre et ferme les comptes."),
            _HOST,
        ),
        _line(
            "membership.grant",
            {Role.TECHNICAL_ADMIN},
            ANY,
            EVERY_STATE,
            _("L’administrateur technique inscrit les rôles que les institutions décident."),
            _HOST,
        ),
    )


def actions() -> frozenset[str]:
    """Every action that the table knows."""
    return frozenset(line.action for line in table())


def decide(action: str, standings: Iterable[Standing], *, state: str = "") -> Decision:
    """Tell whether someone who stands before a thing in these ways may do `action` to it.

    Args:
        action: "thing.verb", one of `actions()`.
        standings: every role held today with what its institution is to the thing; everyone is a visitor as well.
        state: state of the thing; empty when it has none.

    Returns:
        Allowed with the sentence of the first line that holds; otherwise refused, with the nearest line as remedy.

    Raises:
        ValueError: the action is not in the table, which is a programming error.
    """
    lines = [line for line in table() if line.action == action]
    if not lines:
        raise ValueError(f"the policy table has no action {action!r}")
    ways = [Standing(Role.VISITOR), *standings]
    for line in lines:
        if any(_holds(line, way, state) for way in ways):
            return Decision(allowed=True, because=line.because, rule=f"policy.{action}", citations=(line.citation,))
    return _refusal(lines, ways, state)


def _holds(line: Line, way: Standing, state: str) -> bool:
    return (
        way.role in line.roles
        and (not line.relations or bool(line.relations & way.relations))
        and (not line.states or state in line.states)
    )


def _refusal(lines: list[Line], ways: list[Standing], state: str) -> Decision:
    """Say what is lacking, in the order in which a person can mend it: signing in, role, institution, state."""
    held = {way.role for way in ways}
    by_role = [line for line in lines if line.roles & held]
    by_relation = [line for line in by_role if any(_related(line, way) for way in ways)]
    if not by_role:
        roles = sorted({role for line in lines for role in line.roles})
        because = _("Aucun de vos rôles ne permet cela aujourd’hui.")
        if held == {Role.VISITOR}:
            because = _("Il faut se connecter avec un compte dont le rôle permet cela.")
        remedy = _("Rôles qui le permettent : {roles}.").format(roles=", ".join(map(role_name, roles)))
        return _refused(lines, because, remedy)
    if not by_relation:
        because = _("Votre rôle le permettrait, mais pas au nom de votre institution.")
        return _refused(by_role, because, _("Le demander à l’institution qui tient ce document."))
    return _refused(by_relation, _("L’étape où en est ce document ne le permet pas."), _when(by_relation, state))


def _when(lines: list[Line], state: str) -> str:
    """Say at which steps the lines hold, or how what is signed already changes."""
    states = {one for line in lines for one in line.states}
    if state in PUBLIC and states <= DRAFTING:
        return _("Un document signé ne change que par avenant.")
    told = ", ".join(state_name(one) for one in ContractState if one in states)
    return _("Étapes d’où il est possible : {states}.").format(states=told)


def _refused(lines: list[Line], because: str, remedy: str) -> Decision:
    sources = tuple(dict.fromkeys(line.citation for line in lines))
    return Decision(allowed=False, because=because, rule=f"policy.{lines[0].action}", citations=sources, remedy=remedy)


def _related(line: Line, way: Standing) -> bool:
    return way.role in line.roles and (not line.relations or bool(line.relations & way.relations))


def role_name(role: Role) -> str:
    """Return the name of a role in the current language."""
    return {
        Role.VISITOR: _("visiteur"),
        Role.SECRETARIAT: _("secrétariat du contrat"),
        Role.AGENT: _("agent"),
        Role.ELECTED: _("élu"),
        Role.PREFECT_SERVICES: _("services du préfet"),
        Role.COUNCIL_MEMBER: _("membre du conseil de développement"),
        Role.CITIZEN: _("citoyen"),
        Role.TECHNICAL_ADMIN: _("administrateur technique"),
    }[role]
