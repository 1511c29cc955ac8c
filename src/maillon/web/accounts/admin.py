"""The technical administration: accounts, roles and the institutions they are held in. No contract is ever here."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution, Membership, User
from maillon.web.common.request import SiteRequest

if TYPE_CHECKING:
    _AccountForm = forms.ModelForm[User]
    _UserAdmin = UserAdmin[User]
    _MembershipInline = admin.TabularInline[Membership, User]
    _InstitutionAdmin = admin.ModelAdmin[Institution]
    _MembershipAdmin = admin.ModelAdmin[Membership]
else:
    # Django's classes take type arguments in their stubs only
    _AccountForm, _UserAdmin, _MembershipInline = forms.ModelForm, UserAdmin, admin.TabularInline
    _InstitutionAdmin = _MembershipAdmin = admin.ModelAdmin

admin.site.site_header = admin.site.site_title = _("Maillon : administration technique")
admin.site.index_title = _("Comptes et rôles")
admin.site.unregister(Group)


def may_enter(request: HttpRequest) -> bool:
    """Tell whether the person is technical administrator today, or was made so in the terminal, without any role."""
    user = request.user
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return False
    actor = cast("SiteRequest", request).actor
    return Role.TECHNICAL_ADMIN in actor.roles or not user.memberships.exists()


def enter(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send to the site's own sign-in page, second factor included; refuse whoever is signed in without the role."""
    del extra_context
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
    if not may_enter(request):
        raise PermissionDenied
    return redirect("admin:index")


admin.site.login = enter  # type: ignore[method-assign]  # one sign-in page, with its limits and its second factor
admin.site.has_permission = may_enter  # type: ignore[method-assign]  # a role ends on its day, a flag does not


class OpenAccountForm(_AccountForm):
    """Opens an account without a password: its holder chooses one through the reset link."""

    class Meta:
        model = User
        fields = ("email", "name")

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # Django's signature
        """Keep an account that no password opens yet."""
        user = super().save(commit=False)
        user.email = user.email.lower()
        user.set_unusable_password()
        if commit:
            user.save()
        return user


class MembershipInline(_MembershipInline):
    """The roles of an account."""

    model = Membership
    extra = 1
    autocomplete_fields = ("institution",)


@admin.register(User)
class AccountAdmin(_UserAdmin):
    """Accounts."""

    add_form = OpenAccountForm
    add_fieldsets = ((None, {"fields": ("email", "name")}),)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Accès"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "opened_at")}),
    )
    readonly_fields = ("last_login", "opened_at", "is_demo")
    list_display = ("email", "name", "is_active", "is_staff", "is_demo")
    list_filter = ("is_active", "is_staff", "is_demo")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    inlines = (MembershipInline,)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[type[MembershipInline], ...]:
        """Roles are given once the account is open."""
        del request
        return () if obj is None else self.inlines


@admin.register(Institution)
class InstitutionAdmin(_InstitutionAdmin):
    """Institutions: written here or met in a contract, never erased."""

    list_display = ("name", "kind", "level", "siren")
    list_filter = ("kind", "level")
    search_fields = ("name", "siren")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: contracts and roles refer to it."""
        del request, obj
        return False


@admin.register(Membership)
class MembershipAdmin(_MembershipAdmin):
    """Roles, with their dates."""

    list_display = ("user", "role", "institution", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "institution")
    search_fields = ("user__email", "institution__name")
    autocomplete_fields = ("user", "institution")
    date_hierarchy = "starts_on"
