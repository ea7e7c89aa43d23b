"""`python -m sim.cli` is `longplay`."""

from sim.cli.main import main

main()
