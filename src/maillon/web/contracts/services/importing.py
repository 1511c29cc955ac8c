"""Bring contract documents into the register: all of them in one transaction, or none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.analytics.territories import territory
from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.facts import from_document
from maillon.documents.contract.loading import Loaded
from maillon.documents.contract.parties import BodyKind
from maillon.rules.contracts.answer import Status
from maillon.rules.contracts.check import Report, check
from maillon.rules.contracts.life.states import PUBLIC
from maillon.rules.contracts.positioning import Axis
from maillon.rules.decision import Citation, Decision
from maillon.rules.governance.policy import WORKERS
from maillon.rules.wording import language, typeset
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Action, Contract, ContractContent, Edition, Origin, Record
from maillon.web.contracts.queries.whole import consolidated, latest, whole
from maillon.web.contracts.services.batch import Sheet, columns_of, insert, named, update
from maillon.web.contracts.services.coverage import project_coverage
from maillon.web.contracts.services.indexing import index
from maillon.web.contracts.services.institutions import Directory
from maillon.web.contracts.services.money import link_actions, project_money
from maillon.web.contracts.services.plan import ImportPlan, Incoming, PlanLine, make_plan
from maillon.web.contracts.services.projection import project

CHUNK = 50
Progress = Callable[[int, int], None]
RULE = Citation("Maillon, règle des imports : tout ou rien, tel que montré")


def import_documents(
    documents: Sequence[Incoming],
    *,
    by: Actor,
    commit: bool,
    expected: str = "",
    origin: Origin = Origin.DOCUMENT,
    refused: Sequence[PlanLine] = (),
    leave_refused: bool = False,
    progress: Progress | None = None,
) -> ImportPlan:
    """Preview or import documents.

    Args:
        documents: what was read.
        by: who imports.
        commit: False to preview only.
        expected: fingerprint of the preview that was confirmed; the import is refused when it no longer holds.
        origin: where the documents come from.
        refused: lines of the source that could not be read.
        leave_refused: True to import the others when some lines are refused; otherwise one refusal stops all.
        progress: told how many contracts are written, of how many.

    Raises:
        Refused: the policy says no, the preview is stale, or lines are refused.
    """
    require(by, "contract.import")
    if not commit:
        return make_plan(documents, by=by, origin=origin, refused=refused)
    with transaction.atomic():
        edition = _lock()
        plan = make_plan(documents, by=by, origin=origin, refused=refused)
        _confirm(plan, expected, leave_refused=leave_refused)
        write(plan, by=by, origin=origin, progress=progress)
        _advance(edition, changed=plan.to_write > 0)
    return plan


def _confirm(plan: ImportPlan, expected: str, *, leave_refused: bool) -> None:
    """Make sure that what would be written is what was shown."""
    if expected and plan.fingerprint != expected:
        because = _("Le registre a changé depuis l’aperçu : ce qui serait écrit n’est plus ce qui a été montré.")
        raise Refused(_no(because, "contracts.import.stale", _("Relire l’aperçu mis à jour, puis confirmer.")))
    if plan.refused and not leave_refused:
        because = _("Des lignes sont refusées : rien n’est importé.")
        remedy = _("Corriger ces lignes, ou demander de les laisser de côté.")
        raise Refused(_no(because, "contracts.import.all_or_nothing", remedy))


def _no(because: str, rule: str, remedy: str = "") -> Decision:
    return Decision(allowed=False, because=because, rule=rule, citations=(RULE,), remedy=remedy)


def _lock() -> Edition:
    """Take the register's edition: two imports never interleave."""
    rows = Edition.objects.select_for_update()
    try:
        return rows.get(pk=1)
    except Edition.DoesNotExist:  # nothing was ever imported
        Edition.objects.get_or_create(pk=1, defaults={"changed_at": timezone.now()})
        return rows.get(pk=1)


def _advance(edition: Edition, *, changed: bool) -> None:
    if changed:
        edition.number += 1
        edition.changed_at = timezone.now()
        edition.save(update_fields=["number", "changed_at"])


