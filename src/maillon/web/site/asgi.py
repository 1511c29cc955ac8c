"""ASGI entry point, for Granian or any other server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
