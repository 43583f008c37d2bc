"""Prices as people write them and as they are kept: whole numbers of the currency's smallest unit, so that
nothing is ever rounded. Currencies and their digits as ISO 4217 has them."""

from decimal import Decimal

_NONE = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def digits(currency: str) -> int:
    """How many digits stand after the point: none for JPY, three for KWD, two for most."""
    return 0 if currency in _NONE else 3 if currency in _THREE else 2


def kept(amount: Decimal, currency: str) -> int:
    """The amount in the smallest unit. ValueError when it has more digits than the currency."""
    units = amount.scaleb(digits(currency))
    if units != units.to_integral_value() or units < 0:
        raise ValueError(f"{currency} has {digits(currency)} digits after the point")
    return int(units)


def amount(price: int, currency: str) -> Decimal:
    return Decimal(price).scaleb(-digits(currency))


def price_words(price: int, currency: str) -> str:
    """65.00 USD"""
    return f"{amount(price, currency):,.{digits(currency)}f} {currency}"
