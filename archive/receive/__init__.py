"""Received files on their way to texts."""
