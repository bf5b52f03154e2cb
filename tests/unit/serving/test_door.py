"""Who is let in, and what a page may say to its kernel; and what `qep serve` refuses before it listens."""

import json

import pytest
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import Application, RequestHandler
from traitlets.config import Config

from qep_lib.cli.serve import TOKEN, checked_token, serve_explorers, split_base_url
from qep_lib.errors import ParameterError
from qep_lib.serving import door, server
from qep_lib.serving.door import COOKIE, PROTOCOL, Door, GuardedConnection, is_allowed
from qep_lib.serving.server import Explorers, Served, _settings

DOOR = Door("jeton-de-vingt-lettres", frozenset({"127.0.0.1", "qualite.cher.gouv.fr"}))


class _Connection:
    """Of a request, what Tornado asks of the socket under it."""

    def set_close_callback(self, callback):
        """Nothing closes here."""


def handler(uri="/", **headers):
    """A handler that was sent this request."""
    sent = HTTPHeaders({"Host": "127.0.0.1:8866", **{name.replace("_", "-"): text for name, text in headers.items()}})
    line = RequestStartLine("GET", uri, "HTTP/1.1")
    request = HTTPServerRequest(headers=sent, connection=_Connection(), start_line=line)
    return RequestHandler(Application(cookie_secret="s"), request)


@pytest.mark.parametrize(
    ("asked", "is_refused"),
    [
        (handler(), True),
        (handler("/?token="), True),
        (handler("/?token=autre"), True),
        (handler("/?token=jeton-de-vingt-lettres"), False),
        (handler(Authorization="token jeton-de-vingt-lettres"), False),
        (handler(Cookie=f"{COOKIE}=1"), True),
        (handler("/?token=jeton-de-vingt-lettres", Host="evil.example"), True),
        (handler("/?token=jeton-de-vingt-lettres", Host="qualite.cher.gouv.fr"), False),
        (handler("/?token=jeton-de-vingt-lettres", Origin="http://evil.example"), True),
        (handler("/?token=jeton-de-vingt-lettres", Origin="null"), True),
        (handler("/?token=jeton-de-vingt-lettres", Origin="http://127.0.0.1:8866"), False),
        (handler("/?token=jeton-de-vingt-lettres", Origin="http://127.0.0.1:9999"), True),
    ],
)  # fmt: skip
def test_the_door_wants_the_token_a_known_name_and_its_own_origin(asked, is_refused):
    """A cookie that the server did not sign, another name or another origin is no better than nothing."""
    assert DOOR.refuses(asked) == is_refused


def test_a_refusal_says_how_a_link_that_was_sent_is_opened():
    """First the whole address, which gives the cookie; the link itself never holds the token."""
    refusal = door.SENTENCES[403]
    assert refusal.index("d’abord l’adresse entière") < refusal.index("puis coller ce lien")


def test_every_address_is_behind_the_door(tmp_path):
    """Files, folders, contents, the list of kernels and the login page are not there; what is has the door."""
    served = Served("public", "127.0.0.1", 0, "t" * 20, "/x/", frozenset({"127.0.0.1"}), 2)
    (tmp_path / server.NOTEBOOK).write_text("{}")
    explorers = Explorers(config=_settings(served, tmp_path))
    explorers.door = DOOR
    explorers.initialize([])
    explorers.app = None
    explorers.init_settings()
    found = explorers.init_handlers()
    assert all(entry[1].__name__.startswith("Guarded") for entry in found)
    assert {entry[1].__name__.removeprefix("Guarded") for entry in found} == {
        "VoilaKernelWebsocketHandler", "TemplateStaticFileHandler", "MultiStaticFileHandler", "ThemesHandler",
        "VoilaShutdownKernelHandler", "FileFindHandler", "KernelState", "ExplorersPage",
    }  # fmt: skip
    assert all(entry[0].startswith("/x/") for entry in found)


@pytest.mark.parametrize(
    ("channel", "kind", "content", "is_passed"),
    [
        ("shell", "comm_msg", {"comm_id": "a", "data": {"method": "update"}}, True),
        ("shell", "comm_open", {"target_name": "jupyter.widget.control"}, True),
        ("shell", "comm_info_request", {}, True),
        ("shell", "kernel_info_request", {}, True),
        ("shell", "comm_open", {"target_name": "jupyter.widget"}, False),
        ("shell", "comm_open", {"target_name": "matplotlib"}, False),
        ("shell", "comm_open", {}, False),
        ("shell", "execute_request", {"code": "1"}, False),
        ("shell", "complete_request", {}, False),
        ("shell", "inspect_request", {}, False),
        ("shell", "history_request", {}, False),
        ("control", "debug_request", {}, False),
        ("control", "shutdown_request", {}, False),
        ("shell", "shutdown_request", {}, False),
        ("control", "comm_msg", {}, False),
        ("stdin", "input_reply", {}, False),
        ("iopub", "comm_msg", {}, False),
    ],
)
def test_a_page_says_what_was_chosen_and_nothing_else(channel, kind, content, is_passed):
    """No code, no completion (which runs properties), no new widget, no end of the kernel."""
    assert is_allowed(channel, {"msg_type": kind}, content) == is_passed


