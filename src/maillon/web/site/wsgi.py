"""WSGI entry point, for Granian or any other server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
