"""The list of contracts: what a reader may filter by, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext

from maillon.analytics.territories import find, territory
from maillon.rules.contracts.frameworks import framework
from maillon.web.accounts.queries import visitor
from maillon.web.contracts.labels import FAMILIES, STATES
from maillon.web.contracts.models import Attachment, Contract, ContractTerritory, Goal, Theme
from maillon.web.contracts.queries.kept import Kept
from maillon.web.contracts.queries.search import MAX_TEXT, matching_contracts
from maillon.web.territories.models import Perimeter, PerimeterCommune
from maillon.web.territories.queries import CODE_AT_END, as_uuid, named_perimeter

SORTS = {
    "pertinence": ("-score", "title", "slug"),
    "titre": ("title", "slug"),
    "population": (F("population").desc(nulls_last=True), "slug"),
    "montant": (F("amount_cents").desc(nulls_last=True), "slug"),
    "signature": (F("signed_on").desc(nulls_last=True), "slug"),
}
SURE = 75  # a name typed in the address must be this close to a territory's, on 100
YEARS = range(1950, 2101)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the list; field names are the names in the address.

    Attributes:
        q: words to find.
        territoire: reference of a territory that the contract covers, wholly or in part, or identifier of a
            perimeter; a name is understood.
        type, famille, etat: slugs of the kind, the family, the state.
        finalite, theme: identifiers of a goal and of a theme.
        annee: a year in which the contract holds.
        tri: one of `SORTS`.
    """

    q: str = ""
    territoire: str = ""
    type: str = ""
    famille: str = ""
    etat: str = ""
    finalite: str = ""
    theme: str = ""
    annee: str = ""
    tri: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filters":
        """Read an address; what makes no sense is left out, whatever it is."""
        found = cls._asked(given)
        found["territoire"] = reference_of(found["territoire"])
        if found["famille"] not in dict(FAMILIES):
            found["famille"] = ""
        if found["etat"] not in dict(STATES):
            found["etat"] = ""
        if not (found["annee"].isascii() and found["annee"].isdigit() and int(found["annee"]) in YEARS):
            found["annee"] = ""
        if found["tri"] not in SORTS or (found["tri"] == "pertinence" and not found["q"]):
            found["tri"] = ""
        return cls(**found)

    @property
    def active(self) -> dict[str, str]:
        """The filters that are set, the sort left out."""
        return {item.name: value for item in fields(self) if item.name != "tri" and (value := getattr(self, item.name))}

    def left_out(self, given: Mapping[str, str]) -> dict[str, str]:
        """What an address asked that makes no sense here, by name: the list answers without it, and must say so."""
        asked = self._asked(given).items()
        return {name: value for name, value in asked if value and name != "tri" and not getattr(self, name)}

    @classmethod
    def _asked(cls, given: Mapping[str, str]) -> dict[str, str]:
        return {item.name: given.get(item.name, "").replace("\x00", "").strip()[:MAX_TEXT] for item in fields(cls)}

    @property
    def query(self) -> str:
        """The filters as the end of an address."""
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        return urlencode({name: value for name, value in given.items() if value})

    def without(self, name: str) -> "Filters":
        """The same filters but one."""
        return replace(self, **{name: ""})


def filtered(contracts: QuerySet[Contract], filters: Filters) -> tuple[QuerySet[Contract], bool]:
    """Apply the filters; also say whether near words had to be taken for the text."""
    rows = contracts
    if filters.territoire:
        rows = rows.filter(pk__in=_covering(filters.territoire))
    for name, column in (("type", "kind"), ("famille", "family"), ("etat", "state")):
        if value := getattr(filters, name):
            rows = rows.filter(**{column: value})
    if filters.theme:
        rows = rows.filter(pk__in=Theme.objects.filter(ref=filters.theme).values("contract"))
    if filters.finalite:
        rows = rows.filter(_serves(filters.finalite))
    if filters.annee:
        year = int(filters.annee)
        begun = Q(start__isnull=True) | Q(start__year__lte=year)
        not_over = Q(end__isnull=True) | Q(end__year__gte=year)
        rows = rows.exclude(start__isnull=True, end__isnull=True).filter(begun, not_over)
    near = False
    if filters.q:
        rows, near = matching_contracts(rows, filters.q)
    order = SORTS[filters.tri or ("pertinence" if filters.q else "titre")]
    if "-score" in order and "score" not in rows.query.annotations:
        order = SORTS["titre"]
    return rows.order_by(*order), near


