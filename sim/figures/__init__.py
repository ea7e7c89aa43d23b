"""Figures: plain data in, Plotly figures out; and pictures of them. The only room that plots."""

from sim.figures.paint import available, pngs, svgs
from sim.figures.results import Cell, Span, matrix, spans
from sim.figures.runs import FIGURES
from sim.figures.theme import Figure

__all__ = ["FIGURES", "Cell", "Figure", "Span", "available", "matrix", "pngs", "spans", "svgs"]
