"""`maillon evidence`: verify the evidence file of a contract, without the site."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from maillon.cli.journal import SHOWN, not_shown
from maillon.cli.output import print_json
from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    from maillon.documents.evidence.report import EvidenceReport
    from maillon.documents.signature.verifying import SignatureFound, SignatureReport

OK, FOUND_FAULTS = 0, 1
MOST_BYTES = 1_000_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon evidence`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    text = _("dire si un dossier de preuve est entier, intact et d’accord avec lui-même")
    verify = verbs.add_parser("verify", help=text, description=text)
    verify.add_argument("file", metavar=_("FICHIER"), help=_("dossier de preuve, une archive .zip"))
    verify.add_argument("--head", metavar=_("EMPREINTE"), help=_("tête publiée ailleurs : 64 chiffres hexadécimaux"))
    verify.add_argument("--count", type=int, metavar=_("NOMBRE"), help=_("nombre d’événements publié avec la tête"))
    verify.add_argument(
        "--roots",
        metavar=_("CERTIFICATS"),
        action="append",
        default=[],
        help=_("certificats des émetteurs reconnus, .pem ou .der ; peut être répété"),
    )
    verify.add_argument("--format", choices=("table", "json"), default="table", help=_("forme de la réponse"))
    verify.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from maillon.documents.evidence.verifying import verify

    data, roots = _read(options.file), [_read(path) for path in options.roots]
    report = verify(data, head=options.head, count=options.count, roots=roots, name=options.file)
    if options.format == "json":
        print_json({"file": options.file, **report.as_dict()})
    else:
        print(told(options.file, report, head=options.head))
    return OK if report.verified else FOUND_FAULTS


def _read(name: str) -> bytes:
    path = Path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            what = _("ce fichier dépasse {most} Mo").format(most=whole(MOST_BYTES // 1_000_000))
            raise InputError(Problem(what, name))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem(_("ce fichier n’existe pas"), name, remedy=_("Vérifier le chemin"))) from None
    except IsADirectoryError:
        raise InputError(
            Problem(_("c’est un dossier, pas un fichier"), name, remedy=_("Donner l’archive .zip elle-même"))
        ) from None
    except (OSError, ValueError):
        remedy = _("Vérifier le chemin et les droits de lecture")
        raise InputError(Problem(_("ce fichier ne peut pas être lu"), name, remedy=remedy)) from None


def told(name: str, report: EvidenceReport, *, head: str | None) -> str:
    """Return the report for a terminal: the verdict, each fault, each signature, and what was not checked."""
    if report.verified:
        lines = [
            _("✓ {name} : dossier vérifié, contrat « {contract} »").format(name=name, contract=report.contract),
            "  " + _sizes(report),
        ]
        if report.public:
            lines.append("  " + _("Partie publique : les fichiers signés, que les parties gardent, n’y sont pas."))
    else:
        found = len(report.faults)
        faults = ngettext("{count} anomalie", "{count} anomalies", found).format(count=whole(found))
        lines = [_("✗ {name} : {faults} dans ce dossier").format(name=name, faults=faults)]
        lines += [f"  {one.problem}" for one in report.faults[:SHOWN]]
        lines += not_shown(found)
    for path, signed in report.signatures:
        lines += _signed(path, signed)
    lines += _uncovered(report)
    if report.verified:
        lines.append("  " + _attested(report, head))
    return "\n".join(lines)


def _sizes(report: EvidenceReport) -> str:
    files = ngettext("{count} fichier", "{count} fichiers", report.files).format(count=whole(report.files))
    versions = len(report.versions)
    frozen = ngettext("{count} version arrêtée", "{count} versions arrêtées", versions).format(count=whole(versions))
    acts = ngettext("{count} acte", "{count} actes", report.acts).format(count=whole(report.acts))
    events = report.journal.events
    chain = ngettext("{count} événement", "{count} événements", events).format(count=whole(events))
    return _("{files}, {frozen}, {acts} du contrat dans un journal de {chain}").format(
        files=files, frozen=frozen, acts=acts, chain=chain
    )


def _signed(path: str, signed: SignatureReport) -> list[str]:
    lines = [f"  {path}"]
    lines += [f"    {_signature(one)}" for one in signed.signatures]
    if signed.pages_changed:
        pages = ", ".join(str(page) for page in signed.pages_changed)
        lines.append("    " + _("pages à regarder, un élément visible y a été ajouté : {pages}").format(pages=pages))
    return [*lines, *(f"    {one}" for one in signed.early)]


def _signature(one: SignatureFound) -> str:
    who = _("sceau") if one.seal else _("horodatage") if one.timestamp else _("signature")
    named = ", ".join(said for said in (one.organisation or one.signer, one.title) if said)
    label = one.label + (_(" (certificat de démonstration)") if one.demonstration else "")
    return f"{who} – {label} – {named}" if named else f"{who} – {label}"


def _uncovered(report: EvidenceReport) -> list[str]:
    """Say which verifications the journal does not cover, and what it attests all the same."""
    if not report.uncovered:
        return []
    said = _("Non couvert : {path}, constat antérieur aux empreintes de vérification (acte du {time}).")
    kept = _("Le journal atteste le fichier signé, pas ce constat ; qui tient ce fichier peut le refaire.")
    told = [said.format(path=path, time=time) for path, time in report.uncovered[:SHOWN]]
    return [f"  {one}" for one in (*told, kept)]


def _attested(report: EvidenceReport, head: str | None) -> str:
    if head is None:
        return _("Sans tête publiée, un dossier entièrement refait ne se voit pas : donner --head et --count.")
    attested = report.journal.attested or 0
    if attested < report.journal.events:
        later = _("La tête publiée atteste les événements 1 à {attested} ; d’autres sont venus ensuite.")
        return later.format(attested=whole(attested))
    return _("La tête publiée atteste tous ces événements.")
