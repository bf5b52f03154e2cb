"""What points to one person in a text that somebody typed, and the text without it. Pure: text in, text out.

It stands under everything that tells or keeps a text; deciding which texts are free is `model.tables`, masking the rows of
a file is `intake.masking`. Rules and words only: no model, no register of names, nothing is learnt from the data.
"""
