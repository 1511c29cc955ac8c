"""What an import would do, line by line, before anything is written."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.documents.contract.consolidate import Consolidated, examine
from maillon.documents.contract.difference import compare
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import Loaded, dump
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, Origin
from maillon.web.contracts.queries.whole import latest, trunk_of, whole


class Effect(StrEnum):
    """What an import does to one contract."""

    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Incoming:
    """A document on its way in.

    Attributes:
        loaded: the document, as it was read.
        where: its place in what was sent, for a person: a file name, « lignes 3 à 7 ».
        notes: what was set aside or mended while it was read.
    """

    loaded: Loaded
    where: str = ""
    notes: tuple[str, ...] = ()

    @property
    def document(self) -> ContractDocument:
        """The document."""
        return self.loaded.document

    @cached_property
    def text(self) -> str:
        """The document in canonical JSON, as the register keeps it."""
        return dump(self.document, "json")

    @cached_property
    def sha256(self) -> str:
        """The digest of the canonical JSON."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Write:
    """A contract to write: what came in, and the same with what it inherits."""

    incoming: Incoming
    consolidated: Consolidated


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What happens to one contract of the import.

    Attributes:
        slug, title: which contract.
        effect: what happens to it.
        details: what is in it, or what changes, in words.
        problems: why it is refused.
        where: its place in what was sent.
    """

    slug: str
    title: str
    effect: Effect
    details: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do.

    Attributes:
        lines: one per document, in the order received, then those that could not be read.
        fingerprint: changes when what was previewed is no longer what would happen.
        writes: documents to write with what they inherit, by slug.
    """

    lines: tuple[PlanLine, ...]
    fingerprint: str
    writes: Mapping[str, Write] = field(default_factory=dict)

    def count(self, effect: Effect) -> int:
        """How many lines have this effect."""
        return sum(line.effect is effect for line in self.lines)

    @property
    def refused(self) -> int:
        """How many lines are refused."""
        return self.count(Effect.REFUSE)

    @property
    def to_write(self) -> int:
        """How many contracts would be created or changed."""
        return self.count(Effect.CREATE) + self.count(Effect.CHANGE)


def make_plan(
    incoming: Sequence[Incoming], *, by: Actor | None, origin: Origin, refused: Sequence[PlanLine] = ()
) -> ImportPlan:
    """Compare documents with the register.

    Args:
        incoming: what was read.
        by: who imports; None when the site itself loads its demo.
        origin: where the documents come from.
        refused: lines that could not even be read.
    """
    rows = Contract.objects.filter(slug__in=[one.document.id for one in incoming]).select_related("extends")
    known = {row.slug: row for row in rows}
    trunks = _trunks(incoming, known)
    lines: list[PlanLine] = []
    writes: dict[str, Write] = {}
    marks: list[str] = []
    seen = set[str]()
    for one in incoming:
        row = known.get(one.document.id)
        twice = one.document.id in seen
        seen.add(one.document.id)
        line, whole_one = _twice(one) if twice else _line(one, row, trunks, by, origin)
        lines.append(line)
        marks.append(f"{line.slug} {line.effect} {one.sha256} {row.sha256 if row else ''}")
        if whole_one is not None and line.effect in {Effect.CREATE, Effect.CHANGE}:
            writes[line.slug] = Write(one, whole_one)
    lines.extend(refused)
    marks.extend(f"{line.slug} {line.where}" for line in refused)
    fingerprint = hashlib.sha256("\n".join(marks).encode()).hexdigest()
    return ImportPlan(tuple(lines), fingerprint, writes)


def _trunks(incoming: Sequence[Incoming], known: Mapping[str, Contract]) -> dict[str, Loaded]:
    """Documents that the incoming ones extend, at any depth: those that come with them, else those of record."""
    signed = {slug: mark for row in known.values() for slug, mark in trunk_of(row).items()}
    found = {one.document.id: one.loaded for one in incoming}
    wanted = _extended(found.values())
    while missing := wanted - found.keys():
        read = latest(missing, signed=signed)
        found.update(read)
        wanted = _extended(read.values())
    return found


