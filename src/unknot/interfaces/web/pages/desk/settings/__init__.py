"""The pages on which an owner sets up the clinic's calendar."""
