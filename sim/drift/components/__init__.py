"""The components of drift, one module each: its docstring is its definition."""
