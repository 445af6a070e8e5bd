"""`python -m tui.cli`: the command line in the current environment; the app starts its jobs this way."""

from tui.cli import main

main()
