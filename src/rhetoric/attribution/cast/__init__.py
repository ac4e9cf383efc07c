"""The cast of an article: the people and bodies that it names, and what it says of them."""
