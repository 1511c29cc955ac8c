"""Addresses of a contract's negotiation; the register's converters are already known."""

from django.urls import path

from maillon.web.negotiation.views import (
    conventions,
    history,
    mandate,
    menu,
    proposal,
    table,
    talk,
    together,
    word,
    write,
)

urlpatterns = [
    path("negociation/institutions/", write.institution_names, name="institution-names"),
    path("contrats/<ref:slug>/argent/", conventions.money, name="contract-money"),
    path("contrats/<ref:slug>/conventions/", conventions.programme, name="conventions"),
    path("contrats/<ref:slug>/conventions/<int:number>/", conventions.convention, name="convention"),
    path("contrats/<ref:slug>/conventions/<int:number>/texte.<str:form>", conventions.file, name="convention-file"),
    path("contrats/<ref:slug>/avenants/<int:amendment>/negociation/", table.table, name="amendment-negotiation"),
    path("contrats/<ref:slug>/avenants/<int:amendment>/negociation/ecrire/", write.write, name="amendment-write"),
    path("contrats/<ref:slug>/avenants/<int:amendment>/negociation/word/", word.word, name="amendment-word"),
    path(
        "contrats/<ref:slug>/avenants/<int:amendment>/negociation/texte.docx",
        word.download,
        name="amendment-word-download",
    ),
    path("contrats/<ref:slug>/avenants/<int:amendment>/negociation/commenter/", talk.comment, name="amendment-comment"),
    path("contrats/<ref:slug>/negociation/commenter/", talk.comment, name="negotiation-comment"),
    path(
        "contrats/<ref:slug>/avenants/<int:amendment>/negociation/ensemble/",
        together.together,
        name="amendment-together",
    ),
    path("contrats/<ref:slug>/negociation/ensemble/", together.together, name="negotiation-together"),
    path("contrats/<ref:slug>/negociation/themes/", menu.themes, name="negotiation-themes"),
    path("contrats/<ref:slug>/negociation/mandat/", mandate.mandate, name="negotiation-mandate"),
    path("contrats/<ref:slug>/negociation/word/", word.word, name="negotiation-word"),
    path("contrats/<ref:slug>/negociation/texte.docx", word.download, name="negotiation-word-download"),
    path("contrats/<ref:slug>/negociation/comparer/", history.compare, name="contract-compare"),
    path("contrats/<ref:slug>/negociation/chronologie/", history.timeline, name="contract-timeline"),
    path("contrats/<ref:slug>/negociation/", table.table, name="negotiation"),
    path("contrats/<ref:slug>/negociation/ecrire/", write.write, name="negotiation-write"),
    path("contrats/<ref:slug>/negociation/<int:number>/", proposal.proposal, name="negotiation-proposal"),
]
