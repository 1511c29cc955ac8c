"""Addresses of the solidarity indicator."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
