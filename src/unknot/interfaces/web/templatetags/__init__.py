"""What the templates of every page may ask for."""
