"""Addresses of a contract's negotiation; the register's converters are already known."""

from django.urls import path

from maillon.web.negotiation import views

urlpatterns = [
    path("contrats/<ref:slug>/avenants/<int:amendment>/negociation/", views.table, name="amendment-negotiation"),
    path("contrats/<ref:slug>/avenants/<int:amendment>/negociation/ecrire/", views.write, name="amendment-write"),
    path("contrats/<ref:slug>/negociation/", views.table, name="negotiation"),
    path("contrats/<ref:slug>/negociation/ecrire/", views.write, name="negotiation-write"),
    path("contrats/<ref:slug>/negociation/<int:number>/", views.proposal, name="negotiation-proposal"),
]
