"""Calibration: the instrument is proved on agents whose drift is known (docs/calibration.md)."""
