"""What the runs of an experiment come to: measured values in; values, intervals and verdicts out."""
