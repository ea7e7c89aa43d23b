"""The game as an MCP server: any client plays, and its play is a run like any other."""
