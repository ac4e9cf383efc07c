"""Find words and concepts in one's own corpus: in context, in two groups, beside a codebook's."""

from __future__ import annotations

from rhetoric.wording.texts import concordance, keyness
from rhetoric.wording.trial import suggest, survey

__all__ = ["concordance", "keyness", "suggest", "survey"]
