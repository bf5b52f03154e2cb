"""Which rows are of the same thing (an answer, a contact): its identifier within the file and the sheet that number it."""

import numpy as np
import pandas as pd

OWNERS = ("dataset", "sheet")
"""What an identifier belongs to: two files, or two sheets, may give the same one to different things."""


def number_things(frame: pd.DataFrame, identifier: str) -> np.ndarray:
    """A number a row, from 0 in the order of the rows: the same for the rows of one thing, another for any other.

    A frame that was never stored may lack the columns of `OWNERS`: its identifiers are then those of one file.
    """
    columns = [name for name in (*OWNERS, identifier) if name in frame]
    return frame.groupby(columns, dropna=False, sort=False).ngroup().to_numpy()
