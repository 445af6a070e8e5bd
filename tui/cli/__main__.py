"""`python -m tui.cli`: the command line of the environment at hand, for jobs that the app starts."""

from tui.cli import main

main()
