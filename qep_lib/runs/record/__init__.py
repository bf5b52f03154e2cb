"""What became of jobs: outcomes, the ledger's lines, what they say together, what may be taken up again."""
