"""The WSGI entry point for Granian and any other server."""

import os

from django.core.wsgi import get_wsgi_application

from unknot.knowledge.load import knowledge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unknot.server.settings")
application = get_wsgi_application()

# Read before the first page, so that nobody waits for it and a broken file stops the start.
knowledge()
