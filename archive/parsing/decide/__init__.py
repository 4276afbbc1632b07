"""What each line of a page is, and which belong together."""
