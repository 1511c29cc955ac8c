"""YAML read strictly: what is written is what is understood, and nothing passes through a binary float.

The reading is that of YAML 1.2 with the surprises removed: `no` and `12:30` are texts, `01004` keeps its zero, a
number is an exact integer or decimal. Duplicate keys, aliases, tags and several documents are refused.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml._yaml import CParser

from maillon.documents.contract import yaml_lines
from maillon.documents.contract.paths import Path
from maillon.documents.contract.scalars import resolve
from maillon.documents.contract.source import MOST_DEPTH, MOST_NODES
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

_OTHER_FAULT = (
    noted("la ponctuation ou l’alignement ne se lit pas ici"),
    noted("Vérifier les espaces en début de ligne, les « : » et les guillemets, sur cette ligne et la précédente"),
)
_FAULTS = {
    "mapping values are not allowed": (
        noted("un « : » de trop rend la ligne ambiguë, ou la ligne n’est pas alignée sur les précédentes"),
        noted("Mettre entre guillemets un texte qui contient « : » ; aligner les champs d’un même élément"),
    ),
    "could not find expected ':'": (
        noted("une ligne n’a pas la forme « champ: valeur »"),
        noted("Écrire « champ: valeur » ; un texte sur plusieurs lignes commence par « | »"),
    ),
    "cannot start any token": (
        noted("un caractère ne peut pas se trouver ici : tabulation, @, ` ou %"),
        noted("Aligner avec des espaces, jamais des tabulations ; mettre entre guillemets un texte qui commence ainsi"),
    ),
    "tab character": (
        noted("une tabulation sert d’alignement"),
        noted("Remplacer les tabulations par des espaces"),
    ),
    "unexpected end of stream": (
        noted("un guillemet ouvert n’est pas refermé"),
        noted("Fermer le guillemet ; dans un texte entre ', une apostrophe s’écrit deux fois"),
    ),
    "expected ',' or": (
        noted("une liste entre [ ] ou { } n’est pas refermée, ou une virgule manque"),
        noted("Séparer les éléments par des virgules et refermer"),
    ),
    "did not find expected key": (
        noted("une ligne n’est pas alignée sur les champs du même élément"),
        noted("Aligner les champs d’un même élément sur la même colonne ; fermer les guillemets"),
    ),
    "expected '-' indicator": (
        noted("un élément de liste ne commence pas par « - »"),
        noted("Commencer chaque élément par « - », sur la même colonne"),
    ),
    "block sequence entries": (
        noted("un « - » ne peut pas se trouver ici"),
        noted("Écrire la liste à la ligne suivante, un élément par ligne"),
    ),
    "escape": (
        noted("une barre oblique inverse introduit un code inconnu dans un texte entre guillemets"),
        noted("Doubler la barre, ou entourer le texte d’apostrophes"),
    ),
    "control characters": (noted("le texte contient un caractère invisible interdit"), noted("Retirer ce caractère")),
    "document start": (
        noted("plusieurs contenus se suivent sans former un seul document"),
        noted("Garder un seul contrat par fichier"),
    ),
}


class _Builder:
    """Builds the tree from the parser's events; `lines`, when given, receives the line of each path."""

    def __init__(self, text: str, name: str, lines: dict[Path, int] | None = None) -> None:
        self.parser: Any = CParser(text)
        self.name = name
        self.lines = lines
        self.nodes = 0

    def refuse(self, what: str, line: int | None, remedy: str = "", where: str = "") -> InputError:
        return InputError(Problem(what, where=where or self.name, line=line, remedy=remedy))

    def document(self) -> Any:
        get = self.parser.get_event
        get()  # start of stream
        event = get()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        tree = self.value(get(), (), 0)
        get()  # end of document
        event = get()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self.refuse(
                _("le fichier contient plusieurs documents séparés par « --- »"),
                event.start_mark.line + 1,
                _("Garder un seul contrat par fichier"),
            )
        return tree

    def value(self, event: Any, path: Path, depth: int) -> Any:
        self.nodes += 1
        kind = type(event)
        if kind is yaml.ScalarEvent and event.tag is None and event.anchor is None:
            return resolve(event.value) if event.implicit[0] else event.value
        self._admit(event, depth)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _admit(self, event: Any, depth: int) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise self.refuse(
                _("le renvoi « {alias} » n’est pas admis").format(alias=f"{mark}{event.anchor}"[:60]),
                line,
                _("Recopier la valeur ; pour un texte qui commence par & ou *, le mettre entre guillemets"),
            )
        if event.tag is not None:
            raise self.refuse(
                _("l’étiquette « {tag} » n’est pas admise").format(tag=str(event.tag)[:60]),
                line,
                _("Écrire la valeur seule ; pour un texte qui commence par « ! », le mettre entre guillemets"),
            )
        if depth >= MOST_DEPTH:
            what = _("le document est imbriqué sur plus de {most} niveaux").format(most=MOST_DEPTH)
            raise self.refuse(what, line, _("Un contrat en a une dizaine : vérifier l’alignement et les crochets"))
        if self.nodes > MOST_NODES:
            raise self.refuse(_("le document compte plus de {most} éléments").format(most=MOST_NODES), line)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        built: list[Any] = []
        get, value, lines = self.parser.get_event, self.value, self.lines
        while True:
            event = get()
            if type(event) is yaml.SequenceEndEvent:
                return built
            step = (*path, len(built)) if lines is not None else path
            if lines is not None:
                lines[step] = event.start_mark.line + 1
            built.append(value(event, step, depth + 1))
            if self.nodes > MOST_NODES:
                self._admit(event, depth)

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        first: dict[str, int] = {}
        get, value, lines = self.parser.get_event, self.value, self.lines
        while True:
            event = get()
            kind = type(event)
            if kind is yaml.MappingEndEvent:
                return built
            if kind is not yaml.ScalarEvent or event.tag is not None or event.anchor is not None:
                self._admit(event, depth)
                remedy = _("Écrire « champ: valeur » ; mettre entre guillemets un texte qui commence par [ ou {")
                raise self.refuse(_("un nom de champ est un mot simple"), event.start_mark.line + 1, remedy)
            key = event.value
            if key in built:
                raise self._twice(key, first[key], event.start_mark.line + 1)
            first[key] = event.start_mark.line + 1
            step = (*path, key) if lines is not None else path
            if lines is not None:
                lines[step] = first[key]
            built[key] = value(get(), step, depth + 1)
            if self.nodes > MOST_NODES:
                self._admit(event, depth)

    def _twice(self, key: str, first: int, second: int) -> InputError:
        return self.refuse(
            _("le champ « {key} » est écrit deux fois, lignes {first} et {second}").format(
                key=key[:80], first=first, second=second
            ),
            second,
            _("Garder une seule des deux valeurs"),
        )


