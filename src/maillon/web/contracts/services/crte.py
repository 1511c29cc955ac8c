"""The public list of CRTE (one row per intercommunality) as contract documents.

Columns: notes of the format, « liste des CRTE 2023 ». What spreadsheets do to such a file is mended when there is no
doubt, and said; otherwise the CRTE is refused with the line to correct.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillon.analytics.territories import Territory, communes_of, resolve, territory
from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.rules.identifiers import valid_siren
from maillon.rules.problem import InputError, Problem
from maillon.web.contracts.queries.whole import bare
from maillon.web.contracts.services.plan import Effect, Incoming, PlanLine

NEEDED = ("id_crte", "lib_crte", "siren_groupement")
MOST_ROWS = 5_000
"""The national list has one for each of some 1,250 intercommunalities."""
MOST_CONTRACTS = 2_000
"""Each is read and checked whole before the preview: ten seconds at most for a reader who waits."""
MOST_BYTES = 10_000_000
REFERENCE = "liste-crte"
_ENCODINGS = ("utf-8-sig", "cp1252")
_DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: its number in the file, and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class Listed:
    """One CRTE of the list, gathered from its lines."""

    id: str
    title: str
    rows: list[Row] = field(default_factory=list)
    places: list[tuple[Row, Territory]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The lines of the file that tell this CRTE."""
        lines = [row.line for row in self.rows]
        if len(lines) == 1:
            return _("ligne {line}").format(line=lines[0])
        return _("lignes {lines}").format(lines=", ".join(map(str, lines)))


def read_list(data: bytes, *, name: str = "") -> tuple[list[Incoming], list[PlanLine]]:
    """Read the list: CRTE that can be imported, and lines refused with their reasons.

    Raises:
        InputError: this is not the list: wrong format, missing columns, too large, empty.
    """
    text, mended = _decode(data, name)
    rows = list(_rows(text, name))
    if not rows:
        raise InputError(Problem(_("ce fichier ne contient aucune ligne"), name))
    listed, refused = _gather(rows)
    if len(listed) > MOST_CONTRACTS:
        raise _too_many(_("ce fichier décrit plus de {most} contrats").format(most=MOST_CONTRACTS), name)
    incoming: list[Incoming] = []
    for one in listed:
        for row in one.rows:
            _place(one, row)
        if one.problems:
            refused.append(
                PlanLine(_slug(one.id), one.title, Effect.REFUSE, problems=tuple(one.problems), where=one.where)
            )
        else:
            notes = (*mended, *dict.fromkeys(one.notes))
            with override("fr"):  # what is kept does not depend on who reads the preview
                document = _document(one)
            incoming.append(Incoming(bare(document), one.where, notes))
    return incoming, refused


def _too_many(what: str, name: str) -> InputError:
    return InputError(
        Problem(
            what,
            name,
            expected=_("La liste nationale des CRTE en a quatre fois moins"),
            remedy=_("Vérifier le fichier, ou l’envoyer en plusieurs fois, région par région"),
        )
    )


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if len(data) > MOST_BYTES:
        raise InputError(Problem(_("ce fichier dépasse 10 Mo"), name, remedy=_("N’envoyer que la liste des CRTE")))
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise InputError(
            Problem(
                _("c’est un classeur ou une archive, pas un fichier CSV"),
                name,
                remedy=_("Dans le tableur, enregistrer au format « CSV UTF-8 » puis renvoyer"),
            )
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), (_("fichier lu en UTF-16"),)
    if b"\x00" in data:
        raise InputError(Problem(_("ce fichier n’est pas du texte"), name, expected=_("Un fichier CSV est attendu")))
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, (() if encoding == "utf-8-sig" else (_("accents lus comme du Windows-1252"),))
    return data.decode("latin-1"), (_("accents lus comme du latin-1"),)


def _rows(text: str, name: str) -> Iterator[Row]:
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip()), delimiter=delimiter)
    try:
        columns = [re.sub(r"\W+", "_", cell.strip().lower()).strip("_") for cell in next(reader)]
        missing = [column for column in NEEDED if column not in columns]
        if missing:
            raise InputError(
                Problem(
                    _("il manque des colonnes : {columns}").format(columns=", ".join(missing)),
                    name,
                    1,
                    _("La liste nationale des CRTE est attendue, une ligne par intercommunalité"),
                    _("Vérifier que la première ligne porte les noms des colonnes"),
                )
            )
        for number, cells in enumerate(reader):
            if number >= MOST_ROWS:
                raise _too_many(_("ce fichier a plus de {most} lignes").format(most=MOST_ROWS), name)
            if len(cells) > 2 * len(columns):
                what = _("cette ligne a {count} colonnes, la première en a {expected}")
                what = what.format(count=len(cells), expected=len(columns))
                raise InputError(Problem(what, name, reader.line_num, remedy=_("Réparer les fins de ligne du fichier")))
            if any(cell.strip() for cell in cells):
                yield Row(reader.line_num, dict(zip(columns, (cell.strip()[:400] for cell in cells), strict=False)))
    except csv.Error as error:
        raise InputError(Problem(_("ce fichier CSV n’est pas lisible"), name, reader.line_num)) from error
    except StopIteration:
        return


