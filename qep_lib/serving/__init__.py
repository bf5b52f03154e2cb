"""The explorers for whoever has no JupyterLab: `qep serve`, by Voilà (extra `[serve]`).

`door` says who may speak to the server and of what, before anything of Voilà is reached; `server` is Voilà with the few doors
that one page needs, and the life of its kernels.
"""
