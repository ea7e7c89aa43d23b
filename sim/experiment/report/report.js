// Draws the figures of a report, as wide as the page; the frame is the page's, not the figure's.
for (const [id, figure] of Object.entries(figures)) {
  const layout = { ...figure.layout, autosize: true, paper_bgcolor: "transparent", plot_bgcolor: "transparent" };
  delete layout.width;
  Plotly.newPlot(id, figure.data, layout, { responsive: true, displayModeBar: false });
}
