"""Phone numbers as text messages need them: with the country's code in front (E.164). People write their own
number as they dial it at home; the clinic's country says what that means."""

# Country: its calling code, what is dialled before an area code at home but not from abroad, and how many
# digits follow (0 where that differs). A country that is not here needs its numbers written with +: a guess
# would send somebody's visit to a stranger.
_HOME: dict[str, tuple[str, str, int]] = {
    "AT": ("43", "0", 0),
    "AU": ("61", "0", 9),
    "BE": ("32", "0", 0),
    "CA": ("1", "1", 10),
    "CH": ("41", "0", 9),
    "DE": ("49", "0", 0),
    "ES": ("34", "", 9),
    "FR": ("33", "0", 9),
    "GB": ("44", "0", 0),
    "IE": ("353", "0", 0),
    "MX": ("52", "", 10),
    "NL": ("31", "0", 9),
    "NZ": ("64", "0", 0),
    "PT": ("351", "", 9),
    "US": ("1", "1", 10),
}
SHORTEST, LONGEST = 8, 15  # digits with the country's code


def international(phone: str, country: str) -> str:
    """The number as +17075550123; empty when it cannot be told for certain."""
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    if phone.strip().startswith("+"):
        return _sound(digits)
    if digits.startswith("00"):
        return _sound(digits[2:])
    if country not in _HOME:
        return ""
    code, trunk, length = _HOME[country]
    if trunk and digits.startswith(trunk):
        digits = digits[len(trunk) :]
    elif trunk == "0":
        # Without its area code a number is somebody else's in the next town.
        return ""
    return _sound(code + digits) if length in (0, len(digits)) else ""


def _sound(digits: str) -> str:
    return f"+{digits}" if SHORTEST <= len(digits) <= LONGEST and digits[0] != "0" else ""
