"""What one request may ask of search at most, so that none holds a worker for long. Pure.

How often one address may ask is another thing: see ``search.rate_limit``. What a query finds is never cut by a ceiling:
what costs as much as the archive is large (sets of articles, their counts) are operations on whole arrays.
"""

# Of a query. A query that may be asked may be asked as it prints itself, too.
LONGEST = 300  # characters of all its terms together
LONGEST_TYPED = 4 * LONGEST  # with quotes and spaces
MOST_TERMS = 20

# Of what may be meant by one that stands nowhere. A character has some fifty of the same sound, a term a dozen places.
LONGEST_GUESSED = 12  # units of a term that other spellings are tried for
MOST_DOUBTED = 5  # terms of a query that others are sought for
MOST_GUESSES = 1000  # for all of them together, looked up in the index; two further pairs of units each
MOST_COUNTED = 20  # of the guesses for one term, those that may stand in most articles, counted in the texts
LONGEST_SPELLED = 6  # syllables of a term typed by sound
MOST_OF_A_SOUND = 20  # characters that a syllable may be, the commonest in the index

# Of what is suggested while typing.
LONGEST_SUGGESTED = 40  # characters

# Of showing what was found: twenty articles a page.
LONGEST_READ = 50_000  # characters of a text that a snippet is looked for in; a page of a newspaper has some 8,000
