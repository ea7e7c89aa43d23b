"""One file for the browser: the page of a run with everything that it shows, to be opened from disk.

The page is the viewer's own (`sim.viewer.assets.STATIC`); in place of a server it asks what is embedded in
the file, in the form that `static/embedded_source.js` tells.
"""

from sim.viewer.export.html.export import export_html

__all__ = ["export_html"]
