"""`qep serve` attacked as a visitor could: addresses, names, origins, and what is said to a kernel. A real server, no browser."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid

import pytest
import requests
import websocket
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

TOKEN = "jeton-de-vingt-lettres"
SECONDS = 120
PROTOCOL = "v1.kernel.websocket.jupyter.org"
KERNEL = re.compile(r'"kernelId": "([^"]+)"')


@pytest.fixture(scope="module")
def address(tmp_path_factory, imported_workspace):
    """A `qep serve` for the public, of one page at a time, of the Cher of 2020."""
    workspace = imported_workspace(tmp_path_factory.mktemp("servi") / "espace", ("cher-2020",))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "qep_lib.cli",
        "serve",
        "--port",
        str(port),
        "--pages",
        "1",
        "--base-url",
        "/explorer/",
    ]
    log = workspace.root / "serve.log"
    with log.open("wb") as said:
        environment = os.environ | {"QEP_WORKSPACE": str(workspace.root), "QEP_TOKEN": TOKEN}
        process = subprocess.Popen(command, cwd=workspace.root, env=environment, stdout=said, stderr=said)
    limit = time.monotonic() + SECONDS
    while "Ctrl-C" not in log.read_text(encoding="utf-8"):
        assert process.poll() is None and time.monotonic() < limit, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/explorer"
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def visitor(address):
    """Someone who opened the page with the token, and what the page says."""
    with requests.Session() as opened:
        opened.page = opened.get(f"{address}/?token={TOKEN}", timeout=SECONDS)
        yield opened


PATHS = (
    "/", "/voila/static/voila.js", "/voila/files/explorateurs.ipynb", "/api/kernels", "/api/contents/", "/voila/api/contents/",
    "/voila/tree/", "/login", "/nbconvert/html/explorateurs.ipynb", "/files/explorateurs.ipynb", "/metrics", "/api/terminals",
    "/voila/static/..%2f..%2f..%2f..%2fetc%2fpasswd", "/voila/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/voila/labextensions/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/voila/render/explorateurs.ipynb",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_told_without_the_token(address, path):
    """403 in one French sentence, whatever is asked; so does a wrong token."""
    for given in ("", "?token=autre"):
        told = requests.get(f"{address}{path}{given}", timeout=SECONDS, allow_redirects=False)
        assert told.status_code == 403
        assert "Accès refusé" in told.text and "Traceback" not in told.text


@pytest.mark.parametrize("path", PATHS[2:])
def test_the_token_opens_neither_files_nor_folders_nor_kernels(visitor, address, path):
    """Nothing but the page and what draws it."""
    told = visitor.get(f"{address}{path}", timeout=SECONDS, allow_redirects=False)
    assert told.status_code in (403, 404, 500) and "root:" not in told.text and "open_served" not in told.text


def test_another_name_or_origin_is_refused_with_the_token_too(visitor, address):
    """A page of elsewhere, or a name made to point here (DNS rebinding)."""
    for sent in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        assert visitor.get(f"{address}/", headers=sent, timeout=SECONDS).status_code == 403


def test_the_page_has_neither_code_nor_token(visitor, address):
    """The token leaves the address; the cookie is for this site alone, and out of reach of scripts."""
    page = visitor.page
    assert page.status_code == 200 and page.url == f"{address}/"
    assert "open_served" not in page.text and TOKEN not in page.text
    cookie = page.history[0].headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/explorer/" in cookie
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_second_page_is_told_that_there_are_enough(visitor, address):
    """One page was asked for at most."""
    told = visitor.get(f"{address}/", timeout=SECONDS)
    assert told.status_code == 503 and "Trop de pages sont ouvertes" in told.text


def test_a_kernel_is_not_ended_by_its_address(visitor, address):
    """Its state is read; DELETE is not known."""
    kernel = KERNEL.search(visitor.page.text)[1]
    assert visitor.get(f"{address}/api/kernels/{kernel}", timeout=SECONDS).json()["id"] == kernel
    token = {"X-XSRFToken": visitor.cookies.get("_xsrf", "")}
    assert visitor.delete(f"{address}/api/kernels/{kernel}", headers=token, timeout=SECONDS).status_code in (403, 405)
    assert visitor.get(f"{address}/api/kernels/{kernel}", timeout=SECONDS).status_code == 200


def connected(visitor, address, protocol=PROTOCOL, **named):
    """The channel of the visitor's own kernel."""
    kernel = KERNEL.search(visitor.page.text)[1]
    held = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    where = f"{address.replace('http', 'ws')}/api/kernels/{kernel}/channels?session_id=x"
    origin = address.removesuffix("/explorer")
    given = {"cookie": held, "origin": origin, "subprotocols": [protocol] if protocol else None} | named
    return websocket.create_connection(where, timeout=20, **given)


