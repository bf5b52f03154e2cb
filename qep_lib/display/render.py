"""An element's JSON as HTML or as plain text. It receives data only, so that exporters and cells share one drawing."""


def render_html(data: dict) -> str:
    raise NotImplementedError


def render_plain(data: dict) -> str:
    raise NotImplementedError
