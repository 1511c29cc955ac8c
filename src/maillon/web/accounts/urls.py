"""Addresses of the accounts."""

from django.urls import path

from maillon.web.accounts import views

app_name = "accounts"
urlpatterns = [path("mon-espace/", views.mine, name="mine")]
