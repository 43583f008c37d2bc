"""How we arrange time. Pure: hours, claims and a kind of visit in, free starts out; no framework, no
clock."""
