"""The forms in which records leave the archive for machines."""
