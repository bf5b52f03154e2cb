"""From typed tables to the results table: formulas, rating, comparison with the year before. Nothing is drawn here."""
