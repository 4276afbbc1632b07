"""What the pages to read show."""
