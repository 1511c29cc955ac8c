"""What people send: read with the documents room's guards, previewed, kept until confirmed or a day has passed."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.documents.contract.loading import loads_bytes
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import require
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import ImportDraft, ImportState, Origin, SourceKind
from maillon.web.contracts.services.crte import read_list
from maillon.web.contracts.services.importing import RULE, Progress, import_documents
from maillon.web.contracts.services.plan import Effect, ImportPlan, Incoming, PlanLine

MOST_FILES = 20
MOST_BYTES = 10_000_000
KEPT = timedelta(days=1)
AT_WORK = (ImportState.QUEUED, ImportState.RUNNING)
DOCUMENTS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    data: bytes


def send(files: Sequence[Sent], *, by: Actor) -> tuple[ImportDraft, ImportPlan]:
    """Read files and keep them until they are confirmed; nothing enters the register.

    Args:
        files: contract documents (YAML or JSON), or one list of CRTE (CSV).
        by: who sends them.

    Raises:
        Refused: the policy says no.
        InputError: the files are not what is expected; every fault.
    """
    require(by, "contract.import")
    kind = _kind(files)
    plan = _plan(kind, files, by=by)
    now = timezone.now()
    with transaction.atomic():
        ImportDraft.objects.filter(changed_at__lt=now - KEPT).delete()
        ImportDraft.objects.visible_to(by).exclude(state__in=AT_WORK).delete()
        packed = _pack(files)
        draft = ImportDraft.objects.create(
            kind=kind,
            name=", ".join(file.name for file in files)[:255],
            data=packed,
            sha256=hashlib.sha256(packed).hexdigest(),
            fingerprint=plan.fingerprint,
            contracts=plan.to_write,
            sent_by_id=by.user_id or "",
        )
    return draft, plan


def again(draft: ImportDraft, *, by: Actor) -> ImportPlan:
    """Preview a draft once more, as the register is now."""
    return _plan(SourceKind(draft.kind), _unpack(bytes(draft.data)), by=by)


def confirm(
    draft_id: UUID, *, by: Actor, fingerprint: str, leave_refused: bool, progress: Progress | None = None
) -> ImportPlan:
    """Import a draft as it was previewed, and keep of it only what was done: both are written, or neither.

    Raises:
        Refused: the policy says no, the preview is stale, lines are refused, or it was imported already.
        InputError: the file can no longer be read.
        ImportDraft.DoesNotExist: absent, or someone else's.
    """
    rows = ImportDraft.objects.visible_to(by)
    draft = rows.get(pk=draft_id)
    kind = SourceKind(draft.kind)
    _must_be_open(draft, fingerprint)
    incoming, refused = _read(kind, _unpack(bytes(draft.data)))
    with transaction.atomic():
        draft = rows.select_for_update(of=("self",)).get(pk=draft_id)
        _must_be_open(draft, fingerprint)
        plan = import_documents(
            incoming,
            by=by,
            commit=True,
            expected=fingerprint,
            origin=_origin(kind),
            refused=refused,
            leave_refused=leave_refused,
            progress=progress,
        )
        draft.state, draft.changed_at, draft.data = ImportState.DONE, timezone.now(), b""
        draft.outcome = {effect.value: plan.count(effect) for effect in Effect}
        if len(plan.writes) == 1:
            draft.outcome["slug"] = next(iter(plan.writes))
        draft.save(update_fields=["state", "changed_at", "data", "outcome"])
    return plan


def _must_be_open(draft: ImportDraft, fingerprint: str) -> None:
    if draft.state == ImportState.DONE:
        because = _("Cet import est déjà fait : il ne se fait pas deux fois.")
        raise Refused(_no(because, "done", _("Voir ce qui a été écrit.")))
    if not fingerprint:
        because = _("Un import se confirme depuis son aperçu.")
        raise Refused(_no(because, "preview", _("Ouvrir l’aperçu, puis confirmer.")))


def _no(because: str, rule: str, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule=f"contracts.import.{rule}", citations=(RULE,), remedy=remedy)


def _origin(kind: SourceKind) -> Origin:
    return Origin.PUBLIC_LIST if kind is SourceKind.CRTE_LIST else Origin.DOCUMENT


def _plan(kind: SourceKind, files: Sequence[Sent], *, by: Actor) -> ImportPlan:
    incoming, refused = _read(kind, files)
    return import_documents(incoming, by=by, commit=False, origin=_origin(kind), refused=refused)


def _kind(files: Sequence[Sent]) -> SourceKind:
    if not files:
        raise InputError(Problem(_("aucun fichier n’a été envoyé"), remedy=_("Choisir un fichier")))
    if len(files) > MOST_FILES:
        raise InputError(Problem(_("plus de {most} fichiers à la fois").format(most=MOST_FILES)))
    if sum(len(file.data) for file in files) > MOST_BYTES:
        raise InputError(Problem(_("l’envoi dépasse 10 Mo"), remedy=_("Envoyer les fichiers en plusieurs fois")))
    suffixes = {PurePath(file.name).suffix.lower() for file in files}
    if suffixes == {".csv"} and len(files) == 1:
        return SourceKind.CRTE_LIST
    if suffixes <= set(DOCUMENTS):
        return SourceKind.DOCUMENT
    raise InputError(
        Problem(
            _("ce type de fichier n’est pas reconnu : {types}").format(types=", ".join(sorted(suffixes)) or "–"),
            ", ".join(file.name for file in files),
            expected=_("Des documents de contrat (.yaml, .yml, .json), ou une seule liste des CRTE (.csv)"),
        )
    )


def _read(kind: SourceKind, files: Sequence[Sent]) -> tuple[list[Incoming], list[PlanLine]]:
    if kind is SourceKind.CRTE_LIST:
        return read_list(files[0].data, name=files[0].name)
    incoming: list[Incoming] = []
    refused: list[PlanLine] = []
    for file in files:
        try:
            loaded = loads_bytes(file.data, name=file.name, suffix=PurePath(file.name).suffix.lower())
        except InputError as error:
            refused.append(PlanLine("", file.name, Effect.REFUSE, problems=error.problems, where=file.name))
        else:
            incoming.append(Incoming(loaded, file.name))
    return incoming, refused


def _pack(files: Sequence[Sent]) -> bytes:
    packed = [{"name": file.name, "data": base64.b64encode(file.data).decode()} for file in files]
    return json.dumps(packed).encode()


def _unpack(packed: bytes) -> list[Sent]:
    return [Sent(file["name"], base64.b64decode(file["data"])) for file in json.loads(packed)]
