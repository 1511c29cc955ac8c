"""Addresses of the journal."""

from django.urls import path

from maillon.web.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/fichier/", views.download, name="journal-file"),
    path("journal/tetes.csv", views.heads, name="journal-heads"),
]
