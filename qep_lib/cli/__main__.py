"""`python -m qep_lib.cli`: the command where its script is not on the path."""

from qep_lib.cli import main

if __name__ == "__main__":
    main()
