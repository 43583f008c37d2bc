"""What was done to prevent the next bout, for the person and for those who treat them."""
