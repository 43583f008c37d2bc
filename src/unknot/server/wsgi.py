"""The WSGI entry point for Granian and any other server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from unknot.knowledge.load import knowledge, offered
from unknot.server.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unknot.server.settings")
application = get_wsgi_application()

# Read before the first page, so that nobody waits for them and a broken file stops the start.
for language in offered():
    knowledge(language.code)
get_resolver().url_patterns  # noqa: B018  # asking for them imports every page
settle()
