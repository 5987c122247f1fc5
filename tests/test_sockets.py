"""A small answer does not wait for the acknowledgement of the one before."""

from __future__ import annotations

import socket
import sys

import pytest

from api.sockets import send_at_once


@pytest.mark.skipif(sys.platform != "linux", reason="what an accepted socket inherits differs elsewhere")
def test_connections_to_a_socket_that_names_no_protocol_send_at_once() -> None:
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        send_at_once()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_what_is_no_listening_socket_stays_as_it_is() -> None:
    with socket.socket(socket.AF_INET) as idle:
        send_at_once()
        assert not idle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
