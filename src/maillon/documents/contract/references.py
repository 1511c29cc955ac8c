"""Identifiers of a document: each is unique in its list, and each mention of one leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from maillon.documents.contract import actions, base, clauses, content, document, parties
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.paths import Path, written
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


@dataclass(frozen=True, slots=True)
class Mention:
    """An identifier written at `path`, to be found in `lists`."""

    path: Path
    id: str
    lists: str


def mentions(parts: Iterable[tuple[Path, Any]]) -> Iterator[Mention]:
    """Return every mention of an identifier of the document."""
    for path, part in parts:
        plan = MENTIONS.get(type(part)) or (MENTIONS[clauses.Clause] if isinstance(part, clauses.Clause) else None)
        if plan is None:
            continue
        for attribute, lists in plan.items():
            value = getattr(part, attribute)
            if not value:
                continue
            if isinstance(value, str):
                yield Mention((*path, attribute), value, lists)
            elif isinstance(value, tuple):
                for rank, one in enumerate(value):
                    yield Mention((*path, attribute, rank), one, lists)
            else:
                for key in value:
                    yield Mention((*path, attribute, key), key, lists)


def known(given: ContractDocument) -> dict[str, set[str]]:
    """Return the identifiers of each list of the document, the objectives of its themes included."""
    found = {name: {element.id for element in getattr(given, name)} for name in LISTS}
    found["objectives"] = {objective.id for theme in given.themes for objective in theme.objectives}
    found[_ANY_ACTOR] = found["parties"] | found["bodies"]
    found[_ENVELOPE_OR_PARTY] = found["envelopes"] | found["parties"]
    return found


def missing(parts: Iterable[tuple[Path, Any]], ids: dict[str, set[str]]) -> Iterator[tuple[Path, Problem]]:
    """Return one problem for each mention that leads nowhere, with the nearest known identifier."""
    for mention in mentions(parts):
        if mention.id in ids[mention.lists]:
            continue
        what = _("« {id} » n’est pas dans la liste {lists}").format(
            id=mention.id, lists=_(" ni ").join(mention.lists.split("|"))
        )
        yield mention.path, Problem(what, written(mention.path), remedy=_nearest(mention, ids))


def _nearest(mention: Mention, ids: dict[str, set[str]]) -> str:
    from rapidfuzz import process

    best = process.extractOne(mention.id, sorted(ids[mention.lists]), score_cutoff=70)
    if best:
        return _("Peut-être « {near} »").format(near=best[0])
    for name in LISTS:
        if mention.id in ids[name]:
            return _("Cet identifiant existe dans la liste {name}").format(name=name)
    return _("Ajouter cet élément, ou corriger l’identifiant")


def repeated(given: ContractDocument) -> Iterator[tuple[Path, Problem]]:
    """Return one problem for each identifier used twice in one list."""
    for name in LISTS:
        yield from _twice([((name, rank, "id"), element.id) for rank, element in enumerate(getattr(given, name))])
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
