"""Pages of the person whose back hurts, in the order in which they travel."""
