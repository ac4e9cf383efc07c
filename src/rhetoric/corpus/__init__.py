"""Many articles to tables on disk: in batches, in several processes, resumed where it stopped."""

from rhetoric.corpus.stream import analyze_corpus, tabulate

__all__ = ["analyze_corpus", "tabulate"]
