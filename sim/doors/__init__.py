"""The ways in from other ecosystems; each is a folder of its own and needs an extra of its own."""
