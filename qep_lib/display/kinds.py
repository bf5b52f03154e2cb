"""The kinds of elements by name, each entered by its own class as it is defined (`elements/`)."""

ELEMENT_KINDS: dict[str, type] = {}
