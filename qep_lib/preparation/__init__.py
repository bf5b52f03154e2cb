"""A stranger's folder to proposals, decisions, then `params/`: what makes YAML unnecessary. Importing is `intake`."""
