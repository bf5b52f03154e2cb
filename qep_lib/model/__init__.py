"""What things are: frozen values without any file access. Reading them from disk is done in `params` and `store`."""
