"""Addresses of a contract's life; the register's converters are already known."""

from django.urls import path

from maillon.web.adoption.views import delegations, life, texts, versions

urlpatterns = [
    path("contrats/<ref:slug>/vie/", life.life, name="contract-life"),
    path("contrats/<ref:slug>/avenants/ouvrir/", life.amend, name="amendment-open"),
    path("contrats/<ref:slug>/avenants/<int:amendment>/", life.life, name="amendment"),
    path("contrats/<ref:slug>/versions/<int:number>/", versions.version, name="version"),
    path("contrats/<ref:slug>/versions/<int:number>/texte.<str:form>", versions.file, name="version-file"),
    path("contrats/<ref:slug>/versions/<int:number>/deliberation/", versions.resolve, name="version-resolve"),
    path("contrats/<ref:slug>/versions/<int:number>/signer/", versions.sign, name="version-sign"),
    path("contrats/<ref:slug>/versions/<int:number>/signe/<uuid:pk>/", versions.signed_file, name="version-signed"),
    path("contrats/<ref:slug>/texte/", texts.text, name="contract-text"),
    path("contrats/<ref:slug>/texte.json", texts.text_json, name="contract-text-json"),
    path("contrats/<ref:slug>/tronc/<int:number>/", texts.adhesion, name="adhesion"),
    path("contrats/<ref:slug>/dossier-de-preuve.zip", versions.evidence_file, name="contract-evidence"),
    path("delegations/", delegations.delegations, name="delegations"),
]
