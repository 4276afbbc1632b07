"""How fast the archive searches and serves, beside others, measured on the spot. See README.md in this folder."""
