"""What a reader sees: elements, figures, tables, French words and numbers. No figure is computed here."""
