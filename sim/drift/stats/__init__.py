"""The statistics of the drift instrument: pure functions and small folds over plain numbers.

`edetector` and `eprocess` are folds that run while an agent plays and need no array library; the rest
looks back on what is finished. Nothing is imported here: scipy takes longer to load than a short run to
play.
"""
