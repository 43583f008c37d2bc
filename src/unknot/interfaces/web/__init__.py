"""Pages for people: patients, the desk, and everyone. Templates and static files only; no models."""