@transaction.atomic
def load(documents: Sequence[Loaded], *, origin: Origin = Origin.DOCUMENT) -> ImportPlan:
    """Load documents that the site ships with, on nobody's behalf; what is unchanged is left alone.

    Raises:
        Refused: a document is refused; nothing is written.
    """
    edition = _lock()
    plan = make_plan([Incoming(document) for document in documents], by=None, origin=origin)
    if plan.refused:
        problems = [str(problem) for line in plan.lines for problem in line.problems]
        raise Refused(_no(" ".join(problems), "contracts.load"))
    write(plan, by=None, origin=origin)
    _advance(edition, changed=plan.to_write > 0)
    return plan


def write(plan: ImportPlan, *, by: Actor | None, origin: Origin, progress: Progress | None = None) -> None:
    """Write what a plan says, then every contract that inherits from one of them; call inside a transaction."""
    _write(plan, _with_heirs(plan), by=by, origin=origin, progress=progress)


@transaction.atomic
def refresh(contract: Contract) -> None:
    """Write again what the register shows of a contract, from its document of record and the trunk that it signed."""
    edition = _lock()
    _write(ImportPlan((), ""), {contract.slug: consolidated(contract)}, by=None, origin=Origin(contract.origin))
    _advance(edition, changed=True)


def _write(
    plan: ImportPlan,
    documents: Mapping[str, Consolidated],
    *,
    by: Actor | None,
    origin: Origin,
    progress: Progress | None = None,
) -> None:
    if not documents:
        return
    directory = Directory()
    directory.load()
    directory.add(party.institution for one in documents.values() for party in one.document.parties)
    rows = _save_contracts(plan, documents, directory, by, origin)
    acting = any(one.document.actions for one in documents.values()) or _acting(rows.values())
    names = list(documents)
    for start in range(0, len(names), CHUNK):
        sheets = [_sheet(rows[name], documents[name], directory) for name in names[start : start + CHUNK]]
        project(sheets)
        project_money(sheets)
        project_coverage(sheets)
        _write_content(sheets)
        index(sheets)
        if progress:
            progress(min(start + CHUNK, len(names)), len(names))
    if acting:
        link_actions([row.pk for row in rows.values()])


def _acting(rows: Iterable[Contract]) -> bool:
    """Tell whether these contracts hold actions so far; without any, before or after, no sum and no link changes."""
    return Action.objects.filter(contract__in=[row.pk for row in rows]).exists()


def _with_heirs(plan: ImportPlan) -> dict[str, Consolidated]:
    """The documents to write, trunks before those that extend them, and the heirs that follow a trunk that changes."""
    documents = {slug: one.consolidated for slug, one in plan.writes.items()}
    changed = set(documents)
    while changed:
        below = Contract.objects.filter(extends__slug__in=changed, trunk_sha256="").values_list("slug", flat=True)
        heirs = latest(set(below) - documents.keys())
        known = {slug: one.chain[0] for slug, one in documents.items()} | heirs
        above = {one.document.extends.contract for one in heirs.values() if one.document.extends}
        known |= latest(above - known.keys())
        documents |= {slug: whole(one, known) for slug, one in heirs.items()}
        changed = set(heirs)
    return dict(sorted(documents.items(), key=lambda item: len(item[1].chain)))


def _save_contracts(
    plan: ImportPlan,
    documents: Mapping[str, Consolidated],
    directory: Directory,
    by: Actor | None,
    origin: Origin,
) -> dict[str, Contract]:
    rows = {row.slug: row for row in Contract.objects.filter(slug__in=list(documents))}
    trunks = {one.document.extends.contract for one in documents.values() if one.document.extends}
    trunk_rows = {row.slug: row for row in Contract.objects.filter(slug__in=trunks - documents.keys())}
    records: list[Record] = []
    known, new, importer = set(rows), list[Contract](), _importer(by)
    for slug, one in documents.items():
        row = rows.get(slug) or Contract(slug=slug, origin=origin)
        rank = row.records.count() + 1 if slug in known else 1
        extends = one.document.extends
        received = plan.writes[slug].incoming if slug in plan.writes else None
        _fill(row, one)
        if received:
            row.sha256 = received.sha256
        row.extends = (rows | trunk_rows).get(extends.contract) if extends else None
        row.holder = _holder(one.document, directory) or row.holder or importer
        if slug not in known:
            new.append(row)
        rows[slug] = row
        if received:
            sender = by.user_id if by else None
            records.append(
                Record(contract=row, rank=rank, text=received.text, sha256=received.sha256, received_from_id=sender)
            )
    update(Contract, [rows[slug] for slug in documents if slug in known], columns_of(Contract))
    Contract.objects.bulk_create(new, batch_size=100)  # which gives them the time at which they come in
    Record.objects.bulk_create(records, batch_size=100)
    return {slug: rows[slug] for slug in documents}


