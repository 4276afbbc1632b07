"""Measures how well pages are read: compares the parser's readings with what a person reads.

``golden`` has the pages of tests/pages/ and the known differences, ``folder`` reads any folder of pages with gold, ``score``
compares. ``python -m tests.reading`` prints the figures. ``alignment`` says what each line of such a page is, and ``learn``
makes of that the weights by which the parser decides; ``rows`` says what each row of the decisions by rules is worth.
"""
