"""The policy table, every cell: action × state × relation × role."""

from pathlib import Path

import pytest

from maillon.rules.contracts.life.states import DRAFTING, PUBLIC, ContractState
from maillon.rules.contracts.life.steps import STEPS
from maillon.rules.governance.policy import AT_THE_TABLE, NEGOTIATED, actions, decide, table
from maillon.rules.governance.roles import Relation, Role, Standing
from maillon.rules.wording import language
from yaml_tables import yaml_table

EXPECTED = yaml_table(Path(__file__).parent / "policy.yaml")
STATES = {"any": {""}, "drafting": DRAFTING, "public": PUBLIC}
RELATIONS = {"none": frozenset(), **{str(relation): frozenset({relation}) for relation in Relation}}
STATELESS = {action for action, by_state in EXPECTED.items() if set(by_state) == {"any"}}


NEGOTIATION = {
    "draft.write": NEGOTIATED,
    "proposal.share": NEGOTIATED,
    "proposal.reply": NEGOTIATED,
    "comment.write": NEGOTIATED,
    "theme.choose": NEGOTIATED,
    "amendment.open": {ContractState.SIGNED, ContractState.IN_FORCE},
    "convention.open": {ContractState.SIGNED, ContractState.IN_FORCE},
    "adhesion.answer": {ContractState.SIGNED, ContractState.IN_FORCE},
    "resolution.record": {ContractState.RESOLUTIONS},
    "version.sign": {ContractState.RESOLUTIONS},
}
STATE_ALONE = {
    "mandate.record": NEGOTIATED | {ContractState.SIGNED, ContractState.IN_FORCE},
    "mandate.open": NEGOTIATED | {ContractState.SIGNED, ContractState.IN_FORCE},
    "theme.decide": NEGOTIATED,
}

_SIGNED, _EVALUATED = {ContractState.SIGNED, ContractState.IN_FORCE}, {ContractState.IN_FORCE, ContractState.EVALUATION}
_LIVE, _LEADERS = _SIGNED | _EVALUATED, {Role.ELECTED, Role.PREFECT_SERVICES}
_WORKERS = {Role.SECRETARIAT, Role.AGENT, Role.PREFECT_SERVICES}
MONITORING = {
    "commitment.state": (AT_THE_TABLE, {"party"}, _LIVE),
    "commitment.answer": (AT_THE_TABLE, {"party"}, _LIVE),
    "review.open": (AT_THE_TABLE, {"party"}, _SIGNED),
    "review.conclude": (AT_THE_TABLE, {"party"}, _SIGNED),
    "party.withdraw": (_LEADERS, {"party"}, _LIVE),
    "evaluation.deposit": (AT_THE_TABLE, {"party", "holder"}, _EVALUATED),
    "contract.renew": (_WORKERS, {"party", "holder"}, _LIVE | {ContractState.CLOSED}),
}


def _expected(action: str, group: str, relation: str) -> set[str]:
    # a thing without states may be asked about in any of them
    by_relation = EXPECTED[action].get("any" if action in STATELESS else group, {})
    roles = by_relation.get(relation, [])
    return set(Role) if roles == "everyone" else set(roles)


def test_the_table_and_its_cases_know_the_same_actions() -> None:
    assert set(EXPECTED) == actions() - {f"contract.{step.verb}" for step in STEPS} - {
        *NEGOTIATION,
        *STATE_ALONE,
        *MONITORING,
    }


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.verb)
def test_only_the_contract_s_secretariat_takes_a_step_and_only_from_where_it_starts(step) -> None:
    for state in ContractState:
        for name, relations in RELATIONS.items():
            ways = [
                role
                for role in Role
                if decide(f"contract.{step.verb}", [Standing(role, relations)], state=state).allowed
            ]
            assert ways == ([Role.SECRETARIAT] if name == "holder" and state in step.before else [])


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("group", STATES)
@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_every_cell(action: str, group: str, relation: str) -> None:
    for state in STATES[group]:
        allowed = {role for role in Role if decide(action, [Standing(role, RELATIONS[relation])], state=state).allowed}
        assert allowed == _expected(action, group, relation), state


