"""A run in other forms: one file for the browser, films, tables and pictures."""