def _extended(documents: Iterable[Loaded]) -> set[str]:
    return {one.document.extends.contract for one in documents if one.document.extends}


def _twice(one: Incoming) -> tuple[PlanLine, None]:
    twice = Problem(_("ce contrat figure deux fois dans l’envoi"), one.document.id, remedy=_("N’en garder qu’un"))
    return PlanLine(one.document.id, one.document.title, Effect.REFUSE, problems=(twice,), where=one.where), None


def _line(
    one: Incoming, row: Contract | None, trunks: Mapping[str, Loaded], by: Actor | None, origin: Origin
) -> tuple[PlanLine, Consolidated | None]:
    document = one.document
    refuse = partial(PlanLine, document.id, document.title, Effect.REFUSE, where=one.where)
    accept = partial(PlanLine, document.id, document.title, where=one.where)
    if row is not None and (refusal := _hidden(row, by)):
        return refuse(problems=(refusal,)), None
    try:
        merged, warnings = _whole(one.loaded, trunks)
    except InputError as error:
        return refuse(problems=error.problems), None
    notes = (*one.notes, *warnings)
    if row is None:
        return accept(effect=Effect.CREATE, details=(*_contents(merged.document), *notes)), merged
    if row.sha256 == one.sha256:
        return accept(effect=Effect.UNCHANGED, details=one.notes), merged
    if refusal := _may_change(row, by, origin):
        return refuse(problems=(refusal,)), None
    before = latest([row.slug])[row.slug].document
    changes = tuple(str(change) for change in compare(before, document))
    return accept(effect=Effect.CHANGE, details=(*changes, *notes)), merged


def _whole(loaded: Loaded, trunks: Mapping[str, Loaded]) -> tuple[Consolidated, tuple[str, ...]]:
    """Merge a document with its trunk and check it.

    Raises:
        InputError: the trunk is unknown, or the whole does not hold together.
    """
    merged = whole(loaded, trunks)
    if not merged.whole:
        raise InputError(
            Problem(
                _("le tronc commun « {slug} » n’est pas dans le registre").format(slug=merged.missing),
                "extends.contract",
                loaded.line_of(("extends", "contract")),
                remedy=_("Importer d’abord le tronc commun, ou dans le même envoi"),
            )
        )
    findings = examine(merged)
    if findings.errors:
        raise InputError(*findings.errors)
    return merged, tuple(str(warning) for warning in findings.warnings)


def _hidden(row: Contract, by: Actor | None) -> Problem | None:
    if by is None or Contract.objects.visible_to(by).filter(pk=row.pk).exists():
        return None
    return Problem(
        _("cet identifiant est déjà pris"), row.slug, remedy=_("Choisir un autre identifiant pour ce contrat")
    )


def _may_change(row: Contract, by: Actor | None, origin: Origin) -> Problem | None:
    if by is None or (row.origin == origin == Origin.PUBLIC_LIST):
        return None
    if row.negotiated:
        return Problem(
            _("ce contrat se négocie ici : seul l’accord de toutes les parties change son texte"),
            row.slug,
            remedy=_("Partager ces changements comme propositions, depuis la page de négociation"),
        )
    decision = authorise(by, "contract.change", row)
    return None if decision.allowed else Problem(decision.because, row.slug, remedy=decision.remedy)


def _contents(document: ContractDocument) -> tuple[str, ...]:
    parties, actions = len(document.parties), len(document.actions)
    found = []
    if parties:
        found.append(ngettext("%(n)s partie", "%(n)s parties", parties) % {"n": parties})
    if actions:
        found.append(ngettext("%(n)s action", "%(n)s actions", actions) % {"n": actions})
    return tuple(found)
