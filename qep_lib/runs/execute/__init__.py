"""A batch from its lock to its last outcome: imports, workers, kernels, jobs. What is kept of it is `record`."""