def parse(text: str, name: str = "") -> Any:
    """Return the tree of plain values that the YAML `text` holds; None when it holds nothing.

    A text in the plain form that Maillon writes is read line by line, several times faster; any other goes through
    libyaml. Both readings give the same tree: a test compares them on generated and on mutated documents.

    Raises:
        InputError: the text is not YAML, or uses what this format refuses.
    """
    plain = yaml_lines.read(text)
    return parse_strictly(text, name) if plain is None else plain


def parse_strictly(text: str, name: str = "") -> Any:
    """Return the same tree as `parse`, always through libyaml.

    Raises:
        InputError: the text is not YAML, or uses what this format refuses.
    """
    return _guarded(_Builder(text, name))


def lines(text: str) -> dict[Path, int]:
    """Return the 1-based line of every path of a text that `parse` accepts."""
    found: dict[Path, int] = {(): 1}
    _guarded(_Builder(text, "", found))
    return found


def _guarded(builder: _Builder) -> Any:
    try:
        return builder.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else None
        what, remedy = next((said for sign, said in _FAULTS.items() if sign in str(error.problem)), _OTHER_FAULT)
        raise builder.refuse(_(what), line, _(remedy)) from error
    except yaml.YAMLError as error:
        raise builder.refuse(_("le texte n’est pas du YAML lisible"), None) from error
