"""Warm kernels: a nursery process imports the libraries once, then forks a ready Jupyter kernel whenever one is asked.

`nursery` is the process that forks, `birth` what its child does to become a kernel, `client` how another process asks
for one, `provisioner` and `papermill_engine` what Jupyter and Papermill find by their entry points. What notebooks do
in these kernels is not here, nor which notebooks are run (`runs/`).
"""
