"""The registry of formulas that indicator files may name, with what each reads. The arithmetic is beside, by table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qep_lib.indicators.grids import assessment_share, mystery_count, mystery_share
from qep_lib.indicators.monthly import (
    CALL_COUNTS,
    FRAUD_COUNTS,
    SOCIAL_COUNTS,
    TITLE_DELAYS,
    WEB_COUNTS,
    call_share,
    fraud_share,
    fraud_total,
    social_monthly_mean,
    social_share,
    title_statistics_mean,
    title_statistics_total,
    website_monthly_mean,
)
from qep_lib.indicators.promises import (
    MEETING_STEPS,
    local_authority_on_time_share,
    meeting_on_time_share,
    update_on_time_share,
)
from qep_lib.indicators.requests import (
    request_count,
    request_on_time_share,
    request_overdue_count,
    request_reply_delay,
    request_theme_count,
)
from qep_lib.indicators.rows import Rows
from qep_lib.indicators.survey import (
    survey_answers_count,
    survey_distribution,
    survey_given_share,
    survey_mean,
    survey_response_rate,
    survey_share,
)
from qep_lib.indicators.titles import DAY_KINDS, TITLE_ENDS, TITLE_STARTS, title_count, title_delay
from qep_lib.indicators.trainings import training_agents, training_cycle_share
from qep_lib.model.closed_lists import (
    CHANNELS,
    FRAUD_DOMAINS,
    LETTER_CHANNELS,
    MEDIA,
    PERIMETERS,
    REQUEST_KINDS,
    TITLES,
)
from qep_lib.model.tables import ANSWERS, DECLARED
from qep_lib.stats.tallies import QUANTILES

SELECTION = {"kinds": REQUEST_KINDS, "perimeters": PERIMETERS, "channels": CHANNELS}
ITEM_GROUPS = ("option", "mode", "state")
TITLE_SELECTION = {"titles": TITLES, "end": TITLE_ENDS}
REQUEST_GROUPS = ("channel", "kind", "perimeter")


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula. `function(context, indicator, **arguments)` gives `rows.Rows`; None where nothing is
    computed because the figure arrives finished.

    `key_columns` decide the figure: when one of them is fictitious in a dataset, so is the figure. `groups` are the
    dimensions that `group_by` may ask for; `choices` closes the values of an argument. `is_running`: the figure moves
    until the period ends, so that an earlier as-of day makes it provisional (a finished survey does not move).
    `is_event_count`: a count of independent events, whose change has an exact test (statistics.md 1.4).
    `is_whole`: the total row is 100 % by construction and its change is no news.
    `is_overlapping`: it counts over more than the period, so that two periods in a row share most of their cases: their
    figures are not independent and their change has no test.
    """

    function: Callable[..., Rows] | None
    table: str
    key_columns: tuple[str, ...]
    description: str
    groups: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_running: bool = False
    is_event_count: bool = False
    is_whole: bool = False
    is_overlapping: bool = False


