"""WSGI entry point, for Granian or any other server."""

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page is read before the first visitor comes, who does not wait for it
