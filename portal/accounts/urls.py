"""Sign-in, second factors and sessions; what allauth has beyond that is closed."""

from allauth.account import views as allauth_account
from allauth.mfa.base import views as allauth_mfa
from django.urls import include, path, re_path

from portal.accounts.views.guarding import closed, counted
from portal.accounts.views.signing_in import LogoutView, login, login_code

urlpatterns = [
    path("login/", login, name="account_login"),
    path("login/code/", login_code, name="account_login_code"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("reauthenticate/", counted(allauth_account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", counted(allauth_account.password_change), name="account_change_password"),
    path("2fa/authenticate/", counted(allauth_mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", counted(allauth_mfa.reauthenticate), name="mfa_reauthenticate"),
    re_path(r"^(signup|email|confirm-email|phone|password/set|password/reset)/(?P<rest>.*)$", closed),
    path("login/code/confirm/", closed),
    path("", include("allauth.urls")),
]