FORMULAS: Mapping[str, Formula] = {
    "declared": Formula(
        None,
        DECLARED,
        ("value",),
        "chiffre reçu tout fait, repris tel quel",
        groups=("commitment",),
        is_running=True,
    ),
    "survey_answers_count": Formula(
        survey_answers_count,
        ANSWERS,
        ("answer_id",),
        "nombre de répondants",
        groups=("mode",),
    ),
    "survey_response_rate": Formula(
        survey_response_rate,
        ANSWERS,
        ("answer_id", "mode"),
        "répondants d'un mode de recueil sur le nombre de visites déclaré",
    ),
    "survey_share": Formula(
        survey_share,
        ANSWERS,
        ("option_id", "state"),
        "part des réponses positives parmi ceux qui ont répondu à la question",
        groups=ITEM_GROUPS,
    ),
    "survey_distribution": Formula(
        survey_distribution,
        ANSWERS,
        ("option_id", "state"),
        "répartition des réponses à une question fermée",
        groups=("option", "state"),
        is_whole=True,
    ),
    "survey_mean": Formula(
        survey_mean,
        ANSWERS,
        ("number", "state"),
        "moyenne des nombres ou des notes donnés à une question",
        groups=("mode", "state"),
    ),
    "survey_given_share": Formula(
        survey_given_share,
        ANSWERS,
        ("state",),
        "part de ceux qui ont répondu quelque chose à une question ouverte",
    ),
    "request_count": Formula(
        request_count,
        "requests",
        (),
        "nombre de demandes reçues dans la période",
        groups=REQUEST_GROUPS,
        choices=SELECTION,
        is_running=True,
        is_event_count=True,
    ),
    "request_theme_count": Formula(
        request_theme_count,
        "requests",
        ("theme",),
        "nombre de demandes par thème",
        groups=("theme",),
        choices=SELECTION,
        is_running=True,
    ),
    "request_on_time_share": Formula(
        request_on_time_share,
        "requests",
        ("received_on", "replied_on", "kind"),
        "part des demandes échues qui ont reçu leur réponse dans le délai promis",
        groups=REQUEST_GROUPS,
        choices=SELECTION,
        is_running=True,
    ),
    "request_overdue_count": Formula(
        request_overdue_count,
        "requests",
        ("received_on", "replied_on", "kind"),
        "nombre de demandes encore ouvertes après leur échéance",
        groups=REQUEST_GROUPS,
        choices=SELECTION,
        is_running=True,
    ),
    "request_reply_delay": Formula(
        request_reply_delay,
        "requests",
        ("received_on", "replied_on"),
        "délai de réponse en jours ouvrés des demandes ayant reçu une réponse : moyenne, médiane ou neuvième décile",
        groups=REQUEST_GROUPS,
        choices={**SELECTION, "statistic": ("mean", *QUANTILES)},
        is_running=True,
    ),
    "title_count": Formula(
        title_count,
        "title_cases",
        ("title", "decided_on"),
        "nombre de dossiers de titres arrivés à leur terme dans la période",
        groups=("title",),
        choices=TITLE_SELECTION,
        is_running=True,
    ),
    "title_delay": Formula(
        title_delay,
        "title_cases",
        ("title", "applied_on", "decided_on"),
        "délai des dossiers de titres arrivés à leur terme : moyenne, médiane ou neuvième décile",
        groups=("title",),
        choices={**TITLE_SELECTION, "statistic": ("mean", *QUANTILES), "start": TITLE_STARTS, "days": DAY_KINDS},
        is_running=True,
    ),
    "call_share": Formula(
        call_share,
        "calls",
        (),
        "part d'un compte d'appels dans un autre",
        choices={"numerator": CALL_COUNTS, "denominator": CALL_COUNTS},
        is_running=True,
    ),
    "social_share": Formula(
        social_share,
        "social_statistics",
        (),
        "part d'un compte des réseaux sociaux dans un autre",
        choices={"numerator": SOCIAL_COUNTS, "denominator": SOCIAL_COUNTS},
        is_running=True,
    ),
    "social_monthly_mean": Formula(
        social_monthly_mean,
        "social_statistics",
        (),
        "moyenne mensuelle d'un compte des réseaux sociaux, tous réseaux ensemble",
        choices={"column": SOCIAL_COUNTS},
        is_running=True,
    ),
    "website_monthly_mean": Formula(
        website_monthly_mean,
        "web_statistics",
        (),
        "moyenne mensuelle d'un compte du site internet",
        choices={"column": WEB_COUNTS},
        is_running=True,
    ),
    "fraud_share": Formula(
        fraud_share,
        "fraud_statistics",
        ("domain",),
        "part d'un compte de fraude dans un autre",
        choices={"numerator": FRAUD_COUNTS, "denominator": FRAUD_COUNTS, "domains": FRAUD_DOMAINS},
        is_running=True,
    ),
    "fraud_total": Formula(
        fraud_total,
        "fraud_statistics",
        ("domain",),
        "somme d'un compte de fraude",
        groups=("domain",),
        choices={"column": FRAUD_COUNTS, "domains": FRAUD_DOMAINS},
        is_running=True,
    ),
    "title_statistics_mean": Formula(
        title_statistics_mean,
        "title_statistics",
        ("title", "volume"),
        "moyenne des délais mensuels de titres, pondérée par les volumes",
        groups=("title",),
        choices={"titles": TITLES, "column": TITLE_DELAYS},
        is_running=True,
    ),
    "title_statistics_total": Formula(
        title_statistics_total,
        "title_statistics",
        ("title", "volume"),
        "somme des volumes mensuels de titres",
        groups=("title",),
        choices={"titles": TITLES},
        is_running=True,
    ),
    "update_on_time_share": Formula(
        update_on_time_share,
        "service_updates",
        ("medium", "requested_on", "published_on"),
        "part des mises à jour échues faites dans le délai promis",
        choices={"medium": MEDIA},
        is_running=True,
    ),
    "local_authority_on_time_share": Formula(
        local_authority_on_time_share,
        "local_authority_requests",
        ("channel", "received_on", "replied_on"),
        "part des demandes échues des collectivités qui ont reçu leur réponse dans le délai promis",
        choices={"channel": LETTER_CHANNELS},
        is_running=True,
    ),
    "meeting_on_time_share": Formula(
        meeting_on_time_share,
        "meetings",
        ("requested_on", "withdrawn"),
        "part des rendez-vous échus fixés, ou tenus, dans le délai promis",
        choices={"step": MEETING_STEPS},
        is_running=True,
    ),
    "training_agents": Formula(
        training_agents,
        "trainings",
        ("agents_trained", "commitments"),
        "agents formés dans la période, par engagement",
        groups=("commitment",),
        is_running=True,
    ),
    "training_cycle_share": Formula(
        training_cycle_share,
        "trainings",
        ("agents_trained", "agents_concerned", "commitments"),
        "agents formés sur l'effectif concerné, au cours du cycle de formation",
        groups=("commitment",),
        is_running=True,
        is_overlapping=True,
    ),
    "assessment_share": Formula(
        assessment_share,
        "self_assessment",
        ("result",),
        "part des exigences réalisées dans la grille d'auto-diagnostic",
        groups=("module", "channel", "module_channel", "commitment", "state"),
    ),
    "mystery_share": Formula(
        mystery_share,
        "mystery_contacts",
        ("result",),
        "part des contacts mystère qui satisfont tous les critères observés",
        groups=("channel", "criterion"),
    ),
    "mystery_count": Formula(
        mystery_count,
        "mystery_contacts",
        ("contact_id",),
        "nombre de contacts mystère",
        groups=("channel",),
    ),
}
