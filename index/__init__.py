"""Makes items searchable. Knows what a newsletter is, and nothing of the web."""