def test_what_cannot_be_read_is_not_passed_on(monkeypatch):
    """Text, another protocol, bytes that are no message: nothing reaches the kernel, nothing is raised."""
    passed = []
    monkeypatch.setattr(
        GuardedConnection.__mro__[1], "handle_incoming_message", lambda self, message: passed.append(message)
    )
    connection = GuardedConnection.__new__(GuardedConnection)

    def say(message, protocol=PROTOCOL):
        monkeypatch.setattr(GuardedConnection, "subprotocol", protocol)
        GuardedConnection.handle_incoming_message(connection, message)

    def written(kind, content):
        parts = [json.dumps(part).encode() for part in ({"msg_type": kind}, {}, {}, content)]
        return bytes(serialize_msg_to_ws_v1(parts, "shell"))

    execute = {"channel": "shell", "header": {"msg_type": "execute_request"}, "content": {"code": "1"}}
    for refused in (json.dumps(execute), b"", b"\x00" * 64, b"\xff" * 64, written("execute_request", {"code": "1"})):
        say(refused)
    say(written("comm_msg", {}), None)
    assert passed == []
    say(written("comm_msg", {}))
    assert len(passed) == 1


def test_it_listens_elsewhere_only_with_a_token():
    """What, why and what to do; on this machine a token is made."""
    with pytest.raises(ParameterError, match="d'autres machines pourraient s'y connecter.*QEP_TOKEN"):
        checked_token("0.0.0.0", None)
    with pytest.raises(ParameterError, match="d'autres machines"):
        checked_token("atelier.example", None)
    with pytest.raises(ParameterError, match="jeton de 5 caractères"):
        checked_token("127.0.0.1", "court")
    assert checked_token("0.0.0.0", "j" * 20) == "j" * 20
    assert len(checked_token("127.0.0.1", None)) >= 32 != checked_token("::1", None)


def test_the_address_in_front_is_a_path_or_a_whole_one():
    """Behind another server, its name is one of ours."""
    assert split_base_url("/") == ("/", None)
    assert split_base_url("explorer") == ("/explorer/", None)
    assert split_base_url("https://qualite.cher.gouv.fr/explorer") == ("/explorer/", "qualite.cher.gouv.fr")
    with pytest.raises(ParameterError, match="Accepté : un chemin"):
        split_base_url("file:///etc")


def test_another_audience_is_refused_in_french():
    """Before anything is opened."""
    with pytest.raises(ParameterError, match="audience « presse »"):
        serve_explorers("presse", 1, "127.0.0.1", "/", 1)


def test_without_voila_one_sentence_says_how_to_install_it(bench_root, monkeypatch):
    """Nothing is served."""
    monkeypatch.setenv("QEP_WORKSPACE", str(bench_root))
    monkeypatch.setitem(__import__("sys").modules, "voila", None)
    monkeypatch.delenv(TOKEN, raising=False)
    with pytest.raises(ParameterError, match=r"« qep serve » demande le paquet « voila ».*qep-lib\[serve\]"):
        serve_explorers("public", 8866, "127.0.0.1", "/", 1)


@pytest.fixture
def bench_root(tmp_path):
    """A workspace: there is one where there is a `params/`."""
    (tmp_path / "params").mkdir()
    return tmp_path


def test_settings_close_what_voila_leaves_open(tmp_path):
    """No traceback, no source, no file, no template or theme of the visitor's choice, no configuration of the machine."""
    settings = Config(_settings(Served("public", "127.0.0.1", 1, "t", "/", frozenset(), 3), tmp_path))
    assert settings.VoilaConfiguration.show_tracebacks is False and settings.VoilaConfiguration.strip_sources is True
    assert settings.VoilaConfiguration.file_allowlist == [] and settings.Voila.config_file_paths == []
    assert (
        settings.VoilaConfiguration.allow_template_override == settings.VoilaConfiguration.allow_theme_override == "NO"
    )
