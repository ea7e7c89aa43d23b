"""`python -m longplay` is the command `longplay`."""

from sim.cli import main

main()
