"""How each kind of knowledge reads: a module makes the entries of one area, `catalogue` lists the areas."""
