"""From a file to a parsed document: articles, their layout, their marks, their sentences."""
