"""Where a contract may be in its life: the twelve states and their names."""

from __future__ import annotations

from enum import StrEnum

from maillon.rules.wording import _, gettext_noop


class ContractState(StrEnum):
    """Where a contract is in its life, in the order in which it lives."""

    DIAGNOSIS = "diagnosis"
    CANDIDACY = "candidacy"
    PROTOCOL = "protocol"
    NEGOTIATION = "negotiation"
    RESOLUTIONS = "resolutions"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EVALUATION = "evaluation"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    LAPSED = "lapsed"


DRAFTING = frozenset(
    {
        ContractState.DIAGNOSIS,
        ContractState.CANDIDACY,
        ContractState.PROTOCOL,
        ContractState.NEGOTIATION,
        ContractState.RESOLUTIONS,
    }
)
"""States in which only those at the table see the contract."""
PUBLIC = frozenset(ContractState) - DRAFTING
"""States in which the contract is a public document."""
ENDED = frozenset({ContractState.CLOSED, ContractState.WITHDRAWN, ContractState.TERMINATED, ContractState.LAPSED})
"""States that no step leaves."""

STATE_NAMES = {
    ContractState.DIAGNOSIS: gettext_noop("diagnostic partagé"),
    ContractState.CANDIDACY: gettext_noop("candidature"),
    ContractState.PROTOCOL: gettext_noop("protocole"),
    ContractState.NEGOTIATION: gettext_noop("négociation"),
    ContractState.RESOLUTIONS: gettext_noop("délibérations"),
    ContractState.SIGNED: gettext_noop("signé"),
    ContractState.IN_FORCE: gettext_noop("en vigueur"),
    ContractState.EVALUATION: gettext_noop("en évaluation"),
    ContractState.CLOSED: gettext_noop("clos"),
    ContractState.WITHDRAWN: gettext_noop("dénoncé"),
    ContractState.TERMINATED: gettext_noop("résilié"),
    ContractState.LAPSED: gettext_noop("caduc"),
}


def state_name(state: ContractState) -> str:
    """Return the name of a state in the reader's language."""
    return _(STATE_NAMES[state])