@pytest.mark.parametrize("action", sorted(STATE_ALONE))
def test_only_the_prefect_s_services_act_for_the_state(action: str) -> None:
    for state in ContractState:
        for name, relations in RELATIONS.items():
            ways = {role for role in Role if decide(action, [Standing(role, relations)], state=state).allowed}
            expected = name == "party" and state in STATE_ALONE[action]
            assert ways == ({Role.PREFECT_SERVICES} if expected else set())


@pytest.mark.parametrize("action", sorted(NEGOTIATION))
def test_only_a_party_negotiates_resolves_and_signs_and_only_at_its_time(action: str) -> None:
    for state in ContractState:
        for name, relations in RELATIONS.items():
            ways = {role for role in Role if decide(action, [Standing(role, relations)], state=state).allowed}
            assert ways == (AT_THE_TABLE if name == "party" and state in NEGOTIATION[action] else set()), (state, name)


@pytest.mark.parametrize("action", sorted(MONITORING))
def test_a_signed_contract_is_followed_by_those_it_binds_and_no_other(action: str) -> None:
    roles, relations, states = MONITORING[action]
    for state in ContractState:
        for name, held in RELATIONS.items():
            ways = {role for role in Role if decide(action, [Standing(role, held)], state=state).allowed}
            assert ways == (roles if name in relations and state in states else set()), (state, name)


def test_every_state_of_a_contract_is_either_in_preparation_or_public() -> None:
    assert {str(state) for state in ContractState} == DRAFTING | PUBLIC
    assert not DRAFTING & PUBLIC


def test_an_unknown_state_opens_nothing_that_depends_on_states() -> None:
    assert not decide("contract.read", [Standing(Role.SECRETARIAT, RELATIONS["holder"])], state="forged").allowed


def test_an_action_out_of_the_table_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match=r"contract\.burn"):
        decide("contract.burn", [])


def test_roles_of_two_institutions_are_never_mixed() -> None:
    """A citizen of the holder who is secretary elsewhere has no hold on the contract."""
    standings = [Standing(Role.CITIZEN, frozenset({Relation.HOLDER})), Standing(Role.SECRETARIAT)]
    assert not decide("contract.change", standings, state="negotiation").allowed


def test_the_technical_administrator_has_no_business_right() -> None:
    alone = [Standing(Role.TECHNICAL_ADMIN, frozenset(Relation))]
    for action in actions():
        for state in ("", *DRAFTING, *PUBLIC):
            as_visitor = decide(action, [Standing(Role.VISITOR, frozenset(Relation))], state=state).allowed
            technical = action in {"account.administer", "membership.grant"}
            assert decide(action, alone, state=state).allowed == (technical or as_visitor), (action, state)


@pytest.mark.parametrize(
    ("action", "standings", "state", "says"),
    [
        ("contract.import", [], "", "se connecter"),
        ("contract.import", [Standing(Role.CITIZEN)], "", "Aucun de vos rôles"),
        ("contract.change", [Standing(Role.AGENT)], "negotiation", "pas au nom de votre institution"),
        ("contract.change", [Standing(Role.AGENT, frozenset({Relation.HOLDER}))], "signed", "L’étape"),
    ],
)
def test_a_refusal_says_the_first_thing_that_lacks(action, standings, state, says) -> None:
    decision = decide(action, standings, state=state)
    assert not decision.allowed
    assert says in decision.because
    assert decision.rule == f"policy.{action}"
    assert decision.citations
    assert decision.remedy


def test_every_line_says_why_and_from_where() -> None:
    for line in table():
        assert line.because.endswith(".")
        assert line.citation.text


def test_the_refusal_names_the_roles_in_the_reader_s_language() -> None:
    token = language.set("fr")
    try:
        assert "services du préfet" in decide("contract.import", []).remedy
    finally:
        language.reset(token)
