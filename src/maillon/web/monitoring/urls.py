"""Addresses of a contract's follow-up; the register's converters are already known."""

from django.urls import path

from maillon.web.monitoring.views import balance, commitments, evaluation, generations, reminders, reviews, withdrawals

urlpatterns = [
    path("contrats/<ref:slug>/suivi/", commitments.register, name="monitoring"),
    path("contrats/<ref:slug>/suivi/engagements.<str:form>", commitments.export, name="monitoring-export"),
    path("contrats/<ref:slug>/suivi/engagements/<ref:ref>/", commitments.promise, name="monitoring-promise"),
    path("contrats/<ref:slug>/suivi/bilan/", balance.balance, name="monitoring-balance"),
    path("contrats/<ref:slug>/suivi/bilan.<str:form>", balance.export, name="monitoring-balance-export"),
    path("contrats/<ref:slug>/suivi/bilan/<str:what>.svg", balance.chart, name="monitoring-balance-chart"),
    path("contrats/<ref:slug>/suivi/revoyures/", reviews.schedule, name="monitoring-reviews"),
    path("contrats/<ref:slug>/suivi/revoyures/<int:number>/", reviews.review, name="monitoring-review"),
    path("contrats/<ref:slug>/suivi/revoyures/<int:number>.<str:form>", reviews.file, name="monitoring-review-file"),
    path("contrats/<ref:slug>/suivi/retraits/", withdrawals.withdrawals, name="monitoring-withdrawals"),
    path("contrats/<ref:slug>/suivi/generations/", generations.generations, name="monitoring-generations"),
    path("contrats/<ref:slug>/suivi/evaluation/", evaluation.evaluation, name="monitoring-evaluation"),
    path("mon-espace/echeances/", reminders.reminders, name="reminders"),
    path("pieces/<uuid:pk>/", commitments.proof, name="monitoring-proof"),
]
