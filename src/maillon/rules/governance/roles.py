"""What a person is in an institution, and what an institution is to a thing."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does in an institution, or `VISITOR`: anyone who reads, signed in or not."""

    VISITOR = "visitor"
    SECRETARIAT = "secretariat"
    AGENT = "agent"
    ELECTED = "elected"
    PREFECT_SERVICES = "prefect_services"
    COUNCIL_MEMBER = "council_member"
    CITIZEN = "citizen"
    TECHNICAL_ADMIN = "technical_admin"


class Relation(StrEnum):
    """What an institution, or a person, is to the thing that is acted on."""

    HOLDER = "holder"
    PARTY = "party"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Standing:
    """One way of standing before a thing: a role, and the relations that its institution has to the thing.

    Attributes:
        role: the role held today.
        relations: what the role's institution is to the thing; empty when it has nothing to do with it.
    """

    role: Role
    relations: frozenset[Relation] = frozenset()
