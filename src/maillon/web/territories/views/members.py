"""Members of a perimeter while they are chosen: what a form has gathered so far, and what must still be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from maillon.analytics.territories import Match, Territory, find, territory
from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories.listed import Replaced, read_list
from maillon.rules.problem import InputError, Problem
from maillon.web.territories.forms import MembersForm, TerritoryField
from maillon.web.territories.queries import compacted

MOST_FILE_BYTES = 2_000_000
MOST_SHOWN = 40
MOST_KEPT_APART = 500
"""Beyond, whole intercommunalities take the place of their communes: a shorter list, quicker to carry and to draw."""
_CHOICES = 8


@dataclass(slots=True)
class Members:
    """What was chosen, and what the last request changed.

    Attributes:
        chosen: references of territories, in the order in which they came.
        form: the fields to choose more.
        found: territories that the searched words may mean, to choose among.
        replaced: codes that were not today's, and what they stand for.
        column: name of the column that was read.
        problems: what could not be read.
        said: what was added or taken away, in words.
    """

    chosen: dict[str, None]
    form: MembersForm
    found: list[Match] = field(default_factory=list)
    replaced: tuple[Replaced, ...] = ()
    column: str = ""
    problems: tuple[Problem, ...] = ()
    said: str = ""

    @property
    def places(self) -> list[Territory]:
        """The chosen territories that are shown, the first ones."""
        return [place for code in list(self.chosen)[:MOST_SHOWN] if (place := territory(code))]

    @property
    def more(self) -> int:
        """How many chosen territories are not shown."""
        return max(0, len(self.chosen) - MOST_SHOWN)

    @property
    def settled(self) -> bool:
        """Whether nothing remains to be chosen or mended before the perimeter is kept."""
        return bool(self.chosen) and not self.found and not self.problems

    @property
    def communes(self) -> Communes:
        """Today's communes of what was chosen."""
        return Communes.of(*self.chosen)


def started(chosen: Any = ()) -> Members:
    """Return what an empty form shows."""
    members = Members(dict.fromkeys(chosen), MembersForm())
    return _ready(members)


def gathered(data: QueryDict, files: MultiValueDict[str, Any]) -> Members:
    """Read what was sent: members so far, then what is added or taken away; nothing is kept."""
    given = MembersForm(data, files)
    refused = [] if given.is_valid() else [one for errors in given.errors.values() for one in errors]
    written = given.cleaned_data
    known = [code for code in written.get("membres", "").split() if territory(code)]
    members = Members(dict.fromkeys(known), MembersForm())
    if asked := [code for code in data.getlist("ajouter") if territory(code)]:
        _add(members, asked)
    elif gone := data.get("retirer"):
        _remove(members, gone)
    else:
        _search(members, written.get("cherche", ""))
        _paste(members, written)
    members.problems = (*members.problems, *(Problem(str(one)) for one in refused))
    return _ready(members)


def _ready(members: Members) -> Members:
    shown = {name: members.form.initial.get(name) for name in ("cherche", "codes", "colonne")}
    members.form = MembersForm(initial={**shown, "membres": " ".join(members.chosen)})
    return members


def _add(members: Members, references: list[str]) -> None:
    members.chosen.update(dict.fromkeys(references))
    names = [place.name for code in references if (place := territory(code))]
    members.said = _("Ajouté : {names}.").format(names=", ".join(names[:5]))


def _remove(members: Members, reference: str) -> None:
    if reference == "tout":
        members.chosen.clear()
        members.said = _("Tous les membres sont retirés.")
        return
    place = territory(reference)
    if place and members.chosen.pop(place.ref, 0) is None:
        members.said = _("Retiré : {name}.").format(name=place.name)


def _search(members: Members, written: str) -> None:
    if not written:
        return
    try:
        place = TerritoryField(required=False).clean(written)
    except ValidationError:
        members.found = find(written, limit=_CHOICES)
        members.form.initial["cherche"] = written
        if not members.found:
            what = _("aucun territoire ne ressemble à « {text} »").format(text=written[:80])
            members.problems = (Problem(what, remedy=_("Vérifier l’orthographe, ou chercher par le code postal")),)
    else:
        if place is not None:
            _add(members, [place.ref])


def _paste(members: Members, written: dict[str, Any]) -> None:
    sent, column = written.get("fichier"), written.get("colonne", "")
    try:
        text = _decoded(sent) if sent else written.get("codes", "")
        if not text.strip():
            return
        found = read_list(text, column=column)
    except InputError as error:
        members.problems = (*members.problems, *error.problems)
        members.form.initial.update({"codes": written.get("codes", ""), "colonne": column})
        return
    before = len(members.chosen)
    members.chosen.update(dict.fromkeys(found.references))
    new = len(members.chosen) - before
    if len(members.chosen) > MOST_KEPT_APART:
        members.chosen = dict.fromkeys(compacted(members.communes.communes))
    members.replaced, members.column = found.replaced, found.column
    members.said = _("{n} territoires lus, dont {new} nouveaux.").format(n=len(found.references), new=new)


def _decoded(sent: Any) -> str:
    """Return the text of a file.

    Raises:
        InputError: it is too large, a workbook, or no text.
    """
    if sent.size > MOST_FILE_BYTES:
        raise InputError(Problem(_("ce fichier dépasse 2 Mo"), sent.name))
    data = sent.read()
    if data[:2] == b"PK" or b"\x00" in data:
        remedy = _("Copier la colonne des codes dans le tableur et la coller ici, ou enregistrer au format CSV")
        raise InputError(Problem(_("ce n’est pas un fichier de texte"), sent.name, remedy=remedy))
    try:
        return str(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return str(data.decode("cp1252", errors="replace"))
