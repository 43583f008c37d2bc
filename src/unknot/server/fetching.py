"""Reading an address that somebody typed, without becoming their errand boy: only public machines are asked,
also after a redirect, and the machine asked is the one that was looked up. Slow and endless answers end."""

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 15.0
LARGEST = 5_000_000
REDIRECTS = 3
_AT_ONCE = 65_536
# Where a network translates, the last 32 bits are an old address.
_TRANSLATED = ip_network("64:ff9b::/96")
_MOVED = (301, 302, 303, 307, 308)


class Unreachable(Exception):
    """Why it could not be read, in words for the desk; never the address, which may be a secret."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The body, or None when it is what `etag` said it was before."""

    body: bytes | None
    etag: str


def fetch(url: str, *, etag: str = "", private: bool = False, seconds: float = SECONDS) -> Fetched:
    """Raises `Unreachable`. With `private`, machines of this house and network may be asked too."""
    until = time.monotonic() + seconds
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unreachable("The address leads to something that is not a web page.")
        answer = _asked(parts, etag, private, until)
        if not isinstance(answer, str):
            return answer
        url, etag = urljoin(url, answer), ""
    raise Unreachable("The address sends us on and on.")


def _asked(parts: SplitResult, etag: str, private: bool, until: float) -> Fetched | str:
    """The answer, or where it sends us."""
    connection = _connection(parts, private, until)
    # A server that sends a byte now and then keeps every read alive: at the end its line is cut.
    cut = threading.Event()
    timer = threading.Timer(max(until - time.monotonic(), 0.0), _shut, [connection.sock, cut])
    timer.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc.rpartition("@")[2], "Accept": "text/calendar, */*;q=0.1"}
        headers |= {"User-Agent": "Unknot", "Accept-Encoding": "identity"}
        connection.request("GET", path, headers=headers | ({"If-None-Match": etag} if etag else {}))
        response = connection.getresponse()
        if response.status in _MOVED and (moved := response.getheader("Location")):
            return moved
        if response.status == 304 and etag:
            return Fetched(None, etag)
        if response.status != 200:
            raise Unreachable(f"Its server answers with {response.status} instead of a calendar.")
        return Fetched(_body(response, connection, until, cut), response.getheader("ETag") or "")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("Its server does not answer in time, or not in full.") from error
    finally:
        timer.cancel()
        connection.close()


def _shut(line: socket.socket, cut: threading.Event) -> None:
    cut.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _connection(parts: SplitResult, private: bool, until: float) -> http.client.HTTPConnection:
    """A connection to an address that was looked at: looking it up again could lead elsewhere."""
    host = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise Unreachable("Its server cannot be found.") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not private and any(not _is_public(one) for one in addresses):
        raise Unreachable("The address leads to a machine inside a private network, which we do not ask.")
    try:
        plain = socket.create_connection((addresses[0], port), timeout=_left(until))
        if parts.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError as error:
        raise Unreachable("Its server cannot be reached, or does not prove who it is.") from error
    connection = http.client.HTTPConnection(host, port)
    connection.sock = plain
    return connection


def _is_public(address: str) -> bool:
    """Also for an old address inside a new one: ::ffff:127.0.0.1 is this machine."""
    one = ip_address(address.partition("%")[0])
    inner = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None) or one
    if one in _TRANSLATED:
        inner = ip_address(int(one) & 0xFFFFFFFF)
    return bool(one.is_global and inner.is_global and not one.is_multicast and not inner.is_multicast)


def _body(
    response: http.client.HTTPResponse,
    connection: http.client.HTTPConnection,
    until: float,
    cut: threading.Event,
) -> bytes:
    parts, size = [], 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(until))
        part = response.read1(_AT_ONCE)
        if not part:
            break
        _left(until)
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise Unreachable("The calendar is larger than five megabytes.")
    # A line that was cut, by us or by them, ends like a body that is done: half a calendar frees busy time.
    if cut.is_set() or response.length:
        raise http.client.IncompleteRead(b"".join(parts))
    return b"".join(parts)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
