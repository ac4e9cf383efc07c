"""The reader: one learned model that says who is for or against what, and shows the words."""
