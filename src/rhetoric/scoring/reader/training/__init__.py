"""What makes a model of the reader: nothing of it runs when an article is read."""
