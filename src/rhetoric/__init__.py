"""Who says what in a news article, where they stand, and the words that prove it."""
