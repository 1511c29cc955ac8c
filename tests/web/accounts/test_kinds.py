"""One word per idea: the kinds and roles of the site are those of the documents and of the rules."""

from maillon.documents.contract.parties import InstitutionKind as DocumentKind
from maillon.rules.governance.policy import role_name
from maillon.rules.governance.roles import Role
from maillon.web.accounts.kinds import InstitutionKind, RoleName


def test_kinds_are_those_of_the_contract_document() -> None:
    assert {kind.value for kind in DocumentKind} == set(InstitutionKind.values)


def test_roles_are_those_of_the_policy_with_the_same_names() -> None:
    assert set(RoleName.values) == {role.value for role in Role} - {Role.VISITOR.value}
    assert {str(name.label) for name in RoleName} == {role_name(Role(name.value)) for name in RoleName}
