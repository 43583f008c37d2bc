"""What a person does so that the spasm does not come back. Rows live in files of their own; what was said is
never changed."""

__all__: list[str] = []
