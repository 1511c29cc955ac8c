"""The site's own settings, with undefined template variables failing: for tests that start the site as a program."""

from maillon.web.site.settings import *  # noqa: F403  all of them, as the site has them
from maillon.web.site.settings import TEMPLATES
from strict_templates import Undefined

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]  Django's settings are untyped
