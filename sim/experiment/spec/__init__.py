"""What an experiment is, written down before its runs, and what can be measured in it by name."""
