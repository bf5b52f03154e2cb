"""The closed lists of values of the stored tables' columns, in the order in which they are shown."""

from typing import get_args

from qep_lib.model.base import ActionOrigin, Grain

CHANNELS = ("email", "web_form", "post", "hall_form", "suggestion_box", "phone", "front_desk")
PAPER_CHANNELS = ("post", "hall_form", "suggestion_box")
ELECTRONIC_CHANNELS = ("email", "web_form")
REQUEST_KINDS = ("information_request", "complaint", "suggestion", "compliment")
PERIMETERS = ("inside", "litigation", "elected_official", "pending_file", "outside")
"""The last one: out of it, and the register does not say why."""
MILESTONE_KINDS = (
    "survey",
    "users_committee",
    "steering_committee",
    "internal_audit",
    "external_audit",
    "surveillance_audit",
    "mystery_survey",
    "training",
    "other",
)
TITLES = (
    "id_documents",
    "residence_permit_first",
    "residence_permit_renewal",
    "vehicle_registration",
    "driving_licence",
)
ACTION_SOURCES = get_args(ActionOrigin)
NO_ORIGIN = "none"
"""What an action says that is none of its origins: it is kept, and says no origin."""
ACTION_STATUSES = ("planned", "in_progress", "done")

NETWORKS = ("facebook", "twitter", "instagram", "linkedin", "youtube", "other")
MEDIA = ("website", "ivr")
LETTER_CHANNELS = ("email", "post")
"""How local authorities write to the State."""
FRAUD_DOMAINS = ("foreigners", "id_documents")
MYSTERY_CHANNELS = ("phone", "email", "post", "front_desk")
HALF_DAYS = ("morning", "afternoon")
MYSTERY_RESULTS = ("met", "not_met", "not_applicable")
ASSESSED_CHANNELS = ("internet", "social_media", "telephone", "front_desk", "mail", "general")
ASSESSMENT_RESULTS = ("met", "partly", "not_met", "not_applicable")
GRAINS = get_args(Grain)