def message(kind, content, channel="shell"):
    """A message as the page writes it."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "x",
        "username": "",
        "version": "5.3",
        "date": "",
    }
    parts = [json.dumps(part).encode() for part in (header, {}, {"version": "1.0.0"}, content)]
    return header["msg_id"], bytes(serialize_msg_to_ws_v1(parts, channel))


def heard_until(opened, asked):
    """(type, id of what was asked, content) of all that is said until the kernel has done what was asked."""
    heard = []
    while True:
        _, parts = deserialize_msg_from_ws_v1(opened.recv())
        header, parent, _, content = map(json.loads, parts[:4])
        heard.append((header["msg_type"], parent.get("msg_id"), content))
        if parent.get("msg_id") == asked and content.get("execution_state") == "idle":
            return heard


def asked_of(opened, kind, content):
    """What is heard of one message."""
    asked, said = message(kind, content)
    opened.send_binary(said)
    return heard_until(opened, asked)


def test_no_code_is_run_by_a_visitor(visitor, address, tmp_path):
    """Execution, on each channel and protocol, completion, inspection, a new widget, another comm: the kernel hears of none; it
    answers what follows."""
    proof = tmp_path / "executed"
    code = f"open({str(proof)!r}, 'w')"
    execute = {
        "code": code,
        "silent": False,
        "store_history": False,
        "user_expressions": {"a": code},
        "allow_stdin": False,
    }
    widget = {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {"_model_name": "HTMLModel"}}}
    opened = connected(visitor, address)
    tried = [
        message("execute_request", execute),
        message("execute_request", execute, "control"),
        message("complete_request", {"code": code, "cursor_pos": 3}),
        message("inspect_request", {"code": code, "cursor_pos": 3, "detail_level": 0}),
        message("debug_request", {"command": "evaluate", "arguments": {"expression": code}}, "control"),
        message("comm_open", widget),
        message("comm_open", {"comm_id": "b", "target_name": "matplotlib", "data": {}}),
        message("input_reply", {"value": code}, "stdin"),
    ]
    for _, said in tried:
        opened.send_binary(said)
    legacy = {"channel": "shell", "header": {"msg_id": "l", "msg_type": "execute_request"}, "content": execute}
    opened.send(json.dumps(legacy | {"parent_header": {}, "metadata": {}}))
    heard = asked_of(opened, "comm_info_request", {})
    heard += asked_of(opened, "comm_info_request", {})
    opened.close()
    assert not {parent for _, parent, _ in heard} & {number for number, _ in tried}
    comms = next(content["comms"] for kind, _, content in heard if kind == "comm_info_reply")
    assert comms and not {"a", "b"} & comms.keys()
    assert not proof.exists()


def test_a_channel_wants_the_cookie_and_its_own_origin(visitor, address):
    """A page of elsewhere cannot speak to a kernel, even from the browser of somebody who opened ours."""
    for named in ({"cookie": ""}, {"origin": "http://evil.example"}):
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            connected(visitor, address, **named)
        assert refused.value.status_code == 403


def test_a_page_that_is_closed_takes_its_kernel_along(visitor, address):
    """Some seconds after its channel closed: another page may be opened."""
    kernel = KERNEL.search(visitor.page.text)[1]
    limit = time.monotonic() + SECONDS
    while visitor.get(f"{address}/api/kernels/{kernel}", timeout=SECONDS).status_code != 404:
        assert time.monotonic() < limit
        time.sleep(1)
    assert visitor.get(f"{address}/", timeout=SECONDS).status_code == 200
