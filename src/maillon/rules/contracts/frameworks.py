"""The kinds of contracts that Maillon knows: one YAML file each, in maillon/data/frameworks.

A framework says what a kind of contract is, which propositions concern it, the values that take the place of the
report's defaults and how far a method agreement may go from them. Adding a kind is adding a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from maillon.rules.contracts.steps import STEPS, step_answer
from maillon.rules.decision import Citation
from maillon.rules.parameters import Value, parameters, sources
from maillon.rules.parameters.model import READERS, Kind
from maillon.rules.parameters.resolution import Override
from maillon.rules.parameters.store import fault, mapping, read_range, read_yaml
from maillon.rules.wording import _

FOLDER = Path(__file__).parents[2] / "data" / "frameworks"
FAMILIES = ("sectoral", "method_conference", "project")
LEVELS = ("strategy", "operational", "standalone")
_KEYS = frozenset(
    {
        "name",
        "definition",
        "family",
        "level",
        "duration_years",
        "expected_parties",
        "not_applicable",
        "parameters",
        "positioning",
        "legal_checks",
        "sources",
        "chosen_by_maillon",
    }
)
_PROPOSITIONS = frozenset(f"P{rank:02d}" for rank in range(1, 26))


@dataclass(frozen=True, slots=True, eq=False)
class Framework:
    """A kind of contract.

    Attributes:
        slug: the file's stem, which documents write in `kind`.
        level: "strategy", "operational" (under a strategy contract) or "standalone".
        expected_parties: each group holds kinds of institutions of which at least one signs.
        not_applicable: propositions that do not concern this kind, with the reason.
        parameters: values and ranges that take the place of the defaults.
        engagement, transversality: answers to the two questionnaires that hold for the kind.
        legal_checks: legal checks that concern only this kind.
        chosen_by_maillon: keys whose content is Maillon's choice and stands in no source.
    """

    slug: str
    name: str
    definition: str
    family: str | None
    level: str
    duration_years: int | None
    expected_parties: tuple[tuple[str, ...], ...]
    not_applicable: Mapping[str, str]
    parameters: Mapping[str, Override]
    engagement: Mapping[str, Decimal]
    transversality: Mapping[str, Decimal]
    legal_checks: tuple[str, ...]
    citations: tuple[Citation, ...]
    chosen_by_maillon: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape."""
        return {
            "slug": self.slug,
            "name": self.name,
            "definition": self.definition,
            "family": self.family,
            "level": self.level,
            "duration_years": self.duration_years,
            "sources": [citation.text for citation in self.citations],
        }


def framework(slug: str) -> Framework | None:
    """Return the framework of a document's `kind`; None when Maillon does not know it."""
    return _one(slug) if slug in slugs() else None


@cache
def slugs() -> tuple[str, ...]:
    """Return the slugs of all frameworks, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def frameworks() -> tuple[Framework, ...]:
    """Return all frameworks, by slug."""
    return tuple(_one(slug) for slug in slugs())


@cache
def _one(slug: str) -> Framework:
    return read_framework(FOLDER / f"{slug}.yaml")


def read_framework(path: Path) -> Framework:
    """Read and validate one framework file.

    Raises:
        InputError: a key is unknown, missing, or does not hold what it must; the message names file and key.
    """
    given = mapping(path, "", read_yaml(path))
    if unknown := sorted(set(given) - _KEYS):
        raise fault(path, unknown[0], _("clé inconnue"), ", ".join(sorted(_KEYS)))
    positioning = mapping(path, "positioning", given.get("positioning", {}))
    return Framework(
        slug=path.stem,
        name=_text(path, given, "name"),
        definition=_text(path, given, "definition"),
        family=_one_of(path, "family", given.get("family"), FAMILIES) if "family" in given else None,
        level=_one_of(path, "level", given.get("level", "standalone"), LEVELS),
        duration_years=_years(path, given.get("duration_years")),
        expected_parties=_groups(path, given.get("expected_parties", [])),
        not_applicable=_reasons(path, given.get("not_applicable", {})),
        parameters=_overrides(path, given.get("parameters", {})),
        engagement=_answers(path, positioning.get("engagement", {})),
        transversality=_answers(path, positioning.get("transversality", {})),
        legal_checks=_words(path, "legal_checks", given.get("legal_checks", [])),
        citations=_citations(path, given.get("sources", [])),
        chosen_by_maillon=_words(path, "chosen_by_maillon", given.get("chosen_by_maillon", [])),
    )


def _text(path: Path, given: Mapping[str, object], key: str) -> str:
    text = given.get(key)
    if not isinstance(text, str) or not text.strip():
        raise fault(path, key, _("un texte est attendu"))
    return " ".join(text.split())


def _one_of(path: Path, key: str, given: object, allowed: tuple[str, ...]) -> str:
    if given not in allowed:
        raise fault(path, key, _("valeur inconnue : {value}").format(value=given), ", ".join(allowed))
    return str(given)


def _years(path: Path, given: object) -> int | None:
    if given is not None and (type(given) is not int or given < 1):
        raise fault(path, "duration_years", _("un nombre d’années est attendu"))
    return given if isinstance(given, int) else None


def _words(path: Path, key: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise fault(path, key, _("une liste de mots est attendue"))
    return tuple(given)


def _groups(path: Path, given: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(given, list):
        raise fault(path, "expected_parties", _("une liste de listes est attendue"))
    return tuple(_words(path, "expected_parties", group) for group in given)


def _reasons(path: Path, given: object) -> Mapping[str, str]:
    reasons = mapping(path, "not_applicable", given)
    for proposition, reason in reasons.items():
        if proposition not in _PROPOSITIONS or not isinstance(reason, str):
            raise fault(
                path, f"not_applicable.{proposition}", _("une proposition P01 à P25 et sa raison sont attendues")
            )
    return MappingProxyType({proposition: str(reason) for proposition, reason in reasons.items()})


def _citations(path: Path, given: object) -> tuple[Citation, ...]:
    cited = _words(path, "sources", given)
    if not cited:
        raise fault(path, "sources", _("au moins une source est attendue"))
    for slug in cited:
        if slug not in sources():
            raise fault(path, f"sources.{slug}", _("source inconnue"), "rules/parameters/contracts/sources.yaml")
    return tuple(sources()[slug].citation for slug in cited)


def _overrides(path: Path, given: object) -> Mapping[str, Override]:
    found = {}
    for name, told in mapping(path, "parameters", given).items():
        key = f"parameters.{name}"
        if name not in parameters():
            raise fault(path, key, _("paramètre inconnu"))
        found[name] = _override(path, key, name, mapping(path, key, told))
    return MappingProxyType(found)


def _override(path: Path, key: str, name: str, told: Mapping[str, object]) -> Override:
    parameter = parameters()[name]
    value: Value | None = None
    if "value" in told:
        value = parameter.read(told["value"])
        if value is None:
            raise fault(path, key, _("la valeur n’a pas le type « {kind} »").format(kind=parameter.kind))
    bounds = read_range(parameter.kind, told) if {"min", "max", "allowed"} & set(told) else None
    if value is not None and bounds is not None and not bounds.admits(value):
        raise fault(path, key, _("la valeur sort des bornes du cadre"))
    return Override(value, bounds)


def _answers(path: Path, given: object) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for question, answer in mapping(path, "positioning", given).items():
        read = step_answer(str(answer)) if answer in STEPS else READERS[Kind.RATE](answer)
        if isinstance(read, Decimal):
            found[question] = read
        if question not in found:
            raise fault(path, f"positioning.{question}", _("un degré de l’axe ou un nombre de 0 à 1 est attendu"))
    return MappingProxyType(found)