def _fill(row: Contract, one: Consolidated) -> None:
    own, merged = one.chain[0].document, one.document
    row.title, row.summary, row.kind = own.title, own.summary or "", own.kind
    row.state = own.state or ""
    row.public = is_public(own, row.origin)
    row.start, row.end, row.signed_on = merged.period.start, merged.period.end, own.signed_on
    row.generation, row.predecessor_slug = own.generation, own.predecessor or ""
    row.parent_slug = own.parent.contract if own.parent else ""
    row.parent_goal = (own.parent.goal or "") if own.parent else ""
    row.illustrative = own.illustrative
    row.parties_count = len(merged.parties)
    row.changed_at = timezone.now()


def is_public(document: ContractDocument, origin: str) -> bool:
    """Tell whether a contract is open to all: signed or later, or named by a public list."""
    if document.state is not None:
        return document.state.value in PUBLIC
    return document.signed_on is not None or origin == Origin.PUBLIC_LIST


def _holder(merged: ContractDocument, directory: Directory) -> Institution | None:
    parties = named(merged)
    for body in merged.bodies:
        if body.kind is BodyKind.SECRETARIAT and body.run_by in parties:
            return directory.find(parties[body.run_by])
    return None


def _importer(by: Actor | None) -> Institution | None:
    seats = sorted(by.institutions_as(*WORKERS), key=str) if by else []
    return Institution.objects.filter(pk=seats[0]).first() if seats else None


def _sheet(row: Contract, one: Consolidated, directory: Directory) -> Sheet:
    found = {party: directory.find(institution) for party, institution in named(one.document).items()}
    return Sheet(row, one, {party: institution for party, institution in found.items() if institution is not None})


@lru_cache(maxsize=5000)
def _population(code: str) -> int | None:
    place = territory(code)
    return place.population if place else None


def answers(merged: ContractDocument, *, on: date) -> Report:
    """Ask a whole document the 25 propositions and the legal checks."""
    return check(from_document(merged, population_of=_population), on=on)


@typeset()
def _kept(report: Report) -> dict[str, object]:
    """The answers as the register keeps them: in French, whatever the language of who imports."""
    asked = language.set("fr")
    try:
        return report.as_dict()
    finally:
        language.reset(asked)


def _score(axis: Axis) -> Decimal | None:
    return None if axis.score is None else Decimal(axis.score).quantize(Decimal("0.001"))


def _write_content(sheets: Sequence[Sheet]) -> None:
    today = timezone.localdate()
    contracts, contents = [], []
    for sheet in sheets:
        report = answers(sheet.whole, on=today)
        kept = _kept(report)
        row = sheet.contract
        statuses = [answer.status for answer in report.propositions]
        row.checks_met, row.checks_not_met = statuses.count(Status.MET), statuses.count(Status.NOT_MET)
        row.checks_unknown = statuses.count(Status.UNKNOWN)
        row.family = sheet.whole.family or report.family.computed or ""
        row.engagement, row.transversality = (
            _score(report.positioning.engagement),
            _score(report.positioning.transversality),
        )
        contracts.append(row)
        head = sheet.whole.model_dump(mode="json", exclude_defaults=True, exclude={"actions"})
        inherited = sorted(path for path in sheet.consolidated.origin if sheet.inherits(path))
        contents.append(ContractContent(contract=row, head=head, inherited=inherited, checks=kept))
    names = ["checks_met", "checks_not_met", "checks_unknown", "family", "engagement", "transversality"]
    update(Contract, contracts, names)
    ContractContent.objects.filter(contract__in=contracts).delete()
    insert(ContractContent, contents)
