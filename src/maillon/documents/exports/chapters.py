"""A contract in reading order: who, where, what for, the text, the clauses, the actions, the money, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from maillon.documents.contract import shown, words
from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.labels import label
from maillon.documents.contract.overview import period
from maillon.documents.contract.parties import PartyClass
from maillon.documents.exports.action_chapter import action_blocks, money_blocks
from maillon.documents.exports.blocks import Block, Cover, Facts, Heading, Paragraph, Reading, paragraphs, trimmed
from maillon.documents.exports.naming import Names, named_places
from maillon.rules.contracts.frameworks import framework
from maillon.rules.phrases import some
from maillon.rules.wording import _

_MOST_SIGNATORIES = 12
_TOLD_APART = frozenset(
    {
        "format", "id", "title", "kind", "summary", "excerpt", "language", "extends", "perimeter", "parties", "goals",
        "themes", "articles", "clauses", "actions", "envelopes", "bodies", "commitments", "positioning",
        "disagreements", "references",
    }
)  # fmt: skip


def read(contract: Consolidated, titles: Mapping[str, str] | None = None) -> Reading:
    """Lay a contract out for reading, what it inherits included.

    Args:
        contract: the contract, consolidated.
        titles: titles of the other contracts that it names, by their identifiers, as far as they are known.
    """
    document = contract.document
    names = Names(document, {one.document.id: one.document.title for one in contract.chain} | dict(titles or {}))
    chapters = (
        _essentials(document, names, contract),
        _territory(document, names),
        _parties(document, names),
        _aims(document, names),
        _articles(document, names),
        _clauses(document, names),
        action_blocks(document, names),
        money_blocks(document, names),
        _bodies(document, names),
        _commitments(document, names),
        _disagreements(document, names),
        _sources(document),
    )
    return Reading(_cover(contract), tuple(block for chapter in chapters for block in chapter), document.language)


def kind_name(document: ContractDocument) -> str:
    """Return the name of the kind of contract, in the current language."""
    known = framework(document.kind)
    return _(known.name) if known else document.kind


def notices(contract: Consolidated) -> tuple[str, ...]:
    """Return what a reader must know before reading: rebuilt, illustrative, or without its trunk."""
    document, said = contract.document, []
    if document.illustrative:
        said.append(_("Ce contrat est un exemple illustratif, qui n’est pas un fait établi."))
    if document.excerpt:
        said.append(_("Document reconstitué d’après d’autres sources : ce qui n’y figure pas peut figurer au contrat."))
    if contract.missing:
        said.append(
            _("Le tronc commun « {trunk} » n’a pas été trouvé : ce document ne montre que la partie propre.").format(
                trunk=contract.missing
            )
        )
    return tuple(said)


def _cover(contract: Consolidated) -> Cover:
    document = contract.document
    signed = shown.day(document.signed_on) if document.signed_on else None
    signatories = [one.institution.name for one in document.parties if one.party_class is PartyClass.SIGNATORY]
    lines = [
        some(signatories, _MOST_SIGNATORIES),
        period(document.period) or "",
        _("Signé le {day}").format(day=signed) if signed else "",
        label(document.state) if document.state else "",
    ]
    told = tuple(line for line in lines if line)
    return Cover(document.title, kind_name(document), told, notices(contract), document.summary or "")


def _essentials(document: ContractDocument, names: Names, contract: Consolidated) -> Iterator[Block]:
    yield Heading(1, _("L’essentiel"))
    yield from paragraphs(document.summary, "lead")
    rows = [(_("Identifiant"), document.id), (_("Type de contrat"), kind_name(document))]
    rows += names.rows(document, leave=_TOLD_APART)
    if document.extends:
        trunk = next((one for one in contract.chain if one.document.id == document.extends.contract), None)
        rows.append((_("Tronc commun"), trunk.document.title if trunk else document.extends.contract))
    yield Facts(_("Le contrat"), tuple(rows))
    yield from names.free_fields(document, _("Autres faits"))
    yield from names.sources(document)


def _territory(document: ContractDocument, names: Names) -> Iterator[Block]:
    perimeter = document.perimeter
    if perimeter is None:
        return
    yield Heading(1, _("Le territoire"))
    if perimeter.label:
        yield Paragraph(perimeter.label, "lead")
    yield Paragraph(", ".join(named_places(perimeter)) or _("Le périmètre n’est pas détaillé."))
    yield from names.sources(perimeter)


def _parties(document: ContractDocument, names: Names) -> Iterator[Block]:
    if not document.parties:
        return
    yield Heading(1, _("Les parties"))
    rows = [
        (
            one.institution.name,
            label(one.institution.kind),
            label(one.party_class),
            one.role or one.function or "",
            period(one.period) or "",
        )
        for one in document.parties
    ]
    headings = (_("Institution"), _("Nature"), _("Qualité"), _("Rôle"), _("Présence"))
    yield trimmed(_("Parties au contrat"), headings, rows)
    yield from _told(
        (one.institution.name, note)
        for one in document.parties
        for note in (names.sources(one) or names.sources(one.institution))
    )


def _told(notes: Iterable[tuple[str, Paragraph]]) -> Iterator[Block]:
    """Return the notes of the lines of a table: lines that share one note are named together."""
    shared: dict[Paragraph, list[str]] = {}
    for name, note in notes:
        shared.setdefault(note, []).append(name)
    for note, names in shared.items():
        yield Paragraph(f"{', '.join(names)} – {note.text}", note.style)


def _aims(document: ContractDocument, names: Names) -> Iterator[Block]:
    if not document.goals and not document.themes:
        return
    yield Heading(1, _("Finalités et thèmes"))
    for goal in document.goals:
        yield Heading(2, goal.title)
        yield from paragraphs(goal.description)
        yield from _facts(names, goal, ("id", "title", "description"))
        yield from names.sources(goal)
    for theme in document.themes:
        yield Heading(2, theme.title)
        yield from paragraphs(theme.description)
        yield from _facts(names, theme, ("id", "title", "description", "objectives"))
        if theme.objectives:
            rows = [(one.title, one.description or "") for one in theme.objectives]
            yield trimmed(_("Objectifs"), (_("Objectif"), _("Précisions")), rows)
        yield from names.sources(theme)


def _facts(names: Names, part: object, leave: tuple[str, ...], title: str = "") -> Iterator[Block]:
    rows = names.rows(part, leave=leave)  # type: ignore[arg-type]  # every part is a pydantic class
    if rows:
        yield Facts(title or shown.name_of(part), rows)  # type: ignore[arg-type]  # likewise


def _articles(document: ContractDocument, names: Names) -> Iterator[Block]:
    if not document.articles:
        return
    yield Heading(1, _("Texte du contrat"))
    for rank, article in enumerate(document.articles, start=1):
        number = article.number or str(rank)
        yield Heading(2, _("Article {number} – {title}").format(number=number, title=article.title))
        yield from paragraphs(article.text)
        yield from names.free_fields(article, _("Autres faits"))
        yield from names.sources(article)


def _clauses(document: ContractDocument, names: Names) -> Iterator[Block]:
    held = [(name, clause) for name in Clauses.model_fields if (clause := getattr(document.clauses, name)) is not None]
    if not held:
        return
    yield Heading(1, _("Clauses"))
    for name, clause in held:
        title = words.of_field(Clauses, name).title
        yield Heading(2, title)
        yield from paragraphs(clause.text)
        yield from _facts(names, clause, ("text", "parameters"), title)
        if getattr(clause, "parameters", None):
            rows = [(key, shown.text(one.value), one.why or "") for key, one in clause.parameters.items()]
            yield trimmed(_("Paramètres convenus"), (_("Paramètre"), _("Valeur"), _("Motif")), rows)
        yield from names.free_fields(clause, _("Autres faits"))
        yield from names.sources(clause)


def _bodies(document: ContractDocument, names: Names) -> Iterator[Block]:
    if not document.bodies:
        return
    yield Heading(1, _("Gouvernance"))
    for body in document.bodies:
        yield Heading(2, body.name)
        yield from paragraphs(body.purpose)
        yield from _facts(names, body, ("id", "name", "purpose", "members"))
        if body.members:
            rows = [
                (names.party(seat.party), label(seat.role), seat.function or "", shown.number(seat.seats))
                for seat in body.members
            ]
            headings = (_("Partie"), _("Rôle"), _("Fonction"), _("Sièges"))
            yield trimmed(_("Sièges"), headings, rows)
        yield from names.sources(body)


def _commitments(document: ContractDocument, names: Names) -> Iterator[Block]:
    if not document.commitments:
        return
    yield Heading(1, _("Engagements réciproques"))
    rows = [
        (
            names.party(one.by),
            one.what,
            names.names("parties", one.to),
            shown.day(one.due) if one.due else "",
            label(one.status),
        )
        for one in document.commitments
    ]
    headings = (_("Qui"), _("Quoi"), _("Envers qui"), _("Échéance"), _("Statut"))
    yield trimmed(_("Engagements des parties"), headings, rows)
    yield from _told((one.what, note) for one in document.commitments for note in names.sources(one))


def _disagreements(document: ContractDocument, names: Names) -> Iterator[Block]:
    if not document.disagreements:
        return
    yield Heading(1, _("Ce que les sources disent différemment"))
    for one in document.disagreements:
        rows = [
            (told.value, names.cited(told.sources), _("oui") if told.used else _("non"), told.why or "")
            for told in one.assertions
        ]
        headings = (_("Valeur"), _("Source"), _("Retenue"), _("Motif"))
        yield trimmed(one.label, headings, rows)


def _sources(document: ContractDocument) -> Iterator[Block]:
    if not document.references:
        return
    yield Heading(1, _("Sources"))
    rows = [
        (
            str(rank),
            one.title,
            one.publisher or "",
            shown.day(one.published_on) if one.published_on else "",
            one.licence or "",
            one.url or "",
        )
        for rank, one in enumerate(document.references, start=1)
    ]
    headings = (_("N°"), _("Document"), _("Éditeur"), _("Publié le"), _("Licence"), _("Adresse"))
    yield trimmed(_("Documents dans lesquels les faits ont été lus"), headings, rows)