def _covering(reference: str) -> Any:
    """Contracts that cover a territory, or a commune of a perimeter."""
    if perimeter := as_uuid(reference):
        inside = PerimeterCommune.objects.filter(perimeter=perimeter).values("commune")
        return ContractTerritory.objects.filter(level="commune", territory__in=inside).values("contract")
    return Contract.objects.filter(territories__territory=reference).values("pk")


def _serves(goal: str) -> Q:
    """A contract serves a goal when it holds it, stands under it, or was attached to it."""
    holds = Goal.objects.filter(ref=goal).values("contract")
    attached = Attachment.objects.standing().filter(goal_ref=goal).values("contract")
    return Q(pk__in=holds) | Q(parent_goal=goal) | Q(pk__in=attached)


def reference_of(written: str) -> str:
    """Return the reference of the territory or perimeter that a code or a name means, empty when none is sure."""
    if not written:
        return ""
    if perimeter := as_uuid(written):
        return str(perimeter)
    coded = CODE_AT_END.search(written)
    if place := territory(coded.group(1) if coded else written):
        return place.ref
    drawn = named_perimeter(written, by=visitor(timezone.localdate()))
    return str(drawn.pk) if drawn else _meant(written)


def label_of(reference: str) -> str:
    """Return how a field shows a territory or a perimeter, and reads it back; empty when it is neither."""
    if perimeter := as_uuid(reference):
        found = Perimeter.objects.filter(pk=perimeter).values_list("name", flat=True).first()
        return found or ""
    place = territory(reference) if reference else None
    return f"{place.name} ({place.ref})" if place else ""


@lru_cache(maxsize=2_000)
def _meant(written: str) -> str:
    """Return the reference of the territory that a name means, empty when none is sure."""
    best = find(written, limit=1)
    return best[0].territory.ref if best and best[0].score >= SURE else ""


Choice = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Facets:
    """What the filters offer: value, name, number of contracts."""

    kinds: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    goals: tuple[Choice, ...]
    states: tuple[Choice, ...]
    families: tuple[Choice, ...]


MOST_CHOICES = 80  # of a list that a person reads; the least held themes are found by their words
_kept: Kept[Facets] = Kept()


def kind_name(slug: str) -> str:
    """Return the name of a kind of contract in the current language; the slug, spaced, when no framework has it."""
    known = framework(slug)
    return gettext(known.name) if known else slug.replace("_", " ")


def facets(contracts: QuerySet[Contract]) -> Facets:
    """Count what these contracts offer to filter by, in five queries; kept until the next import."""
    return _kept.get((get_language(), str(contracts.query)), lambda: _facets(contracts))


def _facets(contracts: QuerySet[Contract]) -> Facets:
    ids = contracts.order_by().values("pk")
    return Facets(
        kinds=_named(contracts, "kind", kind_name),
        themes=_titled(Theme, ids),
        goals=_titled(Goal, ids),
        states=_named(contracts, "state", dict(STATES).get),
        families=_named(contracts, "family", dict(FAMILIES).get),
    )


def _named(contracts: QuerySet[Contract], column: str, name: object) -> tuple[Choice, ...]:
    rows = contracts.order_by().exclude(**{column: ""}).values_list(column).annotate(number=Count("pk"))
    found = [(value, str(name(value) or value), number) for value, number in rows]  # type: ignore[operator]
    return tuple(sorted(found, key=lambda choice: choice[1].casefold()))


def _titled(model: type[Theme] | type[Goal], ids: Any) -> tuple[Choice, ...]:
    rows = model.objects.filter(contract__in=ids).values("ref").annotate(title=Max("title"), number=Count("contract"))
    most_held = rows.order_by("-number", "ref")[:MOST_CHOICES]
    found = [(row["ref"], row["title"], row["number"]) for row in most_held]
    return tuple(sorted(found, key=lambda choice: choice[1].casefold()))
