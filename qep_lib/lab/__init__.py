"""The home of whoever works without typing commands: `qep lab` opens it in JupyterLab.

`launching` starts and stops the batches that `qep run` would, in processes of their own; `choices` are the lists of the forms;
`home` puts the panels together, each of which is a module: produce, files, words, state. `jupyter/` and `config/` are what
JupyterLab reads: a quick kernel, French, and the few lines that run the home when it opens.
"""
