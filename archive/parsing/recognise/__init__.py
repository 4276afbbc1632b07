"""What words on a page are: dates, mastheads, people, captions, jumps, the parts of a headline."""
