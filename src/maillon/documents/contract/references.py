"""Identifiers of a document: each is unique in its list, and each mention of one leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from maillon.documents.contract import actions, base, clauses, content, document, parties
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.paths import Path, written
from maillon.documents.contract.walk import ByClass
from maillon.rules.problem import Problem
from maillon.rules.wording import _

# lists of the document whose elements carry an identifier; what children inherit is merged by it
LISTS = ("parties", "goals", "themes", "articles", "actions", "envelopes", "bodies", "commitments", "references")

_ANY_ACTOR = "parties|bodies"
_ENVELOPE_OR_PARTY = "envelopes|parties"
# class → attribute → list(s) in which the identifier must be found
MENTIONS: dict[type[base.Model], dict[str, str]] = {
    base.SourceRef: {"reference": "references"},
    content.Theme: {"goal": "goals"},
    content.Article: {"theme": "themes"},
    content.Commitment: {"by": "parties", "to": "parties", "action": "actions"},
    actions.Action: {
        "theme": "themes",
        "goals": "goals",
        "objective": "objectives",
        "owner": "parties",
        "delegate": "parties",
        "pilots": _ANY_ACTOR,
        "partners": _ANY_ACTOR,
    },
    actions.FinancingLine: {"funder": "parties"},
    actions.Indicator: {"owner": _ANY_ACTOR},
    actions.Contribution: {"party": "parties"},
    actions.Envelope: {
        "theme": "themes",
        "funder": "parties",
        "delegated_by": _ENVELOPE_OR_PARTY,
        "delegated_to": "parties",
    },
    parties.CostSharing: {"parties": "parties", "majority_payer": "parties", "shares": "parties"},
    parties.Seat: {"party": "parties"},
    parties.Presidency: {"order": "parties"},
    parties.Body: {"goal": "goals", "theme": "themes", "run_by": _ANY_ACTOR},
    clauses.Clause: {"article": "articles"},
    clauses.MethodAgreement: {"article": "articles", "referents": _ANY_ACTOR},
    clauses.DiagnosisClause: {"article": "articles", "by": _ANY_ACTOR},
    clauses.ParticipationClause: {"article": "articles", "bodies": "bodies"},
    clauses.InterpellationClause: {"article": "articles", "held_by": _ANY_ACTOR},
    clauses.EngineeringClause: {"article": "articles", "provided_by": _ANY_ACTOR},
    clauses.EvaluationClause: {"article": "articles", "team": _ANY_ACTOR},
    clauses.DataClause: {"article": "articles", "observatory": _ANY_ACTOR},
    clauses.StateMandateClause: {"article": "articles", "holder": "parties"},
    clauses.MainstreamMeans: {"provider": "parties"},
}
# identifiers that are not looked for in the document: its own, those of other contracts, names of rules and of purposes
ELSEWHERE: dict[type[base.Model], tuple[str, ...]] = {
    document.ContractDocument: ("id", "kind", "predecessor"),
    document.Parent: ("contract", "goal"),
    document.Extends: ("contract",),
    document.Positioning: ("engagement", "transversality"),
    actions.Action: ("id", "shared_with"),
    actions.FinancingLine: ("earmark",),
    actions.Envelope: ("id",),
    actions.Indicator: ("id",),
}


def known(given: ContractDocument) -> dict[str, set[str]]:
    """Return the identifiers of each list of the document, the objectives of its themes included."""
    found = {name: {element.id for element in getattr(given, name)} for name in LISTS}
    found["objectives"] = {objective.id for theme in given.themes for objective in theme.objectives}
    found[_ANY_ACTOR] = found["parties"] | found["bodies"]
    found[_ENVELOPE_OR_PARTY] = found["envelopes"] | found["parties"]
    return found


def linked(given: ContractDocument) -> set[str]:
    """Return the identifiers of the other contracts that a document names, its trunk left out."""
    above = given.parent.contract if given.parent else None
    beside = {one for action in given.actions for one in action.shared_with}
    return beside | {one for one in (above, given.predecessor) if one}


class _Plans(dict[type, tuple[tuple[str, str], ...]]):
    """Of each class, (attribute, lists) for each field that mentions identifiers of the document."""

    def __missing__(self, kind: type) -> tuple[tuple[str, str], ...]:
        nearest = next((ancestor for ancestor in kind.__mro__ if ancestor in MENTIONS), None)
        self[kind] = tuple(MENTIONS[nearest].items()) if nearest is not None else ()
        return self[kind]


PLANS = _Plans()


def astray(held: ByClass, ids: dict[str, set[str]]) -> bool:
    """Tell whether a mention leads nowhere; `missing` then says which."""
    for kind, parts in held.items():
        for attribute, lists in PLANS[kind]:
            known_ids = ids[lists]
            for fields in parts:
                value = fields[attribute]
                if value and (value not in known_ids if type(value) is str else not known_ids.issuperset(value)):
                    return True
    return False


def missing(parts: Iterable[tuple[Path, Any]], ids: dict[str, set[str]]) -> Iterator[tuple[Path, Problem]]:
    """Return one problem for each mention that leads nowhere, with the nearest known identifier."""
    for path, part in parts:
        for attribute, lists in PLANS[type(part)]:
            value = part.__dict__[attribute]
            if not value:
                continue
            known_ids = ids[lists]
            if type(value) is str:
                if value not in known_ids:
                    yield _absent((*path, attribute), value, lists, ids)
                continue
            for rank, one in enumerate(value):
                if one not in known_ids:
                    step = one if isinstance(value, dict) else rank
                    yield _absent((*path, attribute, step), one, lists, ids)


def _absent(path: Path, identifier: str, lists: str, ids: dict[str, set[str]]) -> tuple[Path, Problem]:
    what = _("« {id} » n’est pas dans la liste {lists}").format(id=identifier, lists=_(" ni ").join(lists.split("|")))
    return path, Problem(what, written(path), remedy=_nearest(identifier, lists, ids))


def _nearest(identifier: str, lists: str, ids: dict[str, set[str]]) -> str:
    from rapidfuzz import process

    best = process.extractOne(identifier, sorted(ids[lists]), score_cutoff=70)
    if best:
        return _("Peut-être « {near} »").format(near=best[0])
    for name in LISTS:
        if identifier in ids[name]:
            return _("Cet identifiant existe dans la liste {name}").format(name=name)
    return _("Ajouter cet élément, ou corriger l’identifiant")


def repeated(given: ContractDocument, ids: dict[str, set[str]]) -> Iterator[tuple[Path, Problem]]:
    """Return one problem for each identifier used twice in one list."""
    for name in LISTS:
        elements = getattr(given, name)
        if len(ids[name]) < len(elements):
            yield from _twice([((name, rank, "id"), element.id) for rank, element in enumerate(elements)])
    yield from _twice(
        [
            (("themes", rank, "objectives", place, "id"), objective.id)
            for rank, theme in enumerate(given.themes)
            for place, objective in enumerate(theme.objectives)
        ]
    )
    for rank, action in enumerate(given.actions):
        if len(action.indicators) > 1:
            yield from _twice(
                [(("actions", rank, "indicators", at, "id"), one.id) for at, one in enumerate(action.indicators)]
            )


def _twice(ids: list[tuple[Path, str]]) -> Iterator[tuple[Path, Problem]]:
    first: dict[str, Path] = {}
    for path, one in ids:
        if one in first:
            what = _("l’identifiant « {id} » sert déjà à {first}").format(id=one, first=written(first[one][:-1]))
            yield path, Problem(what, written(path), remedy=_("Donner un identifiant à chacun"))
        first.setdefault(one, path)
