"""Public documents of one site over periods that overlap: none lets the reader subtract the other."""

import pytest

from qep_lib import open_report
from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

HEADING = "N° d'enregistrement;Nature;Canal;Périmètre;Reçu le;Répondu le;Thème;Suite donnée"
RUN = """id: semestre-2022
label: "Semestre public"
sites: ["41"]
period: "2022-S1"
reports: [complaints]
audiences: [public]
"""
ON_TIME = "request_reply_on_time_pct"


@pytest.fixture
def register(bare_site, import_text):
    """Forty requests in the first half of 2022, five in the second, all answered the next day."""
    days = [("03/05/2022", "04/05/2022")] * 40 + [("06/09/2022", "07/09/2022")] * 5
    lines = [f"{n};Réclamation;Courriel;Qual-e-pref;{a};{b};Accueil;" for n, (a, b) in enumerate(days, 1)]
    import_text(bare_site, "registre.csv", "request-register", "\n".join([HEADING, *lines, ""]))
    return bare_site


def total(period, audience="public"):
    """The share of requests answered in time, as that document has it."""
    return open_report("complaints", "41", period, "2023-01-10", audience).context.total(ON_TIME)


def test_the_year_gives_way_to_a_public_half_year(register):
    """45 less 40 would be the case of five people; inside the service nothing changes."""
    assert total("2022").denominator == 45
    before = read_catalogue(Workspace(register)).fingerprint_for(["41"])
    (register / "params" / "runs" / "semestre-2022.yml").write_text(RUN, encoding="utf-8")
    assert total("2022-S1").denominator == 40
    assert (total("2022").status, total("2022").denominator) == ("suppressed", None)
    assert total("2022", "internal").denominator == 45
    after = read_catalogue(Workspace(register))
    # The reports of that site are to be made again, those of another are not.
    assert after.fingerprint_for(["41"]) != before
    assert after.restricted_to(["41"]).releases == {"41": after.releases["41"]}


def test_a_half_year_is_declared_before_it_is_published(register):
    """The message says where; months and chosen dates are never public."""
    with pytest.raises(ParameterError, match="Loir-et-Cher, 1er semestre 2022 : avant de publier.*params/runs/"):
        total("2022-S1")
    assert total("2022-S1", "internal").denominator == 40
    with pytest.raises(ParameterError, match="qui s'emboîtent"):
        total("2022-05")
