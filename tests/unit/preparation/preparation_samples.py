"""What tests of the preparation read of a draft."""


def meanings(sheet):
    """heading -> what it becomes."""
    return {column.heading: column.meaning for column in sheet.columns}
