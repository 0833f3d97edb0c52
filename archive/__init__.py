"""What a newsletter is: Markdown files in, issues, sections, items and problems out."""