def _gather(rows: Iterable[Row]) -> tuple[list[Listed], list[PlanLine]]:
    listed: dict[str, Listed] = {}
    refused: list[PlanLine] = []
    for row in rows:
        if not slugify(row["id_crte"]) or not row["lib_crte"]:
            lacking = "id_crte" if not slugify(row["id_crte"]) else "lib_crte"
            problem = Problem(_("la colonne {column} est vide").format(column=lacking), lacking, row.line)
            where = _("ligne {line}").format(line=row.line)
            refused.append(PlanLine("", row["lib_crte"] or "–", Effect.REFUSE, problems=(problem,), where=where))
            continue
        one = listed.setdefault(row["id_crte"], Listed(row["id_crte"], row["lib_crte"]))
        one.rows.append(row)
    return list(listed.values()), refused


def _place(one: Listed, row: Row) -> None:
    """Find the intercommunality of a line, today's when its code is former."""
    written = row["siren_groupement"]
    siren = re.sub(r"[\s\u00a0\u202f]|\.0+$", "", written)
    if not valid_siren(siren):
        what = _("« {siren} » n’est pas un SIREN : neuf chiffres avec clé de contrôle").format(siren=written)
        one.problems.append(
            Problem(
                what if siren else _("le numéro SIREN de l’intercommunalité manque"),
                "siren_groupement",
                row.line,
                remedy=_("Rouvrir le fichier d’origine : un tableur a pu tronquer ou arrondir le nombre"),
            )
        )
        return
    found = territory(siren)
    if found is None:
        said = resolve(siren)
        todays = [place for code in said.current if (place := territory(code))]
        if len(todays) != 1:
            what = said.note or _("« {siren} » n’est pas une intercommunalité d’aujourd’hui").format(siren=siren)
            remedy = _("Remplacer par l’intercommunalité d’aujourd’hui")
            one.problems.append(Problem(what, "siren_groupement", row.line, remedy=remedy))
            return
        found = todays[0]
        one.notes.append(said.note)
    if found.ref not in {place.ref for _row, place in one.places}:
        one.places.append((row, found))


def _slug(identifier: str) -> str:
    slug = slugify(identifier)
    return slug if slug.startswith("crte") else f"crte-{slug}"


def _document(one: Listed) -> ContractDocument:
    source = [{"reference": REFERENCE, "passage": f"id_crte {one.id}"}]
    places = [place for _row, place in one.places]
    perimeter: dict[str, Any] = {"label": one.title, "sources": source}
    perimeter["epci"] = [place.code for place in places if place.level == "epci"]
    perimeter["communes"] = sorted(
        {code for place in places if place.level != "epci" for code in communes_of(place.ref)}
    )
    first = one.rows[0]
    extra = {"id-crte": {"label": _("Identifiant dans la liste"), "type": "text", "text": one.id}}
    for column, title in (("type_grp_crte", _("Type de groupement")), ("lib_dep", _("Département chef de file"))):
        if first[column]:
            extra[column.replace("_", "-")] = {"label": title, "type": "text", "text": first[column]}
    tree = {
        "format": FORMAT,
        "id": _slug(one.id),
        "title": _titled(one.title),
        "kind": "crte",
        "summary": ngettext(
            "Contrat connu par la liste nationale des CRTE, qui en donne le périmètre : {count} intercommunalité.",
            "Contrat connu par la liste nationale des CRTE, qui en donne le périmètre : {count} intercommunalités.",
            len(places),
        ).format(count=len(places)),
        "excerpt": True,
        "perimeter": {key: value for key, value in perimeter.items() if value},
        "parties": [*(_party(row, place, source) for row, place in one.places), *_above(one, source)],
        "extra": extra,
        "references": [{"id": REFERENCE, "title": _("Liste nationale des CRTE"), "publisher": "ANCT"}],
        "sources": source,
    }
    return ContractDocument.model_validate(tree)


def _titled(label: str) -> str:
    return label if "crte" in label.lower() or "relance" in label.lower() else f"CRTE {label}"


def _party(row: Row, place: Territory, source: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "id": f"epci-{place.code}",
        "institution": {
            "name": row["lib_groupement"] or place.name,
            "kind": "epci",
            "siren": place.code,
            "territory": place.ref,
        },
        "class": "signatory",
        "sources": source,
    }


def _above(one: Listed, source: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the wider groupings (PETR, syndicat) that the list names."""
    seen: set[str] = set()
    for row in one.rows:
        siren = re.sub(r"\D", "", row["siren_grp_supra"])
        if valid_siren(siren) and siren not in seen and row["lib_grp_supra"]:
            seen.add(siren)
            kind = "petr" if "petr" in row["nat_jur_grp_supra"].lower() else "syndicat"
            yield {
                "id": f"groupement-{siren}",
                "institution": {"name": row["lib_grp_supra"], "kind": kind, "siren": siren},
                "class": "partner",
                "sources": source,
            }
