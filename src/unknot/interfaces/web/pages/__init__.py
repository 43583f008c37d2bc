"""One folder by who looks."""
