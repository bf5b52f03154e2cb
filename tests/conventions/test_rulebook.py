"""Faults of the intake are a table of rules: every rule is applied, with the values that its sentences ask for."""

import ast
import string

from qep_lib.intake.rulebook import rulebook

MAKERS = {"qep_lib.intake.rulebook": "the table itself"}
"""Who may make a `Reason` out of anything but a rule of the table."""


def asked(reason):
    """The values that the sentences of a rule ask for."""
    texts = (reason.found, reason.accepted, reason.remedy)
    return {field.split(".")[0] for text in texts for _, field, _, _ in string.Formatter().parse(text) if field}


def applied(modules):
    """(module and line, rule or None where it is chosen before, names of the values given, whether more are given apart)."""
    for name, (_, tree) in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault":
                rule = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                given = {keyword.arg for keyword in node.keywords}
                yield f"{name}, ligne {node.lineno}", rule, given - {None}, None in given
            elif isinstance(node, ast.Call) and name.startswith("qep_lib.questions.") and _is_refusal(node.func):
                # A kind of question names its rule to the cells that the intake lends it.
                given = {keyword.arg for keyword in node.keywords}
                yield f"{name}, ligne {node.lineno}", node.args[2].value, given, False


def _is_refusal(function):
    return isinstance(function, ast.Attribute) and function.attr == "refuse"


def test_a_rule_is_given_the_values_that_its_sentences_ask_for(modules):
    """A value more would be a sentence that says less than its author thinks, a value less a failure in front of a user."""
    faults = []
    for place, rule, given, has_more in applied(modules):
        if rule is None:
            continue
        if rule not in rulebook():
            faults.append(f"{place} : la règle « {rule} » n'est pas dans rulebook.yml")
        elif (not has_more and given != asked(rulebook()[rule])) or not given <= asked(rulebook()[rule]):
            faults.append(f"{place} : {rule} demande {sorted(asked(rulebook()[rule]))}, reçoit {sorted(given)}")
    assert faults == []


def test_every_rule_of_the_table_is_applied(modules):
    """By its name, wherever it stands in the intake and in the kinds of question."""
    named = {
        node.value
        for name, (_, tree) in modules.items()
        if name.startswith(("qep_lib.intake.", "qep_lib.questions."))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [rule for rule in rulebook() if rule not in named] == []


def test_a_fault_is_a_rule_of_the_table(modules):
    """Its sentences are not written where it is found: they would be kept from the formatter, and repeated."""
    made = {
        name
        for name, (_, tree) in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason"
        if name.startswith("qep_lib.intake.")
    }
    assert made <= set(MAKERS), 'nommer une règle de qep_lib/intake/rulebook.yml : fault("…", valeurs)'


def test_a_rule_says_what_to_do():
    """Severity is one that an issue has; a refused file or row comes with what is accepted or with a remedy."""
    for name, reason in rulebook().items():
        assert reason.severity in ("error", "reject", "warning"), name
        assert reason.found and not reason.found.endswith("."), name
        assert reason.severity == "warning" or reason.accepted or reason.remedy, name
