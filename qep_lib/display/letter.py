"""A model letter with its words replaced. Models are `params.letters`, files made of a letter `export.letter`.

What fills a model is data: it never becomes Jinja.
"""

import re
from collections.abc import Mapping

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from qep_lib.errors import ParameterError
from qep_lib.model.characters import printable
from qep_lib.model.letter import Letter, LetterTemplate

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def fill_letter(template: LetterTemplate, values: Mapping[str, str]) -> Letter:
    """The model with its words replaced; raises `ParameterError` naming every word without a value, or what failed.

    The model runs in Jinja's sandbox: it reaches the given words only, no file and no Python.
    """
    if missing := sorted(template.words - values.keys()):
        options = " ".join(f'--set {word}="…"' for word in missing)
        raise ParameterError(f"{template.file} : il manque {', '.join(missing)}. À faire : ajouter {options}.")
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    clean = {word: printable(value) for word, value in values.items()}
    try:
        subject, body = (environment.from_string(part).render(clean) for part in (template.subject, template.body))
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ParameterError(
            f"{template.file} : le modèle ne peut pas être rempli ({type(error).__name__} : {error}). "
            "À faire : n'employer que les mots de params/letters/LISEZMOI.md et ceux de --set."
        ) from None
    paragraphs = (part.strip() for part in _BLANK_LINES.split(body))
    return Letter(" ".join(subject.split()), tuple(part for part in paragraphs if part))
