"""What the viewer's pages show, as JSON made of a run file alone: the server and the exporter share it."""

from sim.viewer.data.viewed import DAMAGE, Viewed, damaged

__all__ = ["DAMAGE", "Viewed", "damaged"]
