"""What the structured form of each kind of part shows, in which order: data, read by `part`.

A field is named as the portable document names it, `calendar.start` for a field inside another. A list of parts that
are added and removed is a section of its own. What no section names stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.fragments import Fragment, class_of, locate
from maillon.documents.contract.outline import bare, fields, inner, is_model
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Section:
    """Some fields under one title; when `rows` names a list, the fields are those of each of its elements.

    Attributes:
        title: what it is about; empty for the first fields of a part.
        names: the fields.
        rows: the list whose elements it holds.
        add: what the button that adds an element says.
        about: one sentence under the title.
        rare: whether it is folded until it holds something.
    """

    title: Words
    names: tuple[str, ...]
    rows: str = ""
    add: Words = ""
    about: Words = ""
    rare: bool = False


ARRIVING = (
    Section("", ("institution",)),
    Section(
        _("Si le répertoire ne connaît pas encore cette institution"),
        ("institution.kind", "institution.siren"),
        about=_("Elle y entrera sous le nom écrit ci-dessus, avec le texte que toutes les parties auront accepté."),
        rare=True,
    ),
)
"""What a party that is not in the text yet says first."""
WHERE = "places"
"""Name of the field that holds the territories of a perimeter."""
_FINANCING = Section(
    _("Plan de financement"),
    (
        "funder",
        "scheme",
        "year",
        "base",
        "rate",
        "requested",
        "planned",
        "granted",
        "paid",
        "status",
        "own_contribution",
        "public",
        "earmark",
        "complete_file_on",
        "notified_on",
        "advance_guaranteed",
        "payments",
    ),
    rows="financing",
    add=_("Ajouter une ligne de financement"),
    about=_("Une ligne par financeur, dispositif et année ; montants en euros, centimes compris."),
)
_BROUGHT = ("party", "what", "amount")
LAYOUT: Mapping[str, tuple[Section, ...]] = {
    "title": (Section("", ("title",)),),
    "summary": (Section("", ("summary",)),),
    "period": (Section("", ("start", "end")),),
    "perimeter": (Section("", ("label", WHERE, "excluded_communes")),),
    "articles": (Section("", ("number", "title", "text", "theme")),),
    "goals": (Section("", ("title", "description", "beneficiary", "chosen_by")),),
    "themes": (
        Section("", ("title", "description", "goal", "chosen_by")),
        Section(_("Objectifs"), ("title", "description"), rows="objectives", add=_("Ajouter un objectif")),
    ),
    "actions": (
        Section("", ("number", "title", "description", "theme", "objective", "goals", "state")),
        Section(_("Qui la porte"), ("owner", "delegate", "pilots", "partners", "chef_de_file")),
        Section(_("Où"), ("location",)),
        Section(_("Quand"), ("calendar.start", "calendar.end")),
        Section(_("Étapes"), ("label", "due", "done_on"), rows="milestones", add=_("Ajouter une étape")),
        Section(
            _("Indicateurs"),
            ("label", "unit", "baseline.value", "baseline.on", "target.value", "target.on", "measures", "owner"),
            rows="indicators",
            add=_("Ajouter un indicateur"),
        ),
        Section(_("Place des citoyens"), ("participation", "participation_note")),
        Section(_("Coût"), ("cost.excluding_tax", "cost.including_tax", "cost.nature")),
        Section(
            _("Exception à la participation minimale"),
            ("own_contribution_exception.ground", "own_contribution_exception.act"),
            rare=True,
        ),
        _FINANCING,
        Section(
            _("Partage du coût"),
            tuple(f"cost_sharing.{name}" for name in ("key", "parties", "majority_payer", "shares", "note")),
            rare=True,
        ),
        Section(_("Ce que chacun apporte"), _BROUGHT, rows="brings", add=_("Ajouter un apport")),
        Section(_("Ce que chacun reçoit"), _BROUGHT, rows="receives", add=_("Ajouter ce qui est reçu")),
        Section(_("Avec d’autres contrats"), ("shared_with",), rare=True),
    ),
    "envelopes": (
        Section("", ("label", "amount", "year", "scheme", "purpose")),
        Section(_("Qui finance, qui gère"), ("funder", "delegated_by", "delegated_to")),
        Section(_("Pour quoi, et où"), ("theme", "perimeter")),
    ),
    "commitments": (Section("", ("what", "by", "to", "due", "action")),),
    "parties": (
        Section("", ("class", "person", "function", "role")),
        Section(_("Quand elle entre, quand elle part"), ("period.start", "period.end")),
    ),
    "positioning": (
        Section(
            _("Engagement"),
            tuple(f"engagement.{one.slug}" for one in ENGAGEMENT),
            about=_("De 0 (pas du tout) à 100 (tout à fait). Un champ vide laisse le contrat répondre de lui-même."),
        ),
        Section(_("Transversalité"), tuple(f"transversality.{one.slug}" for one in TRANSVERSALITY)),
        Section("", ("note",)),
    ),
    "bodies": (
        Section("", ("name", "kind", "purpose", "theme", "goal", "run_by", "created_on")),
        Section(_("Séances"), ("meetings_per_year", "yearly_session_with_prefect", "seats_total")),
        Section(_("Qui y siège"), ("party", "role", "function", "seats"), rows="members", add=_("Ajouter un siège")),
        Section(
            _("Présidence"), tuple(f"presidency.{name}" for name in ("rotation_months", "between", "order")), rare=True
        ),
    ),
}
ADDED = ("articles", "goals", "themes", "actions", "envelopes", "commitments", "bodies", "parties")
"""Lists to which a party may add."""
NAMING = ("title", "label", "what", "name")
"""Fields by which a part is known: one of them is needed."""
LONG = frozenset({"text", "description", "what", "summary", "role", "purpose", "penalty", "participation_note", "note"})
_LEFT = frozenset({"text", "article", "sources", "illustrative", "extra", "id", "parameters"})


def layout(place: Fragment) -> tuple[Section, ...]:
    """Return the sections of a part; a clause's are its fields, its lists of parts, then its words."""
    return _clause(place) if place.field == "clauses" else LAYOUT[place.field]


def _clause(place: Fragment) -> tuple[Section, ...]:
    model = class_of(place)
    held = {name: given for name, given in fields(model).items() if name not in _LEFT}
    rows = [name for name, given in held.items() if bare(given) is not inner(given) and is_model(inner(given))]
    plain = tuple(name for name in held if name not in rows)
    sections = [Section(_("Ce que la clause fixe"), plain)]
    for name in rows:
        inside = tuple(one for one in fields(inner(held[name])) if one not in _LEFT)
        sections.append(Section(_ROWS[name][0], inside, rows=name, add=_ROWS[name][1]))
    return (*sections, Section(_("Ses mots"), ("text", "article")))


_ROWS: Mapping[str, tuple[Words, Words]] = {
    "access_criteria": (_("Conditions d’accès"), _("Ajouter une condition")),
    "means": (_("Moyens"), _("Ajouter un moyen")),
}


def editable(path: str) -> bool:
    """Tell whether a party may write a draft of this part in a form."""
    place = locate(path)
    if place.field == "order":
        return True
    return place.field in LAYOUT or (place.field == "clauses" and place.name in Clauses.model_fields)
