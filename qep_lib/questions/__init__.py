"""Kinds of question, one module each: how their columns look, how they are read, what they count, how they are invented."""
