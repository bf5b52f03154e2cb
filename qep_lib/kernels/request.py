"""What passes between a nursery and whoever asks it for a kernel: one request, three descriptors. Light to import.

A request is a JSON object preceded by its length. With it travel the descriptors of the kernel's standard output and
error, and of a socket on which the nursery answers, one JSON line a fact: the process id, then how the kernel ended.
"""

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

_LENGTH = struct.Struct("!I")
_DESCRIPTORS = 3


@dataclass(frozen=True, slots=True)
class Birth:
    """One kernel to start: its arguments as after `python -m ipykernel_launcher`, its environment and its folder."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str


class Received(NamedTuple):
    """A request as the nursery gets it; the descriptors are its own, to be closed."""

    birth: Birth
    standard_output: int
    standard_error: int
    answer: int


def send_request(control: socket.socket, birth: Birth, standard_output: int, standard_error: int) -> socket.socket:
    """Ask for a kernel; returns the socket of the answers. Raises OSError when the nursery is gone."""
    mine, theirs = socket.socketpair()
    body = json.dumps(asdict(birth)).encode()
    try:
        socket.send_fds(control, [_LENGTH.pack(len(body))], [standard_output, standard_error, theirs.fileno()])
        control.sendall(body)
    except OSError:
        mine.close()
        raise
    finally:
        theirs.close()
    return mine


def receive_request(control: socket.socket) -> Received | None:
    """The next request; None when the other end is closed, or does not speak this language."""
    try:
        head, descriptors, _, _ = socket.recv_fds(control, _LENGTH.size, _DESCRIPTORS)
        if len(head) < _LENGTH.size or len(descriptors) < _DESCRIPTORS:
            return None
        body = _read_exactly(control, _LENGTH.unpack(head)[0])
    except OSError:
        return None
    return Received(Birth(**json.loads(body)), *descriptors) if body else None


def _read_exactly(control: socket.socket, length: int) -> bytes:
    body = b""
    while len(body) < length:
        part = control.recv(length - len(body))
        if not part:
            return b""
        body += part
    return body
