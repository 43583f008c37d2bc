"""Forms: what people and staff type, checked for shape."""
